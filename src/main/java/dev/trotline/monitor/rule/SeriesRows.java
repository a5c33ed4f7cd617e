package dev.trotline.monitor.rule;

import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.ScalarSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The series of event files as rows, one per iteration. Trainers disagree on what a step is
 * (rl_games counts frames for losses and epochs for rewards), so numbers belong to the iteration
 * whose own mark was written nearest to them in time.
 */
public final class SeriesRows {

  /** Steps that grow by more than this from one iteration to the next count frames. */
  private static final double FRAMES = 16;

  private SeriesRows() {}

  /** Takes one row. */
  public interface Sink {
    /** An iteration's number, from 0, and what was written about it, as far as rules look at it. */
    void row(int iteration, Map<String, Double> scalars);
  }

  /** Hands on every iteration, in the order it was written. */
  public static void each(RunSeries series, Sink sink) {
    each(series, 0, sink);
  }

  /**
   * The same for a part of the files.
   *
   * @param before iterations that came before, for trainers that count frames
   */
  public static void each(RunSeries series, int before, Sink sink) {
    ScalarSeries marks = marks(series);
    if (marks == null || marks.isEmpty()) {
      return;
    }
    boolean frames = countsFrames(marks);
    List<ScalarSeries> wanted = new ArrayList<>();
    for (ScalarSeries one : series.all().values()) {
      if (Figure.concerns(one.tag())) {
        wanted.add(one);
      }
    }
    int[] cursors = new int[wanted.size()];
    for (int i = 0; i < marks.size(); i++) {
      double until =
          i + 1 < marks.size()
              ? (marks.wallTime(i) + marks.wallTime(i + 1)) / 2
              : Double.POSITIVE_INFINITY;
      Map<String, Double> row = new HashMap<>();
      for (int s = 0; s < cursors.length; s++) {
        ScalarSeries one = wanted.get(s);
        boolean same = one == marks;
        while (cursors[s] < one.size()
            && (same ? cursors[s] <= i : one.wallTime(cursors[s]) <= until)) {
          row.put(one.tag(), one.value(cursors[s]++));
        }
      }
      long number = frames ? before + i : marks.step(i);
      if (number >= 0 && number < Integer.MAX_VALUE) {
        sink.row((int) number, row);
      }
    }
  }

  /** The series with one point in every iteration; one that counts iterations if there is any. */
  private static @Nullable ScalarSeries marks(RunSeries series) {
    for (String tag : new String[] {"Perf/total_fps", "Loss/value_function", "Loss/value"}) {
      ScalarSeries found = series.all().get(tag);
      if (found != null) {
        return found;
      }
    }
    ScalarSeries epochs = series.all().get("rewards/iter");
    return epochs != null ? epochs : series.iterations().orElse(null);
  }

  private static boolean countsFrames(ScalarSeries marks) {
    double[] steps = Arrays.stream(marks.steps()).asDoubleStream().toArray();
    if (steps.length < 2) {
      return false;
    }
    double[] jumps = new double[steps.length - 1];
    for (int i = 0; i < jumps.length; i++) {
      jumps[i] = steps[i + 1] - steps[i];
    }
    Arrays.sort(jumps);
    return jumps[jumps.length / 2] > FRAMES;
  }
}
