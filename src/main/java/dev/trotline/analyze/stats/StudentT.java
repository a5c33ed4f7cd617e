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
    double low = -1;
    while (cumulative(low, degreesOfFreedom) > p) {
      low *= 2;
    }
    double high = 0;
    for (int i = 0; i < 200 && high - low > 1e-14 * (1 - low); i++) {
      double middle = 0.5 * (low + high);
      if (cumulative(middle, degreesOfFreedom) > p) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return 0.5 * (low + high);
  }
}
