package dev.trotline.analyze.hack;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One figure a flag rests on.
 *
 * @param what what was measured, with its unit
 * @param value the figure; NaN where the evidence is a statement
 * @param bound what it was held against; NaN where there is none
 * @param source where it came from: a tag of the log, a metric of the judge, a path of the dump
 */
public record Evidence(String what, double value, double bound, String source) {

  static Evidence statement(String what, String source) {
    return new Evidence(what, Double.NaN, Double.NaN, source);
  }

  /** The part of a JSON document; what is not finite becomes null. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("what", what);
    json.put("value", number(value));
    json.put("bound", number(bound));
    json.put("source", source);
    return json;
  }

  private static @Nullable Object number(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }
}
