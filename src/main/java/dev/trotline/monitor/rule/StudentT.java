package dev.trotline.monitor.rule;

/**
 * Quantiles of Student's distribution, by bisection of its distribution function, which follows
 * from the regularised incomplete beta function (Press et al., Numerical Recipes, 6.4).
 */
final class StudentT {

  private static final int STEPS = 200;
  private static final double TINY = 1e-300;

  private StudentT() {}

  /**
   * The value that is exceeded with a probability.
   *
   * @param tail from 0 to 0.5, exclusive
   * @param freedom degrees of freedom, at least 1
   */
  static double upper(double tail, double freedom) {
    double low = 0;
    double high = 1;
    while (tail(high, freedom) > tail && high < 1e12) {
      high *= 2;
    }
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2;
      if (tail(middle, freedom) > tail) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** The probability of more than a value that is not negative. */
  static double tail(double t, double freedom) {
    return 0.5 * beta(freedom / 2, 0.5, freedom / (freedom + t * t));
  }

  private static double beta(double a, double b, double x) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    double front =
        Math.exp(
            logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
    return x < (a + 1) / (a + b + 2)
        ? front * fraction(a, b, x) / a
        : 1 - front * fraction(b, a, 1 - x) / b;
  }

  /** Lentz's continued fraction. */
  private static double fraction(double a, double b, double x) {
    double c = 1;
    double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
    double h = d;
    for (int m = 1; m <= STEPS; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / nonZero(1 + even * d);
      c = nonZero(1 + even / c);
      h *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / nonZero(1 + odd * d);
      c = nonZero(1 + odd / c);
      h *= d * c;
      if (Math.abs(d * c - 1) < 1e-14) {
        break;
      }
    }
    return h;
  }

  private static double nonZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  /** Stirling's series after a shift. */
  private static double logGamma(double x) {
    double shift = 0;
    double y = x;
    while (y < 10) {
      shift += Math.log(y);
      y++;
    }
    double square = y * y;
    return (y - 0.5) * Math.log(y)
        - y
        + 0.5 * Math.log(2 * Math.PI)
        + 1 / (12 * y)
        - 1 / (360 * y * square)
        + 1 / (1260 * y * square * square)
        - shift;
  }
}
