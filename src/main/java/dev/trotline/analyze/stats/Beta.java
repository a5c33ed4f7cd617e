package dev.trotline.analyze.stats;

/** The regularised incomplete beta function by Lentz's continued fraction, to about 1e-14. */
final class Beta {

  /** Lanczos coefficients for g = 7, n = 9 (Godfrey 2001). */
  private static final double[] LANCZOS = {
    0.99999999999980993,
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7
  };

  private static final double TINY = 1e-300;

  private Beta() {}

  static double regularised(double x, double a, double b) {
    if (x <= 0) {
      return 0;
    }
    if (x >= 1) {
      return 1;
    }
    double front =
        Math.exp(
            logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
    return x < (a + 1) / (a + b + 2)
        ? front * fraction(x, a, b) / a
        : 1 - front * fraction(1 - x, b, a) / b;
  }

  private static double fraction(double x, double a, double b) {
    double c = 1;
    double d = 1 / safe(1 - (a + b) * x / (a + 1));
    double product = d;
    for (int m = 1; m < 10_000; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / safe(1 + even * d);
      c = safe(1 + even / c);
      product *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / safe(1 + odd * d);
      c = safe(1 + odd / c);
      double step = d * c;
      product *= step;
      if (Math.abs(step - 1) < 1e-16) {
        break;
      }
    }
    return product;
  }

  private static double safe(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  static double logGamma(double x) {
    if (x < 0.5) {
      return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
    }
    double z = x - 1;
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (z + i);
    }
    double t = z + 7.5;
    return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
  }

  /**
   * By how much the standard deviation of a normal sample underestimates: E(s) / sigma for these
   * degrees of freedom.
   */
  static double c4(int degreesOfFreedom) {
    double v = degreesOfFreedom;
    return Math.sqrt(2 / v) * Math.exp(logGamma((v + 1) / 2) - logGamma(v / 2));
  }
}
