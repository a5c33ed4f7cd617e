package dev.trotline.metrics;

import java.util.Arrays;
import java.util.Objects;

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
  private final int size;

  /**
   * Copies its arrays, which must be of one length.
   *
   * @param tag the name the trainer gave it
   * @param steps training iterations, for most tags
   * @param values the scalars
   * @param wallTimes seconds since 1970 when each point was written
   */
  public ScalarSeries(String tag, long[] steps, double[] values, double[] wallTimes) {
    this(tag, steps.clone(), values.clone(), wallTimes.clone(), steps.length);
    if (steps.length != values.length || steps.length != wallTimes.length) {
      throw new IllegalArgumentException("steps, values and wall times differ in length: " + tag);
    }
  }

  private ScalarSeries(String tag, long[] steps, double[] values, double[] wallTimes, int size) {
    this.tag = tag;
    this.steps = steps;
    this.values = values;
    this.wallTimes = wallTimes;
    this.size = size;
  }

  /**
   * A series of the first {@code size} points of arrays, which it does not copy: the caller never
   * changes those elements again. For readers of files that grow, which would otherwise copy all
   * points after each new one.
   */
  public static ScalarSeries sharing(
      String tag, long[] steps, double[] values, double[] wallTimes, int size) {
    if (size < 0 || size > Math.min(steps.length, Math.min(values.length, wallTimes.length))) {
      throw new IllegalArgumentException("there are no " + size + " points: " + tag);
    }
    return new ScalarSeries(tag, steps, values, wallTimes, size);
  }

  /** The name the trainer gave it. */
  public String tag() {
    return tag;
  }

  /** Number of points. */
  public int size() {
    return size;
  }

  /** True if there is no point. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** Step of the point at an index. */
  public long step(int index) {
    return steps[Objects.checkIndex(index, size)];
  }

  /** Value of the point at an index. */
  public double value(int index) {
    return values[Objects.checkIndex(index, size)];
  }

  /** Wall time of the point at an index, seconds since 1970. */
  public double wallTime(int index) {
    return wallTimes[Objects.checkIndex(index, size)];
  }

  /** A copy of all steps. */
  public long[] steps() {
    return Arrays.copyOf(steps, size);
  }

  /** A copy of all values. */
  public double[] values() {
    return Arrays.copyOf(values, size);
  }

  /** A copy of all wall times. */
  public double[] wallTimes() {
    return Arrays.copyOf(wallTimes, size);
  }

  /** The value written last, NaN if there is none. */
  public double lastValue() {
    return isEmpty() ? Double.NaN : values[size - 1];
  }

  /** A copy of the values written last, at most {@code count} of them. */
  public double[] lastValues(int count) {
    return Arrays.copyOfRange(values, Math.max(0, size - count), size);
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
