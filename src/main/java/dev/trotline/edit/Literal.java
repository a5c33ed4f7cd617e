package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values as they are written on a command line, in Hydra's grammar: {@code null}, {@code true},
 * {@code 3}, {@code 3.0}, {@code [1.0,2.0]}, words and quoted text.
 */
public final class Literal {

  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");
  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
  private static final Pattern RESERVED =
      Pattern.compile("(?i)null|none|true|false|nan|inf|infinity");

  private Literal() {}

  /**
   * Reads a value.
   *
   * @throws InvalidInputException if a quote or bracket is left open, or it is a mapping
   */
  public static @Nullable Object parse(String text) {
    return new LiteralReader(text).whole();
  }

  /** A word or number that stands by itself, outside quotes. */
  static @Nullable Object bare(String word) {
    switch (word.toLowerCase(Locale.ROOT)) {
      case "null":
        return null;
      case "true":
        return Boolean.TRUE;
      case "false":
        return Boolean.FALSE;
      case "nan":
      case ".nan":
        return Double.NaN;
      case "inf":
      case "+inf":
      case ".inf":
        return Double.POSITIVE_INFINITY;
      case "-inf":
      case "-.inf":
        return Double.NEGATIVE_INFINITY;
      default:
        break;
    }
    if (WHOLE.matcher(word).matches()) {
      BigInteger value = new BigInteger(word);
      return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value.doubleValue();
    }
    return DECIMAL.matcher(word).matches() ? (Object) Double.parseDouble(word) : word;
  }

  /**
   * Writes a value so that Hydra reads the same one: floats always with a dot, lists without
   * spaces, tuples as lists, text in quotes where it could be taken for something else.
   */
  public static String format(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Double number) {
      return decimal(number);
    }
    if (value instanceof List<?> list) {
      List<String> parts = new ArrayList<>();
      for (Object element : list) {
        parts.add(format(element));
      }
      return "[" + String.join(",", parts) + "]";
    }
    if (value instanceof Map<?, ?> map) {
      List<String> parts = new ArrayList<>();
      map.forEach((key, element) -> parts.add(key + ":" + format(element)));
      return "{" + String.join(",", parts) + "}";
    }
    return value instanceof String text ? word(text) : value.toString();
  }

  private static String word(String text) {
    if (PLAIN_WORD.matcher(text).matches() && !RESERVED.matcher(text).matches()) {
      return text;
    }
    // In Hydra's quoted text only the quote, and backslashes right before it, are escaped.
    StringBuilder quoted = new StringBuilder("'");
    int backslashes = 0;
    for (char c : text.toCharArray()) {
      if (c == '\'') {
        quoted.append("\\".repeat(backslashes)).append("\\'");
      } else {
        quoted.append(c);
      }
      backslashes = c == '\\' ? backslashes + 1 : 0;
    }
    return quoted.append("\\".repeat(backslashes)).append('\'').toString();
  }

  /** As Python writes a float, with a dot even before an exponent, as PyYAML demands. */
  private static String decimal(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(value);
    if (size == 0 || (size >= 1e-4 && size < 1e16)) {
      String plain = new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String text = Double.toString(value);
    int e = text.indexOf('E');
    int exponent = Integer.parseInt(text.substring(e + 1));
    return text.substring(0, e)
        + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /**
   * The same value in the only types this package works with: Boolean, Long, Double, String, null,
   * List, Tuple and Map of these. Negative zero becomes zero.
   *
   * @throws IllegalArgumentException for any other type
   */
  static @Nullable Object plain(@Nullable Object value) {
    if (value == null || value instanceof Boolean || value instanceof String) {
      return value;
    }
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof BigInteger big && big.bitLength() < Long.SIZE) {
      return big.longValue();
    }
    if (value instanceof Number number) {
      return number.doubleValue() + 0.0;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      for (Object element : list) {
        copy.add(plain(element));
      }
      return list instanceof Tuple ? new Tuple(copy) : copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(String.valueOf(key), plain(element)));
      return copy;
    }
    throw new IllegalArgumentException("not a configuration value: " + value.getClass());
  }
}
