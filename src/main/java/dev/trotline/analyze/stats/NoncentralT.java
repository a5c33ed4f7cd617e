package dev.trotline.analyze.stats;

/**
 * The noncentral t distribution: Student's t where the true difference is not zero. It gives the
 * exact power of a t-test and exact intervals of an effect size.
 */
public final class NoncentralT {

  private NoncentralT() {}

  /** P(T &lt;= t) for a noncentrality, by Lenth's algorithm AS 243 (1989). */
  public static double cumulative(double t, double degreesOfFreedom, double noncentrality) {
    if (t < 0) {
      return 1 - cumulative(-t, degreesOfFreedom, -noncentrality);
    }
    double base = Normal.cumulative(-noncentrality);
    if (t == 0) {
      return base;
    }
    double x = t * t / (t * t + degreesOfFreedom);
    double half = noncentrality * noncentrality / 2;
    double b = degreesOfFreedom / 2;
    double p = 0.5 * Math.exp(-half);
    double q = Math.sqrt(2 / Math.PI) * p * noncentrality;
    double left = 0.5 - p;
    double a = 0.5;
    double odd = Beta.regularised(x, a, b);
    double oddStep =
        2
            * Math.exp(
                b * Math.log1p(-x)
                    + a * Math.log(x)
                    + Beta.logGamma(a + b)
                    - Beta.logGamma(b)
                    - Beta.logGamma(a));
    double even = 1 - Math.exp(b * Math.log1p(-x));
    double evenStep = b * x * Math.exp(b * Math.log1p(-x));
    double sum = p * odd + q * even;
    for (int i = 1; i < 20_000; i++) {
      a += 1;
      odd -= oddStep;
      even -= evenStep;
      oddStep *= x * (a + b - 1) / a;
      evenStep *= x * (a + b - 0.5) / (a + 0.5);
      p *= half / i;
      q *= half / (i + 0.5);
      left -= p;
      sum += p * odd + q * even;
      if (i > half && 2 * left * (odd - oddStep) < 1e-15) {
        break;
      }
    }
    return Math.min(1, Math.max(0, sum + base));
  }

  /** The noncentrality under which a share {@code p} of the distribution lies below t. */
  public static double noncentrality(double t, double degreesOfFreedom, double p) {
    double low = t - 1;
    double high = t + 1;
    while (cumulative(t, degreesOfFreedom, low) < p && low > t - 30) {
      low -= Math.max(1, t - low);
    }
    while (cumulative(t, degreesOfFreedom, high) > p && high < t + 30) {
      high += Math.max(1, high - t);
    }
    for (int i = 0; i < 200 && high - low > 1e-13 * (1 + Math.abs(high)); i++) {
      double middle = 0.5 * (low + high);
      if (cumulative(t, degreesOfFreedom, middle) > p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return 0.5 * (low + high);
  }
}
