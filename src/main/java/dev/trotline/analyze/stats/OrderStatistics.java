package dev.trotline.analyze.stats;

/** What picking the best of many draws does: the best looks better than it is. */
public final class OrderStatistics {

  private static final int PANELS = 2000;
  private static final double FAR = 9;

  private OrderStatistics() {}

  /**
   * How far the best of k draws of pure noise is expected to lie from the middle, in standard
   * deviations of the (normal) noise.
   */
  public static double expectedMaximum(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("no draw has no maximum: " + k);
    }
    // Integral of k x phi(x) Phi(x)^(k-1) by Simpson's rule; the integrand vanishes at both ends.
    double width = 2 * FAR / PANELS;
    double sum = 0;
    for (int i = 0; i <= PANELS; i++) {
      double x = -FAR + i * width;
      double weight = i == 0 || i == PANELS ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * k * x * Normal.density(x) * Math.pow(Normal.cumulative(x), k - 1);
    }
    return sum * width / 3;
  }

  /**
   * The gain to expect the next time of a candidate that was accepted because its gain exceeded a
   * bound: the maximum likelihood estimate given that it did (Zhong and Prentice 2008), never below
   * zero nor above what was seen.
   *
   * @param gain as seen
   * @param standardError of it
   * @param bound the least gain that would have been accepted
   */
  public static double shrunken(double gain, double standardError, double bound) {
    if (!(gain > 0) || !(standardError > 0) || !Double.isFinite(standardError)) {
      return Double.isFinite(gain) && gain > 0 && standardError == 0 ? gain : Double.NaN;
    }
    double low = 0;
    double high = gain;
    for (int i = 0; i < 200 && high - low > 1e-14 * gain; i++) {
      double middle = 0.5 * (low + high);
      double over = (middle - bound) / standardError;
      double expected = middle + standardError * mills(over);
      if (expected > gain) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return 0.5 * (low + high);
  }

  /** phi / Phi, also far to the left, where it approaches minus the argument. */
  private static double mills(double x) {
    return x < -37 ? -x : Normal.density(x) / Normal.cumulative(x);
  }
}
