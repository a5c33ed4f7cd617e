package dev.trotline.analyze;

import dev.trotline.analyze.text.TextTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * An experiment over its seeds.
 *
 * @param name the experiment's id, or a folder's name
 * @param seeds the seeds that finished
 * @param died seeds whose training failed by itself
 * @param metrics every metric by name
 */
public record ExperimentSummary(
    String name, List<Integer> seeds, int died, Map<String, MetricSummary> metrics) {

  public ExperimentSummary {
    seeds = List.copyOf(seeds);
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** Aggregates a sample; metrics no seed has a finite value of are left out. */
  public static ExperimentSummary of(Sample sample) {
    var metrics = new LinkedHashMap<String, MetricSummary>();
    for (String metric : sample.metrics()) {
      double[] values = sample.values(metric);
      if (values.length > 0) {
        metrics.put(metric, MetricSummary.of(values));
      }
    }
    return new ExperimentSummary(
        sample.name(), new ArrayList<>(sample.bySeed().keySet()), sample.died(), metrics);
  }

  /** The part of a JSON document. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", name);
    json.put("seeds", seeds);
    json.put("died", died);
    var all = new LinkedHashMap<String, Object>();
    metrics.forEach((metric, summary) -> all.put(metric, summary.json()));
    json.put("metrics", all);
    return json;
  }

  /** A table for people, one line per metric. */
  public List<String> lines() {
    return lines(metric -> true);
  }

  /** The same with a choice of the metrics; the others are counted. */
  public List<String> lines(Predicate<String> shown) {
    var table = new TextTable(List.of("metric", "n", "mean", "sd", "95 % interval", "min", "max"));
    var chosen = new LinkedHashMap<>(metrics);
    chosen.keySet().removeIf(shown.negate());
    chosen.forEach(
        (metric, m) ->
            table.add(
                metric,
                Integer.toString(m.n()),
                Figures.text(m.mean()),
                Figures.text(m.deviation()),
                m.interval().isBounded()
                    ? Figures.text(m.interval().low()) + " .. " + Figures.text(m.interval().high())
                    : "-",
                Figures.text(m.min()),
                Figures.text(m.max())));
    var lines = new ArrayList<String>();
    lines.add(name + ": " + seeds.size() + " seeds" + (died > 0 ? ", " + died + " died" : ""));
    lines.addAll(table.lines());
    int hidden = metrics.size() - chosen.size();
    if (hidden > 0) {
      lines.add("  " + hidden + " more metrics with --verbose or --json");
    }
    return lines;
  }
}
