package dev.trotline.analyze;

import dev.trotline.analyze.stats.Interval;
import dev.trotline.analyze.stats.Moments;
import dev.trotline.analyze.stats.Resampling;
import dev.trotline.analyze.stats.Robust;
import dev.trotline.analyze.stats.TwoSample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One metric of two experiments: candidate minus reference, in the metric's unit.
 *
 * @param metric its name
 * @param candidateMean mean over the candidate's seeds
 * @param referenceMean mean over the reference's seeds
 * @param interval of the difference (Welch, 95 %), unbounded with fewer than two seeds each
 * @param pairs seeds both have
 * @param pairedDifference mean difference over those seeds, NaN without any
 * @param pairedInterval of the paired difference, unbounded for fewer than two pairs
 * @param permutation one-sided p-value that the candidate is lower by chance, from relabelling
 * @param probabilityLower chance that a seed of the candidate lies below one of the reference
 * @param effect difference in pooled standard deviations (Cohen's d), NaN if unknown
 */
public record MetricDifference(
    String metric,
    double candidateMean,
    double referenceMean,
    Interval interval,
    int pairs,
    double pairedDifference,
    Interval pairedInterval,
    double permutation,
    double probabilityLower,
    double effect) {

  private static final double CONFIDENCE = 0.95;
  private static final long SEED = 20_260_328;
  private static final Interval UNBOUNDED =
      new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, CONFIDENCE);

  static MetricDifference of(String metric, Sample candidate, Sample reference) {
    double[] a = candidate.values(metric);
    double[] b = reference.values(metric);
    Moments ma = Moments.of(a);
    Moments mb = Moments.of(b);
    List<double[]> pairs = pairs(metric, candidate, reference);
    double[] left = pairs.stream().mapToDouble(p -> p[0]).toArray();
    double[] right = pairs.stream().mapToDouble(p -> p[1]).toArray();
    TwoSample paired = TwoSample.paired(left, right);
    int freedom = ma.degreesOfFreedom() + mb.degreesOfFreedom();
    double pooled = Math.sqrt((ma.sumOfSquares() + mb.sumOfSquares()) / freedom);
    return new MetricDifference(
        metric,
        ma.mean(),
        mb.mean(),
        ma.n() > 1 && mb.n() > 1 ? TwoSample.welch(ma, mb).interval(CONFIDENCE) : UNBOUNDED,
        pairs.size(),
        paired.difference(),
        pairs.size() > 1 ? paired.interval(CONFIDENCE) : UNBOUNDED,
        Resampling.permutationBelow(a, b, SEED),
        Robust.probabilityBelow(a, b),
        freedom > 0 && pooled > 0 ? (ma.mean() - mb.mean()) / pooled : Double.NaN);
  }

  private static List<double[]> pairs(String metric, Sample candidate, Sample reference) {
    var pairs = new ArrayList<double[]>();
    candidate
        .bySeed()
        .forEach(
            (seed, metrics) -> {
              double left = metrics.getOrDefault(metric, Double.NaN);
              double right =
                  reference.bySeed().getOrDefault(seed, Map.of()).getOrDefault(metric, Double.NaN);
              if (Double.isFinite(left) && Double.isFinite(right)) {
                pairs.add(new double[] {left, right});
              }
            });
    return pairs;
  }

  /** Candidate minus reference. */
  public double difference() {
    return candidateMean - referenceMean;
  }

  /** The part of a JSON document. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("candidate", Figures.json(candidateMean));
    json.put("reference", Figures.json(referenceMean));
    json.put("difference", Figures.json(difference()));
    json.put("low", Figures.json(interval.low()));
    json.put("high", Figures.json(interval.high()));
    json.put("pairs", pairs);
    json.put("pairedDifference", Figures.json(pairedDifference));
    json.put("pairedLow", Figures.json(pairedInterval.low()));
    json.put("pairedHigh", Figures.json(pairedInterval.high()));
    json.put("permutationP", Figures.json(permutation));
    json.put("probabilityLower", Figures.json(probabilityLower));
    json.put("effect", Figures.json(effect));
    return json;
  }
}
