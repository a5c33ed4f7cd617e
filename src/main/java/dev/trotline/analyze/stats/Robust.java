package dev.trotline.analyze.stats;

import java.util.Arrays;

/** Figures that one extreme seed cannot move much. */
public final class Robust {

  private Robust() {}

  /**
   * Mean of the middle half: a quarter of the weight is cut off at each end, fractions of a value
   * included, so that it is defined for any size (Agarwal et al. 2021 use whole values only).
   */
  public static double interquartileMean(double... sample) {
    if (sample.length == 0) {
      return Double.NaN;
    }
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    double low = sorted.length / 4.0;
    double high = sorted.length - low;
    double sum = 0;
    for (int i = 0; i < sorted.length; i++) {
      double weight = Math.min(i + 1, high) - Math.max(i, low);
      sum += Math.max(0, weight) * sorted[i];
    }
    return sum / (high - low);
  }

  /**
   * Mean without the least and the largest quarter, whole values only: the interquartile mean as
   * scipy and rliable compute it. For few values it cuts off less than a quarter.
   */
  public static double trimmedMean(double... sample) {
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    int cut = sorted.length / 4;
    return Arrays.stream(sorted, cut, sorted.length - cut).average().orElse(Double.NaN);
  }

  /** Quantile with linear interpolation between order statistics (type 7, numpy's default). */
  public static double quantile(double p, double... sample) {
    if (sample.length == 0) {
      return Double.NaN;
    }
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    double position = p * (sorted.length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /**
   * Chance that a value of {@code a} is below one of {@code b}, ties counted half: how sure it is
   * that the next seed of a beats the next of b where less is better.
   */
  public static double probabilityBelow(double[] a, double[] b) {
    double wins = 0;
    for (double x : a) {
      for (double y : b) {
        wins += x < y ? 1 : x == y ? 0.5 : 0;
      }
    }
    return a.length == 0 || b.length == 0 ? Double.NaN : wins / a.length / b.length;
  }
}
