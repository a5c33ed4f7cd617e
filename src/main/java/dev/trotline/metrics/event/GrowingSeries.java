package dev.trotline.metrics.event;

import dev.trotline.metrics.ScalarSeries;
import java.util.Arrays;

/**
 * The points of one tag while a folder is read: three arrays that grow together, 24 bytes a point
 * and up to half as much spare. What was written is never changed in place, so {@link #toSeries}
 * shares the arrays instead of copying them: asking after every point costs nothing per point.
 */
final class GrowingSeries extends TagPoints {

  private long[] steps = new long[16];
  private double[] values = new double[16];
  private double[] wallTimes = new double[16];
  private int size;
  private long largestStep = Long.MIN_VALUE;

  GrowingSeries(String tag, byte[] name) {
    super(tag, name);
  }

  @Override
  void add(long step, double value, double wallTime) {
    if (size == steps.length) {
      resize(size + (size >> 1));
    }
    steps[size] = step;
    values[size] = value;
    wallTimes[size] = wallTime;
    size++;
    largestStep = Math.max(largestStep, step);
  }

  private void resize(int length) {
    steps = Arrays.copyOf(steps, length);
    values = Arrays.copyOf(values, length);
    wallTimes = Arrays.copyOf(wallTimes, length);
  }

  /**
   * Nearly always there is nothing to forget, and old writers make this be asked for every point,
   * so the points are looked at only if there is something.
   */
  @Override
  void purgeFrom(long step) {
    if (size == 0 || largestStep < step) {
      return;
    }
    // Series that were handed out share the arrays: these stay as they are.
    resize(steps.length);
    largestStep = Long.MIN_VALUE;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (steps[i] < step) {
        steps[kept] = steps[i];
        values[kept] = values[i];
        wallTimes[kept] = wallTimes[i];
        largestStep = Math.max(largestStep, steps[i]);
        kept++;
      }
    }
    size = kept;
  }

  @Override
  long size() {
    return size;
  }

  ScalarSeries toSeries() {
    return ScalarSeries.sharing(tag(), steps, values, wallTimes, size);
  }
}
