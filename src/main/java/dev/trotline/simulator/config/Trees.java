package dev.trotline.simulator.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How layers of configuration are laid over one another: a mapping over a mapping is merged key by
 * key; anything else, an explicit null too, takes the place of what was there. Lists and tuples are
 * replaced as a whole. Inputs are never changed.
 */
final class Trees {

  private Trees() {}

  /** The lower tree with the upper one laid over it; new keys follow the known ones. */
  static Map<String, Object> merged(Map<String, Object> lower, Map<String, Object> upper) {
    Map<String, Object> result = new LinkedHashMap<>(lower);
    upper.forEach(
        (key, value) -> {
          Object below = lower.get(key);
          result.put(
              key,
              below instanceof Map<?, ?> a && value instanceof Map<?, ?> b
                  ? merged(mapping(a), mapping(b))
                  : value);
        });
    return result;
  }

  /**
   * The tree without one key.
   *
   * @param keys the way to the key, at least one
   * @return null if there is no such key
   */
  static @Nullable Map<String, Object> without(Map<String, Object> tree, List<String> keys) {
    String first = keys.get(0);
    if (!tree.containsKey(first)) {
      return null;
    }
    Map<String, Object> result = new LinkedHashMap<>(tree);
    if (keys.size() == 1) {
      result.remove(first);
      return result;
    }
    if (!(tree.get(first) instanceof Map<?, ?> inner)) {
      return null;
    }
    Map<String, Object> rest = without(mapping(inner), keys.subList(1, keys.size()));
    if (rest == null) {
      return null;
    }
    result.put(first, rest);
    return result;
  }

  /** A mapping as the YAML reader makes it: its keys are text. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> mapping(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }
}
