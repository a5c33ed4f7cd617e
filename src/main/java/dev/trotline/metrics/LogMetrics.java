package dev.trotline.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Metrics of one run from its training log, made comparable over versions, averaged over the last
 * iterations. They include exploration noise and are what a run is ranked by only where no judge
 * exists.
 *
 * @param values by metric name: {@code velocity_error} in m/s, {@code yaw_error} in rad/s, {@code
 *     timeout_share} from 0 to 1, and others as logged
 * @param rule which definitions and corrections were applied, one clause each
 * @param window iterations averaged over
 * @param lastIteration the newest iteration logged, or -1
 * @param provenance by metric name: tags, iterations, rule, unit and direction of each value
 */
public record LogMetrics(
    Map<String, Double> values,
    String rule,
    int window,
    long lastIteration,
    Map<String, Provenance> provenance) {

  /** Single iterations are noisy: episode figures are averages over averages (surface §3.3). */
  public static final int WINDOW = 50;

  /** The metrics whose definition differs from version to version. */
  private static final List<String> EXPLAINED =
      List.of("velocity_error", "yaw_error", "timeout_share");

  public LogMetrics {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  /** Reads a run's series with the tree of its env.yaml, which may be empty. */
  public static LogMetrics of(RunSeries series, Map<String, Object> env) {
    return of(series, env, Map.of());
  }

  /** The same with the tree of its agent.yaml, which says how long an iteration is. */
  public static LogMetrics of(
      RunSeries series, Map<String, Object> env, Map<String, Object> agent) {
    return of(series, env, agent, LogMeaning.unknown());
  }

  /** The same for a trainer whose version is known, so that nothing need be guessed. */
  public static LogMetrics of(
      RunSeries series, Map<String, Object> env, Map<String, Object> agent, LogMeaning meaning) {
    return of(MetricCurves.read(series, env, agent, meaning), series.lastIteration());
  }

  /** The end of curves that were read already. */
  public static LogMetrics of(MetricCurves curves, long lastIteration) {
    return of(curves, lastIteration, WINDOW);
  }

  /** The same over the last so many iterations. */
  public static LogMetrics of(MetricCurves curves, long lastIteration, int longest) {
    Warmth warmth = curves.warmth();
    int window = Math.max(1, Math.min(longest, warmth.kept()));
    var clauses = new ArrayList<String>();
    if (warmth.iterations() == 0) {
      clauses.add("no iteration logged");
    } else {
      clauses.add("mean of the last " + window + " iterations");
      if (!warmth.isSettled()) {
        clauses.add("shorter than one episode, so biased to early ends");
      }
      if (warmth.starts() > 1) {
        clauses.add(warmth.starts() + " trainings follow each other here, the later writer counts");
      }
    }
    long from = warmth.firstOfLast(window);
    long to = warmth.last();
    var values = new LinkedHashMap<String, Double>();
    var provenance = new LinkedHashMap<String, Provenance>();
    curves
        .metrics()
        .forEach(
            (name, curve) -> {
              double mean = curve.mean(from, to);
              boolean told = Double.isFinite(mean);
              if (name.equals("time_out_only_share")) {
                // Only where it says something the share of all truncations does not.
                told &= mean > 0 && mean < values.getOrDefault("timeout_share", 0.0);
              }
              if (told) {
                values.put(name, mean);
                provenance.put(name, curve.provenance().over(from, to));
              }
              if (EXPLAINED.contains(name)) {
                clauses.add(told ? name + ": " + curve.provenance().rule() : missing(name, curve));
              }
            });
    clauses.addAll(curves.notes());
    return new LogMetrics(values, String.join("; ", clauses), window, lastIteration, provenance);
  }

  private static String missing(String name, Curve curve) {
    return name.equals("timeout_share")
        ? name + ": no episode ended, undefined"
        : name + ": " + curve.provenance().tags().get(0) + " is not finite, left out";
  }
}
