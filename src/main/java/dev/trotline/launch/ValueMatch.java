package dev.trotline.launch;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value a trainer wrote down is the one it was given. A dump holds resolved values (names
 * for regular expressions, a one-element list for a name, an int for a whole float), which are no
 * differences.
 */
public final class ValueMatch {

  private static final double RELATIVE = 1e-9;

  private ValueMatch() {}

  /** True if they agree; {@code key} is the last part of the path. */
  public static boolean agree(String key, @Nullable Object asked, @Nullable Object dumped) {
    if (asked == null) {
      return dumped == null || dumped instanceof Map<?, ?> map && map.isEmpty();
    }
    if (asked instanceof Map<?, ?> map) {
      return dumped instanceof Map<?, ?> other && contains(other, map);
    }
    if (!key.equals("weight") && becameAnObject(asked, dumped)) {
      return true;
    }
    if (key.equals("func")) {
      return function(asked).equals(function(dumped));
    }
    if (key.endsWith("_names") || key.endsWith("_names_expr")) {
      return names(asked, dumped);
    }
    if (asked instanceof List<?> list) {
      return dumped instanceof List<?> other && sameList(list, other);
    }
    Double number = number(asked);
    if (number != null) {
      Double other = number(dumped);
      return other != null && close(number, other);
    }
    return asked.equals(dumped);
  }

  /**
   * A tensor, dumped as the call that rebuilds it, or what Isaac Lab's conversion of agents marks
   * as missing: no longer comparable. No override makes an object of a value, so it is no
   * difference.
   */
  private static boolean becameAnObject(Object asked, @Nullable Object dumped) {
    return dumped instanceof Map<?, ?>
        || dumped instanceof List<?> list
            && !list.isEmpty()
            && (list.get(0) instanceof List<?> || list.get(0) instanceof Map<?, ?>)
            && !(asked instanceof List<?> given
                && !given.isEmpty()
                && given.get(0) instanceof List<?>);
  }

  /** Everything asked is there; more may be, such as parameters the function has by default. */
  private static boolean contains(Map<?, ?> dumped, Map<?, ?> asked) {
    return asked.entrySet().stream()
        .allMatch(
            entry ->
                agree(
                    String.valueOf(entry.getKey()), entry.getValue(), dumped.get(entry.getKey())));
  }

  private static boolean sameList(List<?> asked, List<?> dumped) {
    if (asked.size() != dumped.size()) {
      return false;
    }
    for (int i = 0; i < asked.size(); i++) {
      if (!agree("", asked.get(i), dumped.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** {@code rewards/gait.py:trot} is dumped under the module it was loaded as. */
  private static String function(@Nullable Object func) {
    String text = String.valueOf(func);
    return text.substring(text.lastIndexOf(':') + 1);
  }

  private static boolean names(Object asked, @Nullable Object dumped) {
    List<?> wanted = asked instanceof List<?> list ? list : List.of(asked);
    List<?> found = dumped instanceof List<?> list ? list : List.of(String.valueOf(dumped));
    return found.stream()
            .allMatch(name -> wanted.stream().anyMatch(expression -> named(expression, name)))
        && wanted.stream()
            .allMatch(expression -> found.stream().anyMatch(name -> named(expression, name)));
  }

  private static boolean named(@Nullable Object expression, @Nullable Object name) {
    String text = String.valueOf(name);
    try {
      return text.equals(expression)
          || Pattern.compile(String.valueOf(expression).replace("(?P<", "(?<"))
              .matcher(text)
              .matches();
    } catch (PatternSyntaxException literal) {
      return false;
    }
  }

  private static @Nullable Double number(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text && text.matches("-?Infinity|NaN")) {
      return Double.valueOf(text);
    }
    return null;
  }

  private static boolean close(double a, double b) {
    return Double.compare(a, b) == 0
        || Math.abs(a - b) <= RELATIVE * Math.max(Math.abs(a), Math.abs(b));
  }
}
