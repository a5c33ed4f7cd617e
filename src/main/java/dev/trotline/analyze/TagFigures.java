package dev.trotline.analyze;

import dev.trotline.metrics.ScalarFigures;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of a tag as a part of a JSON document. */
final class TagFigures {

  private TagFigures() {}

  /** A last value that is not finite is written as a string, other figures then as null. */
  static Map<String, Object> json(ScalarFigures figures) {
    var json = new LinkedHashMap<String, Object>();
    json.put("points", figures.points());
    json.put("first_step", figures.firstStep());
    json.put("last_step", figures.lastStep());
    json.put("last_value", word(figures.lastValue()));
    json.put("min", Figures.json(figures.min()));
    json.put("max", Figures.json(figures.max()));
    json.put("mean", Figures.json(figures.mean()));
    json.put("nan", figures.nan());
    json.put("inf", figures.inf());
    return json;
  }

  private static @Nullable Object word(double value) {
    return Double.isFinite(value)
        ? (Object) value
        : Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  }
}
