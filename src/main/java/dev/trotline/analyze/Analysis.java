package dev.trotline.analyze;

import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Aggregation over seeds and comparison of experiments. Takes plain numbers and needs no archive.
 */
public final class Analysis {

  /** Schema of the document of {@code analyze}. */
  public static final String SCHEMA = "trotline/analyze/1";

  /** What one looks at first; the judge's traces of the gait are for who asks for them. */
  private static final Set<String> FIRST_LOOK =
      Set.of(
          "velocity_error",
          "yaw_error",
          "timeout_share",
          "terrain_level",
          "speed_ratio",
          "distance",
          "energy",
          "foot_slip",
          "action_rate",
          "mean_reward",
          "episode_length",
          "success_rate");

  private Analysis() {}

  /** An experiment over its seeds: the metrics of every finished seed, by seed. */
  public static ExperimentSummary summarize(
      ExperimentId id, Map<Integer, Map<String, Double>> bySeed) {
    return ExperimentSummary.of(Sample.of(id, bySeed));
  }

  /** A sample over its seeds. */
  public static ExperimentSummary summarize(Sample sample) {
    return ExperimentSummary.of(sample);
  }

  /**
   * Holds a candidate against a reference.
   *
   * @param noise of the deciding metric, {@link Noise#unknown} if not measured
   */
  public static Comparison compare(
      Sample candidate, Sample reference, Noise noise, Objective objective) {
    GateResult gate = Gate.judge(candidate, reference, noise, objective);
    return compare(candidate, reference, gate);
  }

  /** The same with a verdict the gate already gave, together with the rest of its wave. */
  public static Comparison compare(Sample candidate, Sample reference, GateResult gate) {
    var metrics = new LinkedHashSet<String>();
    metrics.add(gate.metric());
    metrics.addAll(candidate.metrics());
    List<MetricDifference> differences = new ArrayList<>();
    for (String metric : metrics) {
      if (candidate.values(metric).length > 0 && reference.values(metric).length > 0) {
        differences.add(MetricDifference.of(metric, candidate, reference));
      }
    }
    return new Comparison(
        ExperimentSummary.of(candidate),
        ExperimentSummary.of(reference),
        gate,
        differences,
        List.of());
  }

  /** The document of {@code analyze} for experiments of a study. */
  public static Map<String, Object> document(List<ExperimentAnalysis> experiments) {
    var json = new LinkedHashMap<String, Object>();
    json.put("schema", SCHEMA);
    json.put("experiments", experiments.stream().map(ExperimentAnalysis::json).toList());
    json.put(
        "comparisons", experiments.stream().flatMap(e -> e.comparisonJson().stream()).toList());
    json.put(
        "withoutFigures",
        experiments.stream()
            .filter(e -> e.sample().bySeed().isEmpty())
            .map(e -> e.id().toString())
            .toList());
    return json;
  }

  /**
   * The same for people.
   *
   * @param objective its metrics are shown, and what one looks at first
   * @param all true for every metric
   */
  public static List<String> lines(
      List<ExperimentAnalysis> experiments, Objective objective, boolean all) {
    var named = new HashSet<>(FIRST_LOOK);
    named.add(objective.metric());
    objective.constraints().forEach(constraint -> named.add(constraint.metric()));
    var lines = new ArrayList<String>();
    experiments.forEach(e -> lines.addAll(e.lines(metric -> all || named.contains(metric))));
    return lines;
  }
}
