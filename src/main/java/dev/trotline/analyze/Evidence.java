package dev.trotline.analyze;

import dev.trotline.analyze.stats.Moments;
import dev.trotline.analyze.stats.Spread;
import dev.trotline.analyze.stats.StudentT;
import dev.trotline.analyze.stats.TwoSample;
import dev.trotline.study.Objective;
import java.util.List;

/**
 * The test of one candidate on the deciding metric, oriented so that positive is better. Two tests
 * are made and the weaker one counts: a pooled one with the spread within both samples and all
 * other experiments together, though never less than what the two samples show, and Welch's, which
 * does not let a steady incumbent speak for a candidate that scatters. Where the study's history
 * shows that seeds are lucky or unlucky across experiments ({@link Pairing}), the seeds both have
 * are compared one by one instead.
 *
 * @param candidate moments of the candidate
 * @param incumbent moments of the incumbent
 * @param test the weaker test
 * @param deviation the standard deviation between seeds that was used, NaN if none is known
 * @param pValue one-sided, not adjusted; NaN where no test is possible
 * @param kind the test that counted: {@code pooled}, {@code welch}, {@code paired} or {@code none}
 * @param information how much the comparison knows, in seeds of a pair: n m / (n + m)
 */
record Evidence(
    Moments candidate,
    Moments incumbent,
    TwoSample test,
    double deviation,
    double pValue,
    String kind,
    double information) {

  /** Fewer pairs know too little of their own spread. */
  private static final int LEAST_PAIRS = 3;

  /**
   * Fewer seeds of a candidate may agree by chance, most of all where values are discrete; until
   * then the noise measured, the incumbent's own included, is not undercut.
   */
  private static final int FEW = 5;

  static Evidence of(Sample candidate, Sample incumbent, Noise noise, Objective objective) {
    return of(candidate, incumbent, noise, objective, Pairing.none());
  }

  static Evidence of(
      Sample candidate, Sample incumbent, Noise noise, Objective objective, Pairing pairing) {
    Moments a = oriented(candidate, objective);
    Moments b = oriented(incumbent, objective);
    double information = (double) a.n() * b.n() / Math.max(1, a.n() + b.n());
    Noise others =
        noise.without(candidate.moments(objective.metric()), incumbent.moments(objective.metric()));
    Spread spread = spread(a, b, others, noise);
    if (a.n() == 0 || b.n() == 0 || !spread.isKnown()) {
      var none = new TwoSample(a.mean() - b.mean(), Double.NaN, Double.NaN);
      return new Evidence(a, b, none, spread.deviation(), Double.NaN, "none", information);
    }
    if (pairing.isUsed()) {
      Evidence paired = paired(candidate, incumbent, objective, a, b);
      if (paired != null) {
        return paired;
      }
    }
    TwoSample test = TwoSample.known(a, b, spread.deviation(), spread.degreesOfFreedom());
    double p = test.probabilityNotAbove();
    String kind = "pooled";
    if (a.n() > 1 && b.n() > 1) {
      TwoSample welch = TwoSample.welch(a, b);
      double other = welch.probabilityNotAbove();
      if (other > p) {
        test = welch;
        p = other;
        kind = "welch";
      }
    }
    return new Evidence(a, b, test, spread.deviation(), p, kind, information);
  }

  /**
   * Spread of both samples and of all other experiments together; that of the samples alone where
   * it is larger. It is the unbiased deviation, not the root of the unbiased variance: that is the
   * larger of the two for few seeds and keeps the error on short-tailed noise, where Student's test
   * alone would exceed it (bench/aa).
   */
  private static Spread spread(Moments a, Moments b, Noise others, Noise noise) {
    Spread within = Spread.within(a, b);
    // A better candidate is expected to scatter less where the noise is proportional; the larger of
    // the two arms' noise is taken, or a low mean seen by luck would make its own noise small.
    double mean = Math.max(Math.abs(a.mean()), Math.abs(b.mean()));
    Spread all = within.and(others.at(mean));
    Spread spread = within.isKnown() && within.deviation() > all.deviation() ? within : all;
    Spread floor = noise.at(mean);
    return a.n() < FEW && floor.isKnown() && floor.deviation() > spread.deviation()
        ? new Spread(floor.deviation(), spread.degreesOfFreedom())
        : spread;
  }

  private static @org.jspecify.annotations.Nullable Evidence paired(
      Sample candidate, Sample incumbent, Objective objective, Moments a, Moments b) {
    List<double[]> pairs = MetricDifference.pairs(objective.metric(), candidate, incumbent);
    if (pairs.size() < LEAST_PAIRS) {
      return null;
    }
    double sign = objective.minimize() ? -1 : 1;
    TwoSample test =
        TwoSample.paired(
            pairs.stream().mapToDouble(p -> sign * p[0]).toArray(),
            pairs.stream().mapToDouble(p -> sign * p[1]).toArray());
    double deviation = test.standardError() * Math.sqrt(pairs.size() / 2.0);
    return new Evidence(
        a, b, test, deviation, test.probabilityNotAbove(), "paired", pairs.size() / 2.0);
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
