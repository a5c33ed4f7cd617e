package dev.trotline.analyze.compare;

import java.util.Arrays;

/**
 * The noise of a single curve about its trend, when there is no second seed to tell it: residuals
 * about a straight line in each half, their autocorrelation by Geyer's initial positive sequence,
 * and thereby the number of independent points behind a mean. Neighbouring points share episodes
 * (the trainer averages over the last hundred), so the plain standard error would be far too small.
 * A bend in the trend counts as noise: it errs to the side of "no difference". False claims on
 * autoregressive noise (phi up to 0.95) stay below 5 %, see its test.
 *
 * @param variance of one point
 * @param correlation autocorrelation by lag, up to where it is taken for real
 * @param time integrated autocorrelation time, in points
 * @param degreesOfFreedom independent residuals; below {@link #LEAST} nothing can be said
 */
record PointNoise(double variance, double[] correlation, double time, double degreesOfFreedom) {

  private static final int FEWEST_POINTS = 40;
  private static final int BLOCKS = 2;

  /** What is correlated over more iterations than this is trend; also bounds the work. */
  private static final int MOST_LAGS = 1000;

  /** Of degrees of freedom, below which a t-test is a guess. */
  static final double LEAST = 3;

  /** Of a curve's points in their order, all finite. */
  static PointNoise of(double[] points) {
    int n = points.length;
    if (n < FEWEST_POINTS) {
      return new PointNoise(Double.NaN, new double[] {1}, n, 0);
    }
    double[] residual = points.clone();
    for (int block = 0; block < BLOCKS; block++) {
      detrend(residual, block * n / BLOCKS, (block + 1) * n / BLOCKS);
    }
    double squares = Arrays.stream(residual).map(r -> r * r).sum();
    if (!(squares > 0)) {
      return new PointNoise(0, new double[] {1}, 1, n - 2.0 * BLOCKS);
    }
    int lags = Math.min(n / 3, MOST_LAGS);
    double[] seen = new double[lags];
    for (int lag = 0; lag < lags; lag++) {
      double sum = 0;
      for (int i = 0; i + lag < n; i++) {
        sum += residual[i] * residual[i + lag];
      }
      seen[lag] = sum / squares;
    }
    // A line takes about 2 tau / length out of the variance and of every covariance.
    double time = time(seen);
    double[] corrected = seen;
    double lost = 0;
    for (int round = 0; round < 3; round++) {
      lost = Math.min(0.5, 2 * time / ((double) n / BLOCKS));
      double part = lost;
      corrected = Arrays.stream(seen).map(rho -> rho * (1 - part) + part).toArray();
      corrected[0] = 1;
      time = Math.min(time(corrected), n / 8.0);
    }
    return new PointNoise(
        squares / n / (1 - lost),
        Arrays.copyOf(corrected, cut(corrected)),
        time,
        n / time - 2.0 * BLOCKS);
  }

  private static void detrend(double[] points, int from, int to) {
    int n = to - from;
    double middle = (n - 1) / 2.0;
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += points[from + i] / n;
    }
    double slope = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      slope += (i - middle) * (points[from + i] - mean);
      squares += (i - middle) * (i - middle);
    }
    slope = squares > 0 ? slope / squares : 0;
    for (int i = 0; i < n; i++) {
      points[from + i] -= mean + slope * (i - middle);
    }
  }

  /** Lags up to the first pair whose sum is not positive. */
  private static int cut(double[] rho) {
    int lag = 0;
    while (lag + 1 < rho.length && rho[lag] + rho[lag + 1] > 0) {
      lag += 2;
    }
    return Math.max(1, lag);
  }

  private static double time(double[] rho) {
    double sum = -1;
    for (int lag = 0; lag < cut(rho); lag++) {
      sum += 2 * rho[lag];
    }
    return Math.max(1, sum);
  }

  boolean isKnown() {
    return degreesOfFreedom >= LEAST && Double.isFinite(variance);
  }

  /** Standard error of the mean of this many neighbouring points. */
  double errorOfMean(int points) {
    double sum = 1;
    for (int lag = 1; lag < Math.min(points, correlation.length); lag++) {
      sum += 2 * (1 - (double) lag / points) * correlation[lag];
    }
    return Math.sqrt(variance / points * Math.max(sum, 1.0 / points));
  }
}
