package dev.trotline.analyze.stats;

/** Student's t distribution by the regularised incomplete beta function. */
public final class StudentT {

  private StudentT() {}

  /** P(T &lt;= t) for any positive degrees of freedom. */
  public static double cumulative(double t, double degreesOfFreedom) {
    if (Double.isNaN(t) || !(degreesOfFreedom > 0)) {
      return Double.NaN;
    }
    if (Double.isInfinite(t)) {
      return t > 0 ? 1 : 0;
    }
    double tail =
        0.5
            * Beta.regularised(
                degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
    return t > 0 ? 1 - tail : tail;
  }

  /** P(T &gt;= t): the p-value of a one-sided test, exact in the tail. */
  public static double upperTail(double t, double degreesOfFreedom) {
    return cumulative(-t, degreesOfFreedom);
  }

  /** The t below which a share {@code p} of the distribution lies. */
  public static double quantile(double p, double degreesOfFreedom) {
    if (!(p > 0 && p < 1)) {
      throw new IllegalArgumentException("a probability lies between 0 and 1: " + p);
    }
    if (p == 0.5) {
      return 0;
    }
    if (p > 0.5) {
      return -quantile(1 - p, degreesOfFreedom);
    }
    // Cornish and Fisher's expansion lands near the root unless the tails are very heavy.
    double z = Normal.quantile(p);
    double v = degreesOfFreedom;
    double square = z * z;
    double at =
        z * (1 + (square + 1) / (4 * v) + (5 * square * square + 16 * square + 3) / (96 * v * v));
    double low = Math.min(-1, 2 * at);
    while (cumulative(low, degreesOfFreedom) > p) {
      low *= 2;
    }
    double high = 0;
    for (int i = 0; i < 100; i++) {
      double error = cumulative(at, degreesOfFreedom) - p;
      if (error > 0) {
        high = at;
      } else {
        low = at;
      }
      double newton = at - error / density(at, degreesOfFreedom);
      double next = newton > low && newton < high ? newton : 0.5 * (low + high);
      if (Math.abs(next - at) <= 2e-14 * Math.abs(next)) {
        return next;
      }
      at = next;
    }
    return at;
  }

  private static double density(double t, double v) {
    double logarithm =
        Beta.logGamma((v + 1) / 2)
            - Beta.logGamma(v / 2)
            - 0.5 * Math.log(v * Math.PI)
            - (v + 1) / 2 * Math.log1p(t * t / v);
    return Math.exp(logarithm);
  }
}
