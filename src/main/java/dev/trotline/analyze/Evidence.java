package dev.trotline.analyze;

import dev.trotline.analyze.stats.Moments;
import dev.trotline.analyze.stats.Spread;
import dev.trotline.analyze.stats.StudentT;
import dev.trotline.analyze.stats.TwoSample;
import dev.trotline.study.Objective;

/**
 * The test of one candidate on the deciding metric, oriented so that positive is better. Two tests
 * are made and the weaker one counts: a pooled one with the larger of the spread within both
 * samples and the noise measured elsewhere, and Welch's, which does not let a steady incumbent
 * speak for a candidate that scatters.
 *
 * @param candidate moments of the candidate
 * @param incumbent moments of the incumbent
 * @param test the weaker test
 * @param deviation the standard deviation between seeds that was used, NaN if none is known
 * @param pValue one-sided, not adjusted; NaN where no test is possible
 */
record Evidence(
    Moments candidate, Moments incumbent, TwoSample test, double deviation, double pValue) {

  static Evidence of(Sample candidate, Sample incumbent, Noise noise, Objective objective) {
    Moments a = oriented(candidate, objective);
    Moments b = oriented(incumbent, objective);
    Spread within = Spread.within(a, b);
    Spread measured = noise.spread();
    double deviation =
        within.isKnown() && measured.isKnown()
            ? Math.max(within.deviation(), measured.deviation())
            : within.isKnown() ? within.deviation() : measured.deviation();
    int freedom = within.isKnown() ? within.degreesOfFreedom() : measured.degreesOfFreedom();
    if (a.n() == 0 || b.n() == 0 || freedom == 0) {
      var none = new TwoSample(a.mean() - b.mean(), Double.NaN, Double.NaN);
      return new Evidence(a, b, none, deviation, Double.NaN);
    }
    TwoSample test = TwoSample.known(a, b, deviation, freedom);
    double p = test.probabilityNotAbove();
    if (a.n() > 1 && b.n() > 1) {
      TwoSample welch = TwoSample.welch(a, b);
      double other = welch.probabilityNotAbove();
      if (other > p) {
        test = welch;
        p = other;
      }
    }
    return new Evidence(a, b, test, deviation, p);
  }

  private static Moments oriented(Sample sample, Objective objective) {
    double[] values = sample.values(objective.metric());
    if (objective.minimize()) {
      for (int i = 0; i < values.length; i++) {
        values[i] = -values[i];
      }
    }
    return Moments.of(values);
  }

  double improvement() {
    return test.difference();
  }

  /** Largest improvement that the error still allows. */
  double plausible(double error) {
    return test.interval(1 - 2 * error).high();
  }

  /**
   * Further seeds of the candidate after which the same means would decide, or -1 if 30 are not
   * enough.
   *
   * @param both true if the incumbent gets as many
   */
  int moreSeeds(double error, double worthwhile, boolean both) {
    if (!Double.isFinite(deviation)) {
      return 2;
    }
    int more = Math.max(1, Math.max(2 - candidate.n(), 3 - candidate.n() - incumbent.n()));
    int most = 30;
    if (!decides(most, error, worthwhile, both)) {
      return -1;
    }
    while (more < most) {
      int middle = (more + most) / 2;
      if (decides(middle, error, worthwhile, both)) {
        most = middle;
      } else {
        more = middle + 1;
      }
    }
    return most;
  }

  private boolean decides(int more, double error, double worthwhile, boolean both) {
    int n = candidate.n() + more;
    int m = incumbent.n() + (both ? more : 0);
    double reach =
        StudentT.quantile(1 - error, n + m - 2) * deviation * Math.sqrt(1.0 / n + 1.0 / m);
    boolean accepts = improvement() > reach && improvement() >= worthwhile;
    return accepts || improvement() + reach < worthwhile;
  }
}
