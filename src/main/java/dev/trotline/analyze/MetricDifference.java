package dev.trotline.analyze;

import dev.trotline.analyze.stats.Bootstrap;
import dev.trotline.analyze.stats.EffectSize;
import dev.trotline.analyze.stats.Interval;
import dev.trotline.analyze.stats.Moments;
import dev.trotline.analyze.stats.Resampling;
import dev.trotline.analyze.stats.Robust;
import dev.trotline.analyze.stats.Superiority;
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
 * @param superiority chance that a seed of the candidate lies below one of the reference
 * @param effect difference in pooled standard deviations (Hedges' g)
 * @param iqmDifference difference of the interquartile means
 * @param iqmInterval of it by the bootstrap, each experiment a stratum
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
    Superiority superiority,
    EffectSize effect,
    double iqmDifference,
    Interval iqmInterval) {

  private static final double CONFIDENCE = 0.95;
  private static final long SEED = 20_260_328;
  private static final Interval UNBOUNDED = Interval.unbounded(CONFIDENCE);

  static MetricDifference of(String metric, Sample candidate, Sample reference) {
    double[] a = candidate.values(metric);
    double[] b = reference.values(metric);
    Moments ma = Moments.of(a);
    Moments mb = Moments.of(b);
    List<double[]> pairs = pairs(metric, candidate, reference);
    double[] left = pairs.stream().mapToDouble(p -> p[0]).toArray();
    double[] right = pairs.stream().mapToDouble(p -> p[1]).toArray();
    TwoSample paired = TwoSample.paired(left, right);
    return new MetricDifference(
        metric,
        ma.mean(),
        mb.mean(),
        ma.n() > 1 && mb.n() > 1 ? TwoSample.welch(ma, mb).interval(CONFIDENCE) : UNBOUNDED,
        pairs.size(),
        paired.difference(),
        pairs.size() > 1 ? paired.interval(CONFIDENCE) : UNBOUNDED,
        Resampling.permutationBelow(a, b, SEED),
        Superiority.below(a, b, CONFIDENCE),
        EffectSize.of(ma, mb, CONFIDENCE),
        Robust.interquartileMean(a) - Robust.interquartileMean(b),
        new Bootstrap(
                new double[][] {a, b},
                all -> Robust.interquartileMean(all[0]) - Robust.interquartileMean(all[1]),
                SEED)
            .interval(CONFIDENCE));
  }

  /** Values of the seeds both have: candidate, reference. */
  static List<double[]> pairs(String metric, Sample candidate, Sample reference) {
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
    json.put("probabilityLower", Figures.json(superiority.probability()));
    json.put("probabilityLowerLow", Figures.json(superiority.interval().low()));
    json.put("probabilityLowerHigh", Figures.json(superiority.interval().high()));
    json.put("effect", Figures.json(effect.g()));
    json.put("effectLow", Figures.json(effect.interval().low()));
    json.put("effectHigh", Figures.json(effect.interval().high()));
    json.put("iqmDifference", Figures.json(iqmDifference));
    json.put("iqmLow", Figures.json(iqmInterval.low()));
    json.put("iqmHigh", Figures.json(iqmInterval.high()));
    return json;
  }
}
