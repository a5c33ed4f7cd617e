package dev.trotline.metrics;

import java.util.Arrays;

/**
 * A metric over the iterations of one run: one lineage (see {@code docs/metrics.md}), artefacts of
 * a start left out, normalised point by point. A point's weight is what it stands for (steps of an
 * episode, ended episodes), so that a windowed mean is the ratio of sums and not a mean of ratios.
 * A class and not a record: its arrays must not be copied in every loop.
 */
public final class Curve {

  private final Provenance provenance;
  private final long[] steps;
  private final double[] values;
  private final double[] weights;
  private final double[] seconds;
  private final double transitions;

  /**
   * Copies its arrays, which must be of one length.
   *
   * @param provenance where it comes from
   * @param steps iterations, strictly ascending
   * @param values may be NaN or infinite
   * @param weights not negative
   * @param seconds of training up to each point, since the first kept one, pauses between trainings
   *     left out
   * @param transitions environment steps of one iteration, NaN if unknown
   */
  public Curve(
      Provenance provenance,
      long[] steps,
      double[] values,
      double[] weights,
      double[] seconds,
      double transitions) {
    int n = steps.length;
    if (values.length != n || weights.length != n || seconds.length != n) {
      throw new IllegalArgumentException("arrays differ in length: " + provenance.metric());
    }
    for (int i = 1; i < n; i++) {
      if (steps[i] <= steps[i - 1]) {
        throw new IllegalArgumentException("iterations must ascend: " + provenance.metric());
      }
    }
    this.provenance =
        n == 0 ? provenance.over(-1, -1) : provenance.over(steps[0], steps[steps.length - 1]);
    this.steps = steps.clone();
    this.values = values.clone();
    this.weights = weights.clone();
    this.seconds = seconds.clone();
    this.transitions = transitions;
  }

  /** Where it comes from; from and to are its first and last iteration. */
  public Provenance provenance() {
    return provenance;
  }

  /** Number of points. */
  public int size() {
    return steps.length;
  }

  /** True if there is no point. */
  public boolean isEmpty() {
    return steps.length == 0;
  }

  /** Iteration of a point. */
  public long step(int index) {
    return steps[index];
  }

  /** Value of a point. */
  public double value(int index) {
    return values[index];
  }

  /** Weight of a point in a mean. */
  public double weight(int index) {
    return weights[index];
  }

  /** Seconds of training up to a point. */
  public double seconds(int index) {
    return seconds[index];
  }

  /** Environment steps of one iteration, NaN if unknown. */
  public double transitions() {
    return transitions;
  }

  /** First iteration, or -1. */
  public long first() {
    return provenance.from();
  }

  /** Last iteration, or -1. */
  public long last() {
    return provenance.to();
  }

  /** A copy of the iterations. */
  public long[] steps() {
    return steps.clone();
  }

  /** A copy of the values. */
  public double[] values() {
    return values.clone();
  }

  /** Index of the first point at this iteration or later; the size if there is none. */
  public int indexFrom(long step) {
    int index = Arrays.binarySearch(steps, step);
    return index >= 0 ? index : -index - 1;
  }

  /**
   * Weighted mean of the finite points from one iteration to another, both included; NaN where
   * there is none, or fewer than half of the points are finite. Points that stand for nothing
   * (weight 0) do not count.
   */
  public double mean(long from, long to) {
    double sum = 0;
    // Neumaier's compensation: a mean of equal values is that value.
    double lost = 0;
    double weight = 0;
    int finite = 0;
    int all = 0;
    for (int i = indexFrom(from); i < steps.length && steps[i] <= to; i++) {
      if (!(weights[i] > 0)) {
        continue;
      }
      all++;
      if (Double.isFinite(values[i])) {
        finite++;
        double term = weights[i] * values[i];
        double next = sum + term;
        lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
        sum = next;
        weight += weights[i];
      }
    }
    return finite > 0 && finite * 2 >= all ? (sum + lost) / weight : Double.NaN;
  }

  @Override
  public String toString() {
    return provenance.metric() + " (" + size() + " points)";
  }
}
