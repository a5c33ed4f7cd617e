package dev.trotline.analyze.stats;

import java.util.Arrays;

/**
 * Size, mean and spread of a sample.
 *
 * @param n its size
 * @param mean its mean, NaN if empty
 * @param sumOfSquares squared deviations from the mean, summed
 */
public record Moments(int n, double mean, double sumOfSquares) {

  /** Moments of finite numbers. */
  public static Moments of(double... sample) {
    for (double value : sample) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("not a finite number: " + value);
      }
    }
    int n = sample.length;
    double mean = n == 0 ? Double.NaN : Arrays.stream(sample).sum() / n;
    double squares = Arrays.stream(sample).map(v -> (v - mean) * (v - mean)).sum();
    return new Moments(n, mean, squares);
  }

  /** Degrees of freedom of the spread. */
  public int degreesOfFreedom() {
    return Math.max(0, n - 1);
  }

  /** Unbiased variance, NaN for fewer than two values. */
  public double variance() {
    return n < 2 ? Double.NaN : sumOfSquares / (n - 1);
  }

  /** Square root of {@link #variance()}. */
  public double standardDeviation() {
    return Math.sqrt(variance());
  }
}
