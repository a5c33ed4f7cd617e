package dev.trotline.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON documents. Numbers that JSON cannot hold become the strings "nan", "inf" and "-inf".
 */
public final class Json {
  private static final ObjectMapper COMPACT = new ObjectMapper();
  private static final ObjectMapper PRETTY =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Json() {}

  /** One line. */
  public static String line(Map<String, Object> document) {
    return write(COMPACT, document);
  }

  /** Indented. */
  public static String pretty(Map<String, Object> document) {
    return write(PRETTY, document);
  }

  /** A document that starts with its schema. */
  public static Map<String, Object> document(String name) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("schema", "trotline/" + name + "/1");
    return map;
  }

  private static String write(ObjectMapper mapper, Map<String, Object> document) {
    try {
      return mapper.writeValueAsString(plain(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document cannot be written as JSON", e);
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((k, v) -> copy.put(String.valueOf(k), plain(v)));
      return copy;
    }
    if (value instanceof Iterable<?> items) {
      List<@Nullable Object> copy = new ArrayList<>();
      items.forEach(item -> copy.add(plain(item)));
      return copy;
    }
    if (value instanceof Double number) {
      if (number.isNaN()) {
        return "nan";
      }
      return number.isInfinite() ? (number > 0 ? "inf" : "-inf") : number;
    }
    if (value == null
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof String) {
      return value;
    }
    return value.toString();
  }
}
