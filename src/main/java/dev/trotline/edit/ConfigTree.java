package dev.trotline.edit;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is done with trees of maps, lists and scalars. */
final class ConfigTree {

  private ConfigTree() {}

  /** A mutable copy in plain types, see {@link Literal#plain}. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> copy(Map<String, Object> tree) {
    return (Map<String, Object>) Literal.plain(tree);
  }

  /** The same tree, closed against changes. */
  static Map<String, Object> frozen(Map<String, Object> tree) {
    Map<String, Object> closed = new LinkedHashMap<>();
    tree.forEach((key, value) -> closed.put(key, frozenValue(value)));
    return Collections.unmodifiableMap(closed);
  }

  private static @Nullable Object frozenValue(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return frozen(mapping(map));
    }
    if (value instanceof Tuple || !(value instanceof List<?> list)) {
      return value;
    }
    return Collections.unmodifiableList(
        Arrays.asList(list.stream().map(ConfigTree::frozenValue).toArray()));
  }

  /** A map whose keys are known to be text. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> mapping(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }

  /**
   * Adds the differences of two trees, deepest path first known: scalars and lists as a whole, a
   * mapping only where it appears or disappears.
   *
   * @param path dotted path of both trees
   * @param changes receives dotted path to old and new value
   */
  static void differences(
      String path,
      Map<String, Object> old,
      Map<String, Object> now,
      Map<String, Object[]> changes) {
    Map<String, Object> keys = new LinkedHashMap<>(old);
    now.forEach(keys::putIfAbsent);
    for (String key : keys.keySet()) {
      Object before = old.get(key);
      Object after = now.get(key);
      String at = path + "." + key;
      if (before instanceof Map<?, ?> a && after instanceof Map<?, ?> b) {
        differences(at, mapping(a), mapping(b), changes);
      } else if (before == null ? after != null : !before.equals(after)) {
        changes.put(at, new Object[] {before, after});
      }
    }
  }

  /** Dotted path to new value of all that differs, in the order of the paths. */
  static Map<String, Object> changed(
      ReferenceConfig from, Map<String, Object> env, Map<String, Object> agent) {
    Map<String, Object[]> changes = new LinkedHashMap<>();
    differences("env", copy(from.env()), env, changes);
    differences("agent", copy(from.agent()), agent, changes);
    Map<String, Object> ordered = new TreeMap<>();
    changes.forEach((path, pair) -> ordered.put(path, pair[1]));
    return ordered;
  }
}
