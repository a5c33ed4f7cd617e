package dev.trotline.analyze.stats;

import java.util.Arrays;

/**
 * How much of a gain one lucky seed carries.
 *
 * @param seeds seeds of the candidate
 * @param gain mean gain over the reference, positive is better
 * @param gainWithoutBest the same without the candidate's best seed; NaN for one seed
 * @param shareLeft what is left of the gain without it, 1 if nothing is lost, 0 or below if all is;
 *     NaN without a gain
 * @param bestDistance how far the best seed lies above the mean of the others, in standard
 *     deviations of the others (never smaller than the noise given); NaN for fewer than three seeds
 *     where no noise is known
 * @param outlierP chance that the best of so many seeds of pure noise stands out as far; small
 *     means that the best seed is not like the others
 * @param expectedBest gain that the best of all tries is expected to show by noise alone, in the
 *     metric's unit: what a claim that rests on the best seed must beat
 */
public record LuckySeed(
    int seeds,
    double gain,
    double gainWithoutBest,
    double shareLeft,
    double bestDistance,
    double outlierP,
    double expectedBest) {

  /**
   * Examines the seeds of a candidate.
   *
   * @param candidate its values
   * @param reference values of what it is held against
   * @param minimize true if less is better
   * @param noise standard deviation between seeds known from elsewhere, or {@link Spread#UNKNOWN}
   * @param tries seeds tried in all, over all candidates one of which was picked
   */
  public static LuckySeed of(
      double[] candidate, double[] reference, boolean minimize, Spread noise, int tries) {
    double sign = minimize ? -1 : 1;
    double[] own = Arrays.stream(candidate).map(v -> sign * v).sorted().toArray();
    Moments against = Moments.of(Arrays.stream(reference).map(v -> sign * v).toArray());
    Moments all = Moments.of(own);
    int n = own.length;
    Moments rest = Moments.of(Arrays.copyOf(own, Math.max(0, n - 1)));
    double gain = all.mean() - against.mean();
    double without = rest.mean() - against.mean();
    boolean ownSpread = rest.n() > 1;
    boolean floor =
        noise.isKnown() && !(ownSpread && rest.standardDeviation() >= noise.deviation());
    double deviation = floor ? noise.deviation() : rest.standardDeviation();
    int freedom = floor ? noise.degreesOfFreedom() : rest.degreesOfFreedom();
    double distance = n < 2 ? Double.NaN : (own[n - 1] - rest.mean()) / deviation;
    double p =
        Double.isNaN(distance) || freedom < 1
            ? Double.NaN
            : Math.min(1, n * StudentT.upperTail(distance / Math.sqrt(1 + 1.0 / (n - 1)), freedom));
    Spread within = Spread.within(all, against);
    double scatter =
        noise.isKnown() && within.isKnown()
            ? Math.max(noise.deviation(), within.deviation())
            : within.isKnown() ? within.deviation() : noise.deviation();
    return new LuckySeed(
        n,
        gain,
        n < 2 ? Double.NaN : without,
        n < 2 || !(gain > 0) ? Double.NaN : without / gain,
        distance,
        p,
        scatter * OrderStatistics.expectedMaximum(Math.max(1, Math.max(tries, n))));
  }

  /**
   * True if the claim rests on one seed: without its best seed less than half of the gain is left,
   * and that seed is not like the others, or there are too few others to tell.
   */
  public boolean isSeedLucky() {
    return shareLeft < 0.5 && !(outlierP > 0.05);
  }
}
