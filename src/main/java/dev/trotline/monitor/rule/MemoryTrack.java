package dev.trotline.monitor.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory a run used, by iteration, in at most {@value #MOST} evenly spread samples. Immutable.
 *
 * @param samples oldest first
 * @param every watched seconds from one sample to the next
 */
public record MemoryTrack(List<Sample> samples, int every) {

  private static final int MOST = 256;

  /** Seconds between samples at first. */
  private static final int EVERY = 10;

  /** No samples. */
  public static final MemoryTrack EMPTY = new MemoryTrack(List.of(), EVERY);

  /**
   * One sample.
   *
   * @param watched watched seconds since the first look
   * @param iteration iterations done by then
   * @param residentMib resident memory of the run, MiB
   * @param freeMib memory that may still be used, MiB
   */
  public record Sample(double watched, int iteration, double residentMib, double freeMib) {}

  public MemoryTrack {
    samples = List.copyOf(samples);
  }

  /** With what was seen at a look, if it is time for another sample. */
  MemoryTrack with(Surroundings.@Nullable Memory seen, Duration watched, int iteration) {
    double now = watched.toMillis() / 1000.0;
    boolean due = samples.isEmpty() || now - samples.get(samples.size() - 1).watched() >= every;
    if (seen == null || !due || !(seen.residentMib() > 0)) {
      return this;
    }
    List<Sample> more = new ArrayList<>(samples);
    more.add(new Sample(now, iteration, seen.residentMib(), seen.freeMib()));
    if (more.size() <= MOST) {
      return new MemoryTrack(more, every);
    }
    List<Sample> half = new ArrayList<>();
    for (int i = 0; i < more.size(); i += 2) {
      half.add(more.get(i));
    }
    return new MemoryTrack(half, 2 * every);
  }
}
