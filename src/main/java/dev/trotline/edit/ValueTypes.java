package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The type rules of an override: those of Isaac Lab 2.3.2 ({@code update_class_from_dict}: no
 * scalar onto null, no int for a float unless written so), and stricter where it would take
 * anything (lists of another shape, null for a number).
 */
final class ValueTypes {

  /** Lists that may have any length; others keep the stock task's. */
  private static final Pattern ANY_LENGTH = Pattern.compile(".*(_dims|_names|_names_expr|_groups)");

  /** Single values the simulator's own classes declare as optional, so null switches them off. */
  private static final Pattern OPTIONAL =
      Pattern.compile(
          "agent\\.clip_actions|agent\\.algorithm\\.(desired_kl|learning_rate_final)"
              + "|env\\.observations\\..+\\.(clip|scale)"
              + "|env\\.scene\\.terrain\\.(max_init_terrain_level|terrain_generator\\.seed)");

  private ValueTypes() {}

  /**
   * The value in the stock value's type: an int widened to float where a float is wanted, a list
   * made a tuple where there was one.
   *
   * @param path the dotted path, for messages
   * @param stock the stock task's value
   * @param current the value before this edit
   * @param value the value asked for, in plain types
   */
  static @Nullable Object fit(
      String path, @Nullable Object stock, @Nullable Object current, @Nullable Object value) {
    if (stock == null) {
      return onNull(path, value);
    }
    if (value == null) {
      return nulled(path, stock, current);
    }
    if (stock instanceof Map<?, ?> map) {
      throw wrong(
          path,
          map.isEmpty() ? "has no value of its own in the stock task" : "is a section, not a value",
          map.isEmpty()
              ? "it cannot be set by an override"
              : "set one of its keys: " + String.join(", ", ConfigTree.mapping(map).keySet()));
    }
    if (stock instanceof List<?> list) {
      return list(path, list, value);
    }
    return scalar(path, stock, value);
  }

  private static @Nullable Object onNull(String path, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    throw wrong(
        path,
        "is null in the stock task, and a value cannot replace null",
        "Isaac Lab refuses it too; choose a key that has a value");
  }

  private static @Nullable Object nulled(String path, Object stock, @Nullable Object current) {
    boolean optional = OPTIONAL.matcher(path).matches();
    boolean term = stock instanceof Map<?, ?> map && map.containsKey("func");
    if (!optional && !term) {
      throw wrong(
          path,
          "cannot be null",
          stock instanceof Map<?, ?>
              ? "only a term (a section with func) can be taken out"
              : "give " + kind(stock) + ", such as " + Literal.format(stock));
    }
    if (current == null) {
      throw wrong(path, "is already taken out", "take this edit out");
    }
    return null;
  }

  private static List<Object> list(String path, List<?> stock, Object value) {
    if (!(value instanceof List<?> given)) {
      throw mismatch(path, stock, value);
    }
    boolean free = !(stock instanceof Tuple) && ANY_LENGTH.matcher(path).matches();
    if (free ? given.isEmpty() : given.size() != stock.size()) {
      throw wrong(
          path,
          free ? "cannot be empty" : "has " + stock.size() + " elements, not " + given.size(),
          "give a list such as " + Literal.format(stock));
    }
    List<Object> fitted = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      Object like = stock.isEmpty() ? null : stock.get(Math.min(i, stock.size() - 1));
      fitted.add(element(path + "[" + i + "]", like, given.get(i)));
    }
    return stock instanceof Tuple ? new Tuple(fitted) : fitted;
  }

  private static Object element(String path, @Nullable Object like, @Nullable Object value) {
    if (like == null || value == null || like instanceof Map<?, ?>) {
      throw wrong(path, "cannot be set by an override", "choose another key");
    }
    return like instanceof List<?> inner ? list(path, inner, value) : scalar(path, like, value);
  }

  private static Object scalar(String path, Object stock, Object value) {
    if (value.equals(stock)) {
      return value;
    }
    if (stock instanceof Double && value instanceof Long whole) {
      return whole.doubleValue();
    }
    if (stock.getClass() != value.getClass()) {
      throw mismatch(path, stock, value);
    }
    if (value instanceof Double number && !Double.isFinite(number)) {
      throw wrong(path, "must be finite, not " + Literal.format(number), "give a finite number");
    }
    if (value instanceof String text) {
      checkText(path, text);
    }
    return value;
  }

  /**
   * Text that the override grammar, a log line or Hydra's interpolation would garble is refused.
   */
  private static void checkText(String path, String text) {
    boolean unsafe =
        text.isBlank()
            || text.chars().anyMatch(c -> Character.isISOControl(c))
            || text.contains("${")
            || text.contains("\\\\")
            || text.endsWith("\\")
            || text.indexOf('\'') >= 0
            || text.length() > 500;
    if (unsafe) {
      throw wrong(
          path,
          "cannot take the text '" + text.strip() + "'",
          "give plain text without quotes, ${, double backslashes or control characters");
    }
  }

  private static InvalidInputException mismatch(String path, Object stock, Object value) {
    return wrong(
        path,
        "needs " + kind(stock) + ", not " + kind(value) + " (" + Literal.format(value) + ")",
        "give a value such as " + Literal.format(stock));
  }

  private static String kind(@Nullable Object value) {
    if (value instanceof Boolean) {
      return "true or false";
    }
    if (value instanceof Long) {
      return "a whole number";
    }
    if (value instanceof Double) {
      return "a number";
    }
    return value instanceof String ? "text" : value instanceof List<?> ? "a list" : "a section";
  }

  private static InvalidInputException wrong(String path, String what, String remedy) {
    return new InvalidInputException("'" + path + "' " + what, null, path, remedy);
  }
}
