package dev.trotline.edit.yaml;

import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The scalar rules of PyYAML (YAML 1.1), which differ from snakeyaml's in that a float needs a dot:
 * {@code 1e-3} is text there, and is dumped unquoted.
 */
final class ScalarText {

  private static final Pattern BOOL = Pattern.compile("(?i)yes|no|true|false|on|off");
  private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
  private static final Pattern INT =
      Pattern.compile("[-+]?(0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)");
  private static final Pattern BASE_60 = Pattern.compile("[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?([0-9][0-9_]*\\.[0-9_]*|\\.[0-9][0-9_]*)([eE][-+][0-9]+)?");
  private static final Pattern NOT_FINITE = Pattern.compile("([-+]?)\\.(inf|Inf|INF|nan|NaN|NAN)");

  private static final String PYTHON = "tag:yaml.org,2002:python/";

  private ScalarText() {}

  static @Nullable Object value(ScalarNode node) {
    String tag = node.getTag().getValue();
    String text = node.getValue();
    if (tag.startsWith(PYTHON)) {
      return python(tag.substring(PYTHON.length()), text);
    }
    boolean quoted = node.getScalarStyle() != ScalarStyle.PLAIN;
    if (node.getTag().equals(Tag.BINARY) || (quoted && node.getTag().equals(Tag.STR))) {
      return text;
    }
    if (node.getTag().equals(Tag.STR) && !FLOAT.matcher(text).matches()) {
      return text;
    }
    return plain(text);
  }

  /** {@code !!python/name:numpy.ndarray ''} carries its value in the tag. */
  private static @Nullable Object python(String tag, String text) {
    int colon = tag.indexOf(':');
    String kind = colon < 0 ? tag : tag.substring(0, colon);
    switch (kind) {
      case "int":
      case "long":
      case "float":
      case "bool":
        return plain(text);
      case "none":
        return null;
      default:
        return colon >= 0 && text.isEmpty() ? unescaped(tag.substring(colon + 1)) : text;
    }
  }

  /** In a tag, {@code <lambda>} is written {@code %3Clambda%3E}. */
  private static String unescaped(String name) {
    try {
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException asItIs) {
      return name;
    }
  }

  private static @Nullable Object plain(String text) {
    if (NULL.matcher(text).matches()) {
      return null;
    }
    if (BOOL.matcher(text).matches()) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "yes", "true", "on" -> Boolean.TRUE;
        default -> Boolean.FALSE;
      };
    }
    String digits = text.replace("_", "");
    if (INT.matcher(text).matches()) {
      return whole(digits);
    }
    if (BASE_60.matcher(text).matches()) {
      return base60(digits);
    }
    var special = NOT_FINITE.matcher(text);
    if (special.matches()) {
      boolean nan = special.group(2).equalsIgnoreCase("nan");
      double infinity =
          special.group(1).equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      return nan ? Double.NaN : infinity;
    }
    return FLOAT.matcher(text).matches() ? (Object) Double.parseDouble(digits) : text;
  }

  private static Object whole(String digits) {
    boolean negative = digits.startsWith("-");
    String body = digits.replaceFirst("^[-+]", "");
    BigInteger size;
    if (body.startsWith("0x")) {
      size = new BigInteger(body.substring(2), 16);
    } else if (body.startsWith("0b")) {
      size = new BigInteger(body.substring(2), 2);
    } else if (body.length() > 1 && body.startsWith("0")) {
      size = new BigInteger(body.substring(1), 8);
    } else {
      size = new BigInteger(body);
    }
    BigInteger value = negative ? size.negate() : size;
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value.doubleValue();
  }

  private static Object base60(String digits) {
    boolean negative = digits.startsWith("-");
    BigInteger value = BigInteger.ZERO;
    for (String part : digits.replaceFirst("^[-+]", "").split(":")) {
      value = value.multiply(BigInteger.valueOf(60)).add(new BigInteger(part));
    }
    BigInteger signed = negative ? value.negate() : value;
    return signed.bitLength() < Long.SIZE ? (Object) signed.longValue() : signed.doubleValue();
  }
}
