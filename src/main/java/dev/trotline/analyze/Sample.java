package dev.trotline.analyze;

import dev.trotline.analyze.stats.Moments;
import dev.trotline.study.ExperimentId;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The seeds of one experiment with their metrics.
 *
 * @param name the experiment's id, or a folder's name
 * @param bySeed metrics of every seed that finished
 * @param died seeds whose training failed by itself (diverged, fell apart); those that the machine
 *     lost are left out by the caller
 */
public record Sample(String name, Map<Integer, Map<String, Double>> bySeed, int died) {

  public Sample {
    var copy = new TreeMap<Integer, Map<String, Double>>();
    bySeed.forEach((seed, metrics) -> copy.put(seed, Map.copyOf(metrics)));
    bySeed = Collections.unmodifiableMap(copy);
    if (died < 0) {
      throw new IllegalArgumentException("a number of dead seeds is not negative: " + died);
    }
  }

  /** The finished seeds of an experiment, none died. */
  public static Sample of(ExperimentId id, Map<Integer, Map<String, Double>> bySeed) {
    return new Sample(id.toString(), bySeed, 0);
  }

  /** The finished seeds of an experiment and the number of those that died. */
  public static Sample of(ExperimentId id, Map<Integer, Map<String, Double>> bySeed, int died) {
    return new Sample(id.toString(), bySeed, died);
  }

  /** Finite values of a metric in the order of the seeds. */
  public double[] values(String metric) {
    return bySeed.values().stream()
        .mapToDouble(metrics -> metrics.getOrDefault(metric, Double.NaN))
        .filter(Double::isFinite)
        .toArray();
  }

  /** Finished seeds without a finite value of a metric, and those that died. */
  public int withoutValue(String metric) {
    return died + bySeed.size() - values(metric).length;
  }

  /** Size, mean and spread of a metric. */
  public Moments moments(String metric) {
    return Moments.of(values(metric));
  }

  /** Every metric that any seed has. */
  public Set<String> metrics() {
    var names = new LinkedHashSet<String>();
    bySeed.values().forEach(metrics -> metrics.keySet().stream().sorted().forEach(names::add));
    return names;
  }
}
