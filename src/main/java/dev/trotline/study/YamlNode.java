package dev.trotline.study;

import dev.trotline.error.InvalidInputException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of one of our files, read key by key; whatever is wrong is told with file and dotted
 * key.
 */
final class YamlNode {

  private static final Pattern DURATION =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(s|min|h)", Pattern.CASE_INSENSITIVE);

  private final String file;
  private final String path;
  private final Map<String, Object> values;
  private final Set<String> known = new TreeSet<>();

  private YamlNode(String file, String path, Map<String, Object> values) {
    this.file = file;
    this.path = path;
    this.values = values;
  }

  static YamlNode root(String file, @Nullable Object document) {
    return of(file, "", document);
  }

  private static YamlNode of(String file, String path, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new InvalidInputException(
          path.isEmpty()
              ? file + " does not hold a mapping"
              : file + ": '" + path + "' must be a mapping, not " + shown(value),
          file,
          path.isEmpty() ? null : path,
          "write 'key: value' lines");
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((k, v) -> copy.put(String.valueOf(k), v));
    return new YamlNode(file, path, copy);
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "nothing" : "'" + value + "'";
  }

  private String key(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  InvalidInputException bad(String name, String what, String remedy) {
    return new InvalidInputException(
        file + ": '" + key(name) + "' " + what, file, key(name), remedy);
  }

  private @Nullable Object get(String name) {
    known.add(name);
    return values.get(name);
  }

  boolean has(String name) {
    return get(name) != null;
  }

  @Nullable Object raw(String name) {
    return get(name);
  }

  boolean isPresent(String name) {
    known.add(name);
    return values.containsKey(name);
  }

  YamlNode child(String name) {
    return of(file, key(name), get(name));
  }

  /** The child mapping, or an empty one. */
  YamlNode childOrEmpty(String name) {
    return has(name) ? child(name) : new YamlNode(file, key(name), Map.of());
  }

  List<YamlNode> children(String name) {
    Object value = get(name);
    List<YamlNode> nodes = new ArrayList<>();
    if (value == null) {
      return nodes;
    }
    if (!(value instanceof List<?> list)) {
      throw bad(name, "must be a list, not " + shown(value), "write one '- ' line per entry");
    }
    for (int i = 0; i < list.size(); i++) {
      nodes.add(of(file, key(name) + "[" + i + "]", list.get(i)));
    }
    return nodes;
  }

  List<String> strings(String name) {
    Object value = get(name);
    List<String> texts = new ArrayList<>();
    if (value == null) {
      return texts;
    }
    if (!(value instanceof List<?> list)) {
      throw bad(name, "must be a list, not " + shown(value), "write [first, second]");
    }
    for (Object entry : list) {
      texts.add(String.valueOf(entry));
    }
    return texts;
  }

  Map<String, String> stringMap(String name) {
    Map<String, String> result = new LinkedHashMap<>();
    if (has(name)) {
      child(name).values.forEach((k, v) -> result.put(k, String.valueOf(v)));
    }
    return result;
  }

  String string(String name) {
    String text = stringOr(name, null);
    if (text == null) {
      throw bad(name, "is missing", "add the key '" + key(name) + "'");
    }
    return text;
  }

  @Nullable String stringOr(String name, @Nullable String otherwise) {
    Object value = get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Map || value instanceof List) {
      throw bad(name, "must be a text", "write a single word or a quoted text");
    }
    if (value instanceof Date date) {
      return date.toInstant().toString();
    }
    return String.valueOf(value);
  }

  @Nullable Integer integerOr(String name, @Nullable Integer otherwise, int least, int most) {
    Object value = get(name);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Integer || value instanceof Long || value instanceof BigInteger)) {
      throw bad(name, "must be a whole number, not " + shown(value), "write a number without dot");
    }
    long number = ((Number) value).longValue();
    if (number < least || number > most) {
      throw bad(name, "is " + number, "choose a number from " + least + " to " + most);
    }
    return (int) number;
  }

  boolean flag(String name, boolean otherwise) {
    Object value = get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw bad(name, "must be true or false, not " + shown(value), "write true or false");
  }

  int integer(String name, int otherwise, int least, int most) {
    Integer value = integerOr(name, otherwise, least, most);
    return value == null ? otherwise : value;
  }

  @Nullable Double numberOr(String name, @Nullable Double otherwise) {
    Object value = get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw bad(name, "must be a number, not " + shown(value), "write a number such as 0.5");
  }

  double number(String name) {
    Double value = numberOr(name, null);
    if (value == null) {
      throw bad(name, "is missing", "add the key '" + key(name) + "'");
    }
    return value;
  }

  Duration duration(String name, Duration otherwise) {
    Duration value = durationOr(name);
    return value == null ? otherwise : value;
  }

  @Nullable Duration durationOr(String name) {
    Object value = get(name);
    if (value == null) {
      return null;
    }
    var matcher = DURATION.matcher(String.valueOf(value).trim());
    if (!matcher.matches()) {
      throw bad(name, "must be a time, not " + shown(value), "write 90 s, 5 min or 2 h");
    }
    double amount = Double.parseDouble(matcher.group(1));
    double seconds =
        switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
          case "h" -> amount * 3600;
          case "min" -> amount * 60;
          default -> amount;
        };
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /** Refuses keys nobody asked for: a typo must not silently mean the default. */
  void refuseUnknown() {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw bad(name, "is not a known key", "use one of: " + String.join(", ", known));
      }
    }
  }
}
