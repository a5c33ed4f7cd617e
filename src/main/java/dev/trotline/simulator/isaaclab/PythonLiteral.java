package dev.trotline.simulator.isaaclab;

import dev.trotline.edit.Literal;
import dev.trotline.edit.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values as Isaac Lab reads them since 3.0 beta 2: by Python's {@code ast.literal_eval}, and as
 * text where that fails. Nothing is converted, so a tuple must be written as one; {@code [a,b]}
 * would stay a text, and there is no way to write NaN (surface §1.5).
 */
final class PythonLiteral {

  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_./:-]*");
  private static final Pattern RESERVED = Pattern.compile("(?i)null|none|true|false");

  private PythonLiteral() {}

  /**
   * Writes a value; empty if it cannot be written.
   *
   * @param like the value it replaces, for its type
   */
  static Optional<String> format(@Nullable Object value, @Nullable Object like) {
    if (value == null) {
      return Optional.of("null");
    }
    if (value instanceof Boolean truth) {
      return Optional.of(truth ? "true" : "false");
    }
    if (value instanceof String text
        && WORD.matcher(text).matches()
        && !RESERVED.matcher(text).matches()) {
      return Optional.of(text);
    }
    return element(value, like);
  }

  private static Optional<String> element(@Nullable Object value, @Nullable Object like) {
    if (value == null) {
      return Optional.of("None");
    }
    if (value instanceof Boolean truth) {
      return Optional.of(truth ? "True" : "False");
    }
    if (value instanceof Double number) {
      return decimal(number);
    }
    if (value instanceof String text) {
      return Optional.of(quoted(text));
    }
    if (value instanceof List<?> list) {
      return sequence(list, value instanceof Tuple || like instanceof Tuple, like);
    }
    return value instanceof Map<?, ?> ? Optional.empty() : Optional.of(value.toString());
  }

  private static Optional<String> sequence(List<?> list, boolean tuple, @Nullable Object like) {
    StringJoiner joined = new StringJoiner(",", tuple ? "(" : "[", closing(list, tuple));
    for (int i = 0; i < list.size(); i++) {
      Object model = like instanceof List<?> old && i < old.size() ? old.get(i) : null;
      Optional<String> part = element(list.get(i), model);
      if (part.isEmpty()) {
        return part;
      }
      joined.add(part.get());
    }
    return Optional.of(joined.toString());
  }

  private static String closing(List<?> list, boolean tuple) {
    return tuple ? list.size() == 1 ? ",)" : ")" : "]";
  }

  private static Optional<String> decimal(double value) {
    if (Double.isNaN(value)) {
      return Optional.empty();
    }
    // A literal too large for a float is infinite; the name inf would be taken for a text.
    return Optional.of(
        Double.isFinite(value) ? Literal.format(value) : value > 0 ? "1e999" : "-1e999");
  }

  private static String quoted(String text) {
    return "'"
        + text.replace("\\", "\\\\")
            .replace("'", "\\'")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t")
        + "'";
  }
}
