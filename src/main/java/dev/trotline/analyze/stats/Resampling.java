package dev.trotline.analyze.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** Bootstrap and permutation: repeatable, since every random stream comes from a given seed. */
public final class Resampling {

  private static final int ROUNDS = 4000;

  /** Up to this many relabellings all are tried instead of a random choice. */
  private static final long EXACT = 20_000;

  private Resampling() {}

  /** Percentile bootstrap interval of any figure of a sample. */
  public static Interval bootstrap(
      double[] sample, ToDoubleFunction<double[]> figure, double confidence, long seed) {
    if (sample.length < 2) {
      return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, confidence);
    }
    var random = new SplittableRandom(seed);
    double[] figures = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      figures[round] = figure.applyAsDouble(draw(sample, random));
    }
    return percentiles(figures, confidence);
  }

  /** Percentile bootstrap interval of mean(a) - mean(b); each sample is resampled by itself. */
  public static Interval bootstrapDifference(double[] a, double[] b, double confidence, long seed) {
    if (a.length < 2 || b.length < 2) {
      return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, confidence);
    }
    var random = new SplittableRandom(seed);
    double[] figures = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      figures[round] = Moments.of(draw(a, random)).mean() - Moments.of(draw(b, random)).mean();
    }
    return percentiles(figures, confidence);
  }

  private static double[] draw(double[] sample, SplittableRandom random) {
    double[] drawn = new double[sample.length];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = sample[random.nextInt(sample.length)];
    }
    return drawn;
  }

  private static Interval percentiles(double[] figures, double confidence) {
    double outside = (1 - confidence) / 2;
    return new Interval(
        Robust.quantile(outside, figures), Robust.quantile(1 - outside, figures), confidence);
  }

  /**
   * One-sided permutation test: share of relabellings with a mean of {@code a} as far below that of
   * {@code b} as seen. Exact for small samples, else from random relabellings with the seen one
   * counted in.
   */
  public static double permutationBelow(double[] a, double[] b, long seed) {
    double[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    double sum = Arrays.stream(a).sum();
    double tolerance = 1e-12 * (1 + Arrays.stream(all).map(Math::abs).sum());
    if (combinations(all.length, a.length) <= EXACT) {
      long[] count = new long[2];
      enumerate(all, 0, a.length, 0, sum + tolerance, count);
      return (double) count[1] / count[0];
    }
    var random = new SplittableRandom(seed);
    int hits = 1;
    for (int round = 0; round < ROUNDS; round++) {
      double drawn = 0;
      for (int i = 0; i < a.length; i++) {
        int j = i + random.nextInt(all.length - i);
        double swap = all[i];
        all[i] = all[j];
        all[j] = swap;
        drawn += all[i];
      }
      hits += drawn <= sum + tolerance ? 1 : 0;
    }
    return hits / (ROUNDS + 1.0);
  }

  private static void enumerate(
      double[] all, int from, int left, double sum, double limit, long[] count) {
    if (left == 0) {
      count[0]++;
      count[1] += sum <= limit ? 1 : 0;
      return;
    }
    for (int i = from; i <= all.length - left; i++) {
      enumerate(all, i + 1, left - 1, sum + all[i], limit, count);
    }
  }

  private static long combinations(int n, int k) {
    double product = 1;
    for (int i = 1; i <= k; i++) {
      product = product * (n - k + i) / i;
      if (product > EXACT) {
        return Long.MAX_VALUE;
      }
    }
    return Math.round(product);
  }
}
