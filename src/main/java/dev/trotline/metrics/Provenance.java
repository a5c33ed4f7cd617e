package dev.trotline.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a figure comes from and how it was formed, so that nobody needs to guess what was compared.
 *
 * @param metric its name
 * @param source who measured it
 * @param tags the logged tags it was formed from, as written; empty for the judge's
 * @param from first iteration averaged over, or of the curve; -1 if none
 * @param to last iteration averaged over, or of the curve; -1 if none
 * @param rule definition and corrections applied, one clause
 * @param unit unit of the value, see {@link MetricKind}
 * @param direction whether less or more of it is better
 */
public record Provenance(
    String metric,
    Source source,
    List<String> tags,
    long from,
    long to,
    String rule,
    String unit,
    MetricKind.Direction direction) {

  /** Who measured a figure. */
  public enum Source {
    /** The training log: with exploration noise, under the training's own commands and terrain. */
    LOG,
    /** The fixed evaluation of a checkpoint. */
    JUDGE
  }

  public Provenance {
    tags = List.copyOf(tags);
  }

  /** Of a figure of the judge, which names its own protocol; iterations are those trained. */
  public static Provenance judged(String metric, long iteration, String rule) {
    MetricKind kind = MetricKind.of(metric);
    return new Provenance(
        metric, Source.JUDGE, List.of(), iteration, iteration, rule, kind.unit(), kind.direction());
  }

  static Provenance logged(String metric, List<String> tags, String rule) {
    MetricKind kind = MetricKind.of(metric);
    return new Provenance(metric, Source.LOG, tags, -1, -1, rule, kind.unit(), kind.direction());
  }

  Provenance over(long first, long last) {
    return new Provenance(metric, source, tags, first, last, rule, unit, direction);
  }

  /** The part of a JSON document. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("source", source == Source.LOG ? "log" : "judge");
    json.put("tags", tags);
    json.put("from", from);
    json.put("to", to);
    json.put("rule", rule);
    json.put("unit", unit);
    json.put("better", direction.word());
    return json;
  }
}
