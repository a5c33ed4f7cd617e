package dev.trotline.analyze.stats;

/**
 * How large a difference is, measured in the spread between seeds: Hedges' g (1981), Cohen's d made
 * unbiased for small samples.
 *
 * @param g difference of the means over the pooled standard deviation, times the exact correction;
 *     NaN if there is no spread
 * @param interval of the true standardised difference, from the noncentral t distribution (exact
 *     for normal noise), with the same correction
 */
public record EffectSize(double g, Interval interval) {

  /** Of mean(a) minus mean(b). */
  public static EffectSize of(Moments a, Moments b, double confidence) {
    int freedom = a.degreesOfFreedom() + b.degreesOfFreedom();
    double pooled = Math.sqrt((a.sumOfSquares() + b.sumOfSquares()) / freedom);
    if (a.n() == 0 || b.n() == 0 || !(pooled > 0)) {
      return new EffectSize(Double.NaN, Interval.unbounded(confidence));
    }
    double scale = Math.sqrt(1.0 / a.n() + 1.0 / b.n());
    double t = (a.mean() - b.mean()) / pooled / scale;
    double correction = correction(freedom);
    double outside = (1 - confidence) / 2;
    double reach = scale * correction;
    return new EffectSize(
        t * reach,
        new Interval(
            NoncentralT.noncentrality(t, freedom, 1 - outside) * reach,
            NoncentralT.noncentrality(t, freedom, outside) * reach,
            confidence));
  }

  /** Hedges' exact J: the factor that makes Cohen's d unbiased. */
  static double correction(int freedom) {
    return freedom < 2
        ? Double.NaN
        : Math.exp(Beta.logGamma(freedom / 2.0) - Beta.logGamma((freedom - 1) / 2.0))
            / Math.sqrt(freedom / 2.0);
  }
}
