package dev.trotline.simulator.config;

import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.error.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one mapping of a file, asked for by name and type.
 *
 * @param file for messages
 * @param at the dotted path of the mapping within the file, empty for the whole
 */
record Fields(String file, String at, Map<String, Object> map) {

  static Fields of(Path file) {
    return new Fields(file.toString(), "", TaggedYaml.load(file));
  }

  /** Refuses keys that are not known, so that a slip of the pen is not passed over. */
  void only(Set<String> known) {
    for (String key : map.keySet()) {
      if (!known.contains(key)) {
        throw bad(key, "is not known here", "use only " + String.join(", ", sorted(known)));
      }
    }
  }

  String text(String key) {
    if (map.get(key) instanceof String text && !text.isBlank()) {
      return text;
    }
    throw bad(key, "must be a text", "write it as in the other files of this folder");
  }

  String textOr(String key, String otherwise) {
    return map.containsKey(key) ? text(key) : otherwise;
  }

  /** The mapping at a key; empty if the key is left out. */
  Map<String, Object> mapping(String key) {
    Object value = map.getOrDefault(key, Map.of());
    if (value instanceof Map<?, ?> inner) {
      return Trees.mapping(inner);
    }
    throw bad(key, "must be a mapping", "indent its keys below it, or leave it out");
  }

  /** The texts at a key; none if the key is left out. */
  List<String> texts(String key) {
    Object value = map.getOrDefault(key, List.of());
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw bad(key, "must be a list of texts", "write it such as [base, flat]");
  }

  /** The mappings listed at a key; none if the key is left out. */
  List<Fields> list(String key) {
    Object value = map.getOrDefault(key, List.of());
    if (value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
      return list.stream()
          .map(e -> new Fields(file, path(key), Trees.mapping((Map<?, ?>) e)))
          .toList();
    }
    throw bad(key, "must be a list of mappings", "begin each with a dash");
  }

  /** The version at a key. */
  SimulatorVersion version(String key) {
    String text = text(key);
    try {
      return SimulatorVersion.parse(text);
    } catch (InvalidInputException e) {
      throw bad(key, "is not a version", "write it such as '2.3.2', '3.0b1' or develop");
    }
  }

  InvalidInputException bad(@Nullable String key, String what, String remedy) {
    String path = key == null ? at : path(key);
    String where = path.isEmpty() ? "" : " '" + path + "'";
    return new InvalidInputException("'" + file + "':" + where + " " + what, file, path, remedy);
  }

  private String path(String key) {
    return at.isEmpty() ? key : at + "." + key;
  }

  private static List<String> sorted(Set<String> keys) {
    return keys.stream().sorted().toList();
  }
}
