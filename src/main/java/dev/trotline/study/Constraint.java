package dev.trotline.study;

import dev.trotline.error.InvalidInputException;
import java.util.regex.Pattern;

/**
 * A bound on a metric, written {@code timeout_share >= 0.95}.
 *
 * @param metric the metric's name
 * @param relation one of {@code <=} and {@code >=}
 * @param bound the value, in the metric's unit
 */
public record Constraint(String metric, String relation, double bound) {

  private static final Pattern FORM =
      Pattern.compile("\\s*([a-z][a-z0-9_]*)\\s*(<=|>=)\\s*(-?[0-9.]+(?:[eE]-?[0-9]+)?)\\s*");

  /** Reads {@code timeout_share >= 0.95}. */
  public static Constraint parse(String text, String file, String key) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidInputException(
          "'" + text + "' is not a bound on a metric",
          file,
          key,
          "write a metric, <= or >=, and a number, such as 'timeout_share >= 0.95'");
    }
    return new Constraint(matcher.group(1), matcher.group(2), Double.parseDouble(matcher.group(3)));
  }

  /** True if the value keeps the bound. */
  public boolean holds(double value) {
    return relation.equals("<=") ? value <= bound : value >= bound;
  }

  @Override
  public String toString() {
    return metric + " " + relation + " " + bound;
  }
}
