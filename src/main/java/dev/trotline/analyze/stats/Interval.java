package dev.trotline.analyze.stats;

/**
 * A range that covers the true value with a stated confidence.
 *
 * @param low its lower end, may be minus infinity
 * @param high its upper end, may be infinite
 * @param confidence from 0 to 1, for both ends together
 */
public record Interval(double low, double high, double confidence) {

  /** Student's interval of a mean; unbounded for fewer than two values. */
  public static Interval ofMean(Moments sample, double confidence) {
    if (sample.n() < 2) {
      return unbounded(confidence);
    }
    double reach =
        StudentT.quantile(0.5 + confidence / 2, sample.degreesOfFreedom())
            * sample.standardDeviation()
            / Math.sqrt(sample.n());
    return new Interval(sample.mean() - reach, sample.mean() + reach, confidence);
  }

  /** Nothing known. */
  public static Interval unbounded(double confidence) {
    return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, confidence);
  }

  /** True if a value lies inside. */
  public boolean contains(double value) {
    return value >= low && value <= high;
  }

  /** True if both ends are finite. */
  public boolean isBounded() {
    return Double.isFinite(low) && Double.isFinite(high);
  }
}
