package dev.trotline.analyze.compare;

import dev.trotline.analyze.RunFolders;
import dev.trotline.error.InvalidInputException;
import dev.trotline.metrics.LogMeaning;
import java.nio.file.Path;
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

  /**
   * All runs of a folder: a run's log folder, or a tree of them that is taken for one experiment.
   *
   * @throws dev.trotline.error.InvalidInputException if there is no folder, or no run in it
   */
  public static Group read(Path root, LogMeaning meaning) {
    List<Path> folders = RunFolders.find(root).runs();
    if (folders.isEmpty()) {
      throw new InvalidInputException(
          "there is no event file below " + root,
          root.toString(),
          null,
          "give a run's log folder, or a folder that holds some");
    }
    return new Group(
        root.toString(),
        folders.stream()
            .map(
                folder -> {
                  String name = root.relativize(folder).toString();
                  return RunData.read(folder, name.isEmpty() ? root.toString() : name, meaning);
                })
            .toList());
  }

  /** A single run. */
  public static Group of(RunData run) {
    return new Group(run.name(), List.of(run));
  }
}
