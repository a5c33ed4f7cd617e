package dev.trotline.analyze;

import dev.trotline.analyze.stats.ExactSum;
import dev.trotline.metrics.ScalarSeries;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One tag in figures. Least, largest and mean are over the finite values.
 *
 * @param points number of points
 * @param firstStep step of the first point in file order
 * @param lastStep step of the last point in file order
 * @param lastValue the value written last, which may be NaN or infinite
 * @param min the least finite value, NaN if there is none
 * @param max the largest finite value, NaN if there is none
 * @param mean exact sum of the finite values over their count, NaN if there is none
 * @param nan values that are NaN
 * @param inf values that are infinite, of either sign
 */
public record TagFigures(
    int points,
    long firstStep,
    long lastStep,
    double lastValue,
    double min,
    double max,
    double mean,
    int nan,
    int inf) {

  /** Figures of a series with at least one point. */
  public static TagFigures of(ScalarSeries series) {
    var sum = new ExactSum();
    double min = Double.NaN;
    double max = Double.NaN;
    int nan = 0;
    int inf = 0;
    for (int i = 0; i < series.size(); i++) {
      double value = series.value(i);
      if (Double.isNaN(value)) {
        nan++;
      } else if (Double.isInfinite(value)) {
        inf++;
      } else {
        sum.add(value);
        min = min <= value ? min : value;
        max = max >= value ? max : value;
      }
    }
    int finite = series.size() - nan - inf;
    return new TagFigures(
        series.size(),
        series.step(0),
        series.step(series.size() - 1),
        series.lastValue(),
        min,
        max,
        finite == 0 ? Double.NaN : sum.value() / finite,
        nan,
        inf);
  }

  /** The part of a JSON document; a last value that is not finite is written as a string. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("points", points);
    json.put("first_step", firstStep);
    json.put("last_step", lastStep);
    json.put("last_value", word(lastValue));
    json.put("min", Figures.json(min));
    json.put("max", Figures.json(max));
    json.put("mean", Figures.json(mean));
    json.put("nan", nan);
    json.put("inf", inf);
    return json;
  }

  private static @Nullable Object word(double value) {
    return Double.isFinite(value)
        ? (Object) value
        : Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  }
}
