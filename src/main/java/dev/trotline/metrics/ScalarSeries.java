package dev.trotline.metrics;

import java.util.Arrays;

/**
 * One scalar of a run over time, in the order it was written. Steps may repeat or go back where a
 * run was resumed; values may be infinite or NaN. A class and not a record: a copying accessor
 * would turn every loop over points into quadratic work.
 */
public final class ScalarSeries {

  private final String tag;
  private final long[] steps;
  private final double[] values;
  private final double[] wallTimes;

  /**
   * Copies its arrays, which must be of one length.
   *
   * @param tag the name the trainer gave it
   * @param steps training iterations, for most tags
   * @param values the scalars
   * @param wallTimes seconds since 1970 when each point was written
   */
  public ScalarSeries(String tag, long[] steps, double[] values, double[] wallTimes) {
    if (steps.length != values.length || steps.length != wallTimes.length) {
      throw new IllegalArgumentException("steps, values and wall times differ in length: " + tag);
    }
    this.tag = tag;
    this.steps = steps.clone();
    this.values = values.clone();
    this.wallTimes = wallTimes.clone();
  }

  /** The name the trainer gave it. */
  public String tag() {
    return tag;
  }

  /** Number of points. */
  public int size() {
    return steps.length;
  }

  /** True if there is no point. */
  public boolean isEmpty() {
    return steps.length == 0;
  }

  /** Step of the point at an index. */
  public long step(int index) {
    return steps[index];
  }

  /** Value of the point at an index. */
  public double value(int index) {
    return values[index];
  }

  /** Wall time of the point at an index, seconds since 1970. */
  public double wallTime(int index) {
    return wallTimes[index];
  }

  /** A copy of all steps. */
  public long[] steps() {
    return steps.clone();
  }

  /** A copy of all values. */
  public double[] values() {
    return values.clone();
  }

  /** A copy of all wall times. */
  public double[] wallTimes() {
    return wallTimes.clone();
  }

  /** The value written last, NaN if there is none. */
  public double lastValue() {
    return isEmpty() ? Double.NaN : values[values.length - 1];
  }

  /** A copy of the values written last, at most {@code count} of them. */
  public double[] lastValues(int count) {
    return Arrays.copyOfRange(values, Math.max(0, values.length - count), values.length);
  }

  /** Mean of the finite values among the last {@code count}; NaN if there is none. */
  public double meanOfLast(int count) {
    return Arrays.stream(lastValues(count)).filter(Double::isFinite).average().orElse(Double.NaN);
  }

  /** Number of values that are NaN or infinite among the last {@code count}. */
  public int nonFiniteOfLast(int count) {
    return (int) Arrays.stream(lastValues(count)).filter(v -> !Double.isFinite(v)).count();
  }

  @Override
  public String toString() {
    return tag + " (" + size() + " points)";
  }
}
