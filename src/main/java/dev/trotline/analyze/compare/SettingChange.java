package dev.trotline.analyze.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One setting that differs.
 *
 * @param path dotted, starting with {@code env} or {@code agent}
 * @param group what it concerns: rewards, terrain, commands, terminations, agent, other
 * @param kind added, removed or changed, seen from the reference
 * @param before value in the reference, null if absent or None
 * @param after value in the candidate, null if absent or None
 */
public record SettingChange(
    String path, String group, Kind kind, @Nullable Object before, @Nullable Object after) {

  /** How it differs. */
  public enum Kind {
    /** Only the candidate has it. */
    ADDED,
    /** Only the reference has it. */
    REMOVED,
    /** Both have it. */
    CHANGED
  }

  /** Longest value shown to people. */
  private static final int SHOWN = 40;

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("path", path);
    json.put("group", group);
    json.put("kind", kind.name().toLowerCase(Locale.ROOT));
    json.put("before", plain(before));
    json.put("after", plain(after));
    return json;
  }

  String line() {
    return path + ": " + text(before) + " -> " + text(after);
  }

  /** JSON knows no NaN and no infinity. */
  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Double number && !Double.isFinite(number)) {
      return String.valueOf(number);
    }
    if (value instanceof Map<?, ?> map) {
      var copy = new LinkedHashMap<String, Object>();
      map.forEach((key, inner) -> copy.put(String.valueOf(key), plain(inner)));
      return copy;
    }
    return value instanceof List<?> list
        ? list.stream().map(SettingChange::plain).collect(Collectors.toList())
        : value;
  }

  /** A mapping is too long for a line: a term is named by its weight, any other abridged. */
  static String text(@Nullable Object value) {
    if (value == null) {
      return "none";
    }
    if (value instanceof Map<?, ?> map) {
      Object weight = map.get("weight");
      return weight == null ? "{...}" : "{weight: " + weight + ", ...}";
    }
    String text =
        value instanceof List<?> list
            ? list.stream().map(SettingChange::text).collect(Collectors.joining(", ", "[", "]"))
            : String.valueOf(value);
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN - 3) + "...";
  }
}
