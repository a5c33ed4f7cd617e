package dev.trotline.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The one history that led to the newest policy of a folder. Where a run was resumed from an older
 * checkpoint, or started afresh in the same folder, the iterations written before at that step and
 * later belong to a policy that was given up: the later writer wins, and nothing of the earlier
 * one's future is kept, even where it had come further.
 */
final class Lineage {

  private final long[] starts;
  private final double[] restartTimes;
  private final long[] leastStepFrom;

  /** A series without what was given up; steps increase strictly. */
  record Points(long[] steps, double[] values, double[] wallTimes) {

    /** Index of a step, or -1. */
    int at(long step) {
      int index = Arrays.binarySearch(steps, step);
      return index < 0 ? -1 : index;
    }
  }

  private record Restart(long step, double wallTime) {}

  private Lineage(List<Long> starts, List<Restart> restarts) {
    this.starts = starts.stream().mapToLong(Long::longValue).toArray();
    var sorted = new ArrayList<>(restarts);
    sorted.sort(Comparator.comparingDouble(Restart::wallTime));
    restartTimes = sorted.stream().mapToDouble(Restart::wallTime).toArray();
    leastStepFrom = sorted.stream().mapToLong(Restart::step).toArray();
    for (int i = leastStepFrom.length - 2; i >= 0; i--) {
      leastStepFrom[i] = Math.min(leastStepFrom[i], leastStepFrom[i + 1]);
    }
  }

  /**
   * Finds the starts in the series that has a point in every iteration: a step that repeats or goes
   * back, and a clock of the training (the step of {@code Train/mean_reward/time}) that goes back.
   */
  static Lineage of(RunSeries run) {
    var starts = new ArrayList<Long>();
    var restarts = new ArrayList<Restart>();
    run.iterations()
        .ifPresent(
            series -> {
              long previous = Long.MIN_VALUE;
              for (int i = 0; i < series.size(); i++) {
                long step = series.step(i);
                if (step <= previous) {
                  restarts.add(new Restart(step, series.wallTime(i)));
                }
                if (i == 0 || step <= previous) {
                  forget(starts, step);
                  starts.add(step);
                }
                previous = step;
              }
            });
    ScalarSeries clock = run.all().get("Train/mean_reward/time");
    ScalarSeries reward = run.all().get("Train/mean_reward");
    if (clock != null && reward != null && clock.size() == reward.size()) {
      for (int i = 1; i < clock.size(); i++) {
        if (clock.step(i) < clock.step(i - 1) && reward.step(i) > reward.step(i - 1)) {
          starts.add(reward.step(i));
        }
      }
    }
    starts.sort(Comparator.naturalOrder());
    return new Lineage(starts, restarts);
  }

  private static void forget(List<Long> starts, long from) {
    while (!starts.isEmpty() && starts.get(starts.size() - 1) >= from) {
      starts.remove(starts.size() - 1);
    }
  }

  /** First iterations of the trainings that followed each other, ascending. */
  long[] starts() {
    return starts.clone();
  }

  /** The points that were not given up. */
  Points clean(ScalarSeries series) {
    long[] steps = series.steps();
    double[] values = series.values();
    double[] times = series.wallTimes();
    int kept = 0;
    for (int i = 0; i < series.size(); i++) {
      long step = steps[i];
      while (kept > 0 && steps[kept - 1] >= step) {
        kept--;
      }
      if (step < leastLaterStart(times[i])) {
        steps[kept] = step;
        values[kept] = values[i];
        times[kept] = times[i];
        kept++;
      }
    }
    return new Points(
        Arrays.copyOf(steps, kept), Arrays.copyOf(values, kept), Arrays.copyOf(times, kept));
  }

  /** A tag the later training no longer writes shows no step going back: its clock tells. */
  private long leastLaterStart(double wallTime) {
    int low = 0;
    int high = restartTimes.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (restartTimes[middle] > wallTime) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low == restartTimes.length ? Long.MAX_VALUE : leastStepFrom[low];
  }

  /** True if a training began between two neighbouring points. */
  boolean startsBetween(long before, long after) {
    int index = Arrays.binarySearch(starts, after);
    int first = index >= 0 ? index : -index - 2;
    return first >= 0 && starts[first] > before;
  }

  /** The start an iteration belongs to: the last one at or before it. */
  long startOf(long step) {
    int index = Arrays.binarySearch(starts, step);
    int at = index >= 0 ? index : -index - 2;
    return at < 0 ? Long.MIN_VALUE / 2 : starts[at];
  }
}
