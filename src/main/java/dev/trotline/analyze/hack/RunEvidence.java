package dev.trotline.analyze.hack;

import dev.trotline.metrics.RunSeries;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one run.
 *
 * @param name its id or folder
 * @param seed its seed, -1 if unknown
 * @param judged the judge's metrics by name; empty where there is no judge
 * @param logged the normalised metrics of the log, see {@link dev.trotline.metrics.LogMetrics}
 * @param series its scalars
 * @param env the tree of its env.yaml, may be empty
 * @param agent the tree of its agent.yaml, may be empty
 */
public record RunEvidence(
    String name,
    int seed,
    Map<String, Double> judged,
    Map<String, Double> logged,
    RunSeries series,
    Map<String, Object> env,
    Map<String, Object> agent) {

  public RunEvidence {
    judged = Collections.unmodifiableMap(new LinkedHashMap<>(judged));
    logged = Collections.unmodifiableMap(new LinkedHashMap<>(logged));
  }

  /** True if the judge measured it. */
  boolean isJudged() {
    return !judged.isEmpty();
  }

  /** A finite metric of the judge. */
  OptionalDouble judge(String metric) {
    return finite(judged.get(metric));
  }

  /** A finite metric of the judge, NaN if absent: comparisons with it are false. */
  double judgeOrNaN(String metric) {
    return judge(metric).orElse(Double.NaN);
  }

  /** A finite metric of the log, NaN if absent. */
  double logOrNaN(String metric) {
    return finite(logged.get(metric)).orElse(Double.NaN);
  }

  private static OptionalDouble finite(@Nullable Double value) {
    return value != null && Double.isFinite(value)
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }
}
