package dev.trotline.analyze.stats;

/**
 * The probability of improvement: the chance that a seed of one experiment lies below a seed of
 * another, ties counted half (Agarwal et al. 2021, Mann and Whitney 1947).
 *
 * @param probability from 0 to 1; 0.5 if there is nothing between them
 * @param interval of the true probability by Newcombe's (2006) method 5, a score interval: unlike a
 *     bootstrap it does not collapse to a point when every seed of one side wins
 */
public record Superiority(double probability, Interval interval) {

  /** Chance that a value of {@code a} lies below one of {@code b}. */
  public static Superiority below(double[] a, double[] b, double confidence) {
    double theta = Robust.probabilityBelow(a, b);
    if (a.length == 0 || b.length == 0) {
      return new Superiority(theta, new Interval(0, 1, confidence));
    }
    double z = Normal.quantile(0.5 + confidence / 2);
    return new Superiority(
        theta,
        new Interval(
            edge(theta, 0, a.length, b.length, z),
            edge(theta, 1, a.length, b.length, z),
            confidence));
  }

  /** The hypothesis between the estimate and one end that is just z standard errors away. */
  private static double edge(double theta, double end, int m, int n, double z) {
    double inside = theta;
    double outside = end;
    for (int i = 0; i < 100; i++) {
      double middle = 0.5 * (inside + outside);
      if (Math.abs(theta - middle) <= z * Math.sqrt(variance(middle, m, n))) {
        inside = middle;
      } else {
        outside = middle;
      }
    }
    return 0.5 * (inside + outside);
  }

  /** Hanley and McNeil's variance under exponential distributions, sizes averaged. */
  private static double variance(double theta, int m, int n) {
    double common = (m + n) / 2.0 - 1;
    return theta
        * (1 - theta)
        * (1 + common * ((1 - theta) / (2 - theta) + theta / (1 + theta)))
        / ((double) m * n);
  }
}
