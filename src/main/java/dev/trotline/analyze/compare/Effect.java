package dev.trotline.analyze.compare;

import dev.trotline.metrics.MetricKind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one figure of the last common window changed.
 *
 * @param name metric, reward term or termination cause
 * @param unit of the values
 * @param direction whether less or more is better
 * @param before mean of the reference's runs
 * @param after mean of the candidate's runs
 * @param difference after minus before
 * @param low lower end of the difference's 95 % interval, by itself
 * @param high its upper end
 * @param score difference over its standard error, 0 if nothing tells the error
 * @param probability of a difference this large by noise, raised for the number of figures in the
 *     same table (Holm)
 * @param moved true if it is beyond noise at the level asked for
 * @param verdict for people: {@code better} and {@code worse} only where several seeds say so
 */
public record Effect(
    String name,
    String unit,
    MetricKind.Direction direction,
    double before,
    double after,
    double difference,
    double low,
    double high,
    double score,
    double probability,
    boolean moved,
    String verdict) {

  /**
   * The word for a change.
   *
   * @param seeds true if noise was told by seeds; one run each may differ by the seed alone, which
   *     is neither better nor worse
   */
  static String word(
      MetricKind.Direction direction, double difference, boolean moved, boolean seeds) {
    if (!moved) {
      return "no change";
    }
    boolean told = seeds && direction != MetricKind.Direction.NEITHER;
    if (!told) {
      return difference < 0 ? "less" : "more";
    }
    return direction == MetricKind.Direction.LESS == difference < 0 ? "better" : "worse";
  }

  /** Listed even if nothing tells the noise: a term that was switched on or off. */
  Effect asMoved() {
    return with(true, word(MetricKind.Direction.NEITHER, difference, true, false));
  }

  /**
   * With a verdict that is no judgement, where the figure is not the same quantity on both sides.
   */
  Effect otherScale() {
    return with(moved, moved ? "other reward" : verdict);
  }

  private Effect with(boolean isMoved, String word) {
    return new Effect(
        name,
        unit,
        direction,
        before,
        after,
        difference,
        low,
        high,
        score,
        probability,
        isMoved,
        word);
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", name);
    json.put("unit", unit);
    json.put("before", finite(before));
    json.put("after", finite(after));
    json.put("difference", finite(difference));
    json.put("low", finite(low));
    json.put("high", finite(high));
    json.put("score", finite(score));
    json.put("p", finite(probability));
    json.put("moved", moved);
    json.put("verdict", verdict);
    return json;
  }

  static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }
}
