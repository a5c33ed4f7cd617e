package dev.trotline.analyze.stats;

/** The standard normal distribution, to about 1e-14 relative, tails included. */
public final class Normal {

  private static final double ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

  /** From here on the continued fraction of the tail converges faster than the series. */
  private static final double TAIL = 3;

  private Normal() {}

  /** Its density. */
  public static double density(double z) {
    return Math.exp(-0.5 * z * z) / ROOT_TWO_PI;
  }

  /** P(Z &lt;= z). */
  public static double cumulative(double z) {
    if (Double.isNaN(z)) {
      return Double.NaN;
    }
    if (z < -TAIL) {
      return tail(-z);
    }
    return z > TAIL ? 1 - tail(z) : 0.5 + series(z);
  }

  /** P(Z &gt;= z), exact in the tail. */
  public static double upperTail(double z) {
    return cumulative(-z);
  }

  /** Marsaglia's (2004) series of P(0 &lt; Z &lt; z). */
  private static double series(double z) {
    double term = z;
    double sum = z;
    for (int i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
      term *= z * z / i;
      sum += term;
    }
    return sum * density(z);
  }

  /** Laplace's continued fraction of Mills' ratio by Lentz's method. */
  private static double tail(double z) {
    if (z > 39) {
      return 0;
    }
    double c = z;
    double d = 0;
    double product = z;
    for (int i = 1; i < 500; i++) {
      d = 1 / (z + i * d);
      c = z + i / c;
      double step = c * d;
      product *= step;
      if (Math.abs(step - 1) < 1e-16) {
        break;
      }
    }
    return density(z) / product;
  }

  /** The z below which a share {@code p} of the distribution lies. */
  public static double quantile(double p) {
    if (!(p > 0 && p < 1)) {
      throw new IllegalArgumentException("a probability lies between 0 and 1: " + p);
    }
    if (p > 0.5) {
      return -quantile(1 - p);
    }
    // Start: Abramowitz and Stegun 26.2.23, good to 4.5e-4; then Newton on the logarithm, which
    // is nearly linear in the square of z and so safe in the far tail.
    double t = Math.sqrt(-2 * Math.log(p));
    double z =
        -(t
            - (2.515517 + t * (0.802853 + t * 0.010328))
                / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
    for (int i = 0; i < 20; i++) {
      double q = cumulative(z);
      double step = (Math.log(q) - Math.log(p)) * q / density(z);
      z -= step;
      if (Math.abs(step) <= 1e-15 * (1 + Math.abs(z))) {
        break;
      }
    }
    return p == 0.5 ? 0 : z;
  }
}
