package dev.trotline.metrics.event;

import dev.trotline.metrics.BinnedSum;
import dev.trotline.metrics.ScalarFigures;
import java.util.Arrays;

/**
 * Figures of one tag while a folder is read, in a few hundred bytes however many points there are.
 *
 * <p>A purge that leaves nothing starts over; one that leaves something cannot be undone in sums,
 * so it is noted, and a second reading that knows what will be purged adds up only the points that
 * stay. A point stays if every later purge starts behind its step, so of the purges only those
 * matter that no later one outdoes: their steps rise.
 */
final class GrowingFigures extends TagPoints {

  private final BinnedSum sum = new BinnedSum();
  private long points;
  private long firstStep;
  private long lastStep;
  private double lastValue;
  private double min = Double.NaN;
  private double max = Double.NaN;
  private long nan;
  private long inf;

  private long leastStep = Long.MAX_VALUE;
  private long largestStep = Long.MIN_VALUE;

  /** Points met, purged ones included. */
  private long met;

  private final Purges purges;
  private final boolean knowsPurges;
  private int nextPurge;

  GrowingFigures(String tag, byte[] name) {
    super(tag, name);
    purges = new Purges();
    knowsPurges = false;
  }

  /** For the second reading of what an earlier instance has read. */
  GrowingFigures(GrowingFigures first) {
    super(first.tag(), first.name());
    purges = first.purges;
    knowsPurges = true;
  }

  /** Purges that matter, in file order: before which point, and from which step. */
  private static final class Purges {
    long start;
    int count;
    long[] before = new long[0];
    long[] steps = new long[0];

    void add(long point, long step) {
      while (count > 0 && steps[count - 1] >= step) {
        count--;
      }
      if (count == steps.length) {
        before = Arrays.copyOf(before, 4 + 2 * count);
        steps = Arrays.copyOf(steps, 4 + 2 * count);
      }
      before[count] = point;
      steps[count] = step;
      count++;
    }
  }

  /** True if only a second reading can tell the figures. */
  boolean needsSecondReading() {
    return !knowsPurges && purges.count > 0;
  }

  @Override
  void add(long step, double value, double wallTime) {
    long index = met++;
    if (knowsPurges && !stays(index, step)) {
      return;
    }
    if (points == 0) {
      firstStep = step;
    }
    points++;
    lastStep = step;
    lastValue = value;
    leastStep = Math.min(leastStep, step);
    largestStep = Math.max(largestStep, step);
    if (Math.abs(value) <= Double.MAX_VALUE) {
      sum.add(value);
      min = min <= value ? min : value;
      max = max >= value ? max : value;
    } else if (Double.isNaN(value)) {
      nan++;
    } else {
      inf++;
    }
  }

  private boolean stays(long index, long step) {
    while (nextPurge < purges.count && purges.before[nextPurge] <= index) {
      nextPurge++;
    }
    return index >= purges.start && (nextPurge == purges.count || step < purges.steps[nextPurge]);
  }

  @Override
  void purgeFrom(long step) {
    if (knowsPurges || points == 0 || largestStep < step) {
      return;
    }
    if (step <= leastStep) {
      purges.count = 0;
      purges.start = met;
      clearFigures();
    } else {
      purges.add(met, step);
    }
  }

  /** Adds what a later part of the same file held, in which nothing was purged. */
  void add(GrowingFigures part) {
    if (part.points == 0) {
      return;
    }
    if (points == 0) {
      firstStep = part.firstStep;
    }
    met += part.met;
    points += part.points;
    lastStep = part.lastStep;
    lastValue = part.lastValue;
    leastStep = Math.min(leastStep, part.leastStep);
    largestStep = Math.max(largestStep, part.largestStep);
    min = min <= part.min || Double.isNaN(part.min) ? min : part.min;
    max = max >= part.max || Double.isNaN(part.max) ? max : part.max;
    nan += part.nan;
    inf += part.inf;
    sum.add(part.sum);
  }

  /** Starts over, for another part of a file. */
  void clear() {
    met = 0;
    clearFigures();
  }

  private void clearFigures() {
    sum.clear();
    points = 0;
    min = Double.NaN;
    max = Double.NaN;
    nan = 0;
    inf = 0;
    leastStep = Long.MAX_VALUE;
    largestStep = Long.MIN_VALUE;
  }

  @Override
  long size() {
    return points;
  }

  ScalarFigures figures() {
    long finite = points - nan - inf;
    return new ScalarFigures(
        points,
        firstStep,
        lastStep,
        lastValue,
        min,
        max,
        finite == 0 ? Double.NaN : sum.value() / finite,
        nan,
        inf);
  }
}
