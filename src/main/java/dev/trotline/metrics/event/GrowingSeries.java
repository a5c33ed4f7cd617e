package dev.trotline.metrics.event;

import dev.trotline.metrics.ScalarSeries;
import java.util.Arrays;

/** The points of one tag while a folder is read: three arrays that grow together. */
final class GrowingSeries {

  private final String tag;
  private final byte[] name;
  private long[] steps = new long[64];
  private double[] values = new double[64];
  private double[] wallTimes = new double[64];
  private int size;
  private long largestStep = Long.MIN_VALUE;

  GrowingSeries(String tag, byte[] name) {
    this.tag = tag;
    this.name = name;
  }

  /** True if the bytes spell this tag. */
  boolean isNamed(byte[] bytes, int from, int length) {
    return Arrays.equals(name, 0, name.length, bytes, from, from + length);
  }

  void add(long step, double value, double wallTime) {
    if (size == steps.length) {
      int larger = size + (size >> 1);
      steps = Arrays.copyOf(steps, larger);
      values = Arrays.copyOf(values, larger);
      wallTimes = Arrays.copyOf(wallTimes, larger);
    }
    steps[size] = step;
    values[size] = value;
    wallTimes[size] = wallTime;
    size++;
    largestStep = Math.max(largestStep, step);
  }

  /**
   * Forgets every point at this step or later. Nearly always there is none, and old writers make
   * this be asked for every point, so the points are looked at only if there is one.
   */
  void purgeFrom(long step) {
    if (largestStep < step) {
      return;
    }
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

  String tag() {
    return tag;
  }

  int size() {
    return size;
  }

  ScalarSeries toSeries() {
    return new ScalarSeries(
        tag,
        Arrays.copyOf(steps, size),
        Arrays.copyOf(values, size),
        Arrays.copyOf(wallTimes, size));
  }
}
