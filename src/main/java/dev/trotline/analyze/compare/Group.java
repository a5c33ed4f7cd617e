package dev.trotline.analyze.compare;

import java.util.List;

/**
 * An experiment over its seeds, or a single run.
 *
 * @param name how it is called in reports
 * @param runs its runs; at least one
 */
public record Group(String name, List<RunData> runs) {

  public Group {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a group of no run: " + name);
    }
  }

  /** A single run. */
  public static Group of(RunData run) {
    return new Group(run.name(), List.of(run));
  }
}
