package dev.trotline.analyze.export;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tree of settings as dotted paths and texts. Lists of plain values are one text, {@code [1, 2]};
 * of others every item has its number in the path. Nothing is null.
 */
final class Flattening {

  private final Map<String, @Nullable String> leaves = new LinkedHashMap<>();
  private final Set<Object> above = Collections.newSetFromMap(new IdentityHashMap<>());

  private Flattening() {}

  static Map<String, @Nullable String> of(Map<String, Object> tree) {
    var flattening = new Flattening();
    flattening.add("", tree);
    return flattening.leaves;
  }

  private void add(String path, @Nullable Object value) {
    boolean map = value instanceof Map<?, ?> m && !m.isEmpty();
    boolean list = value instanceof List<?> l && l.stream().anyMatch(Flattening::isTree);
    // YAML anchors can make a tree that holds itself.
    if (value == null || !map && !list || !above.add(value)) {
      leaves.put(path, value == null ? null : map || list ? "..." : value.toString());
      return;
    }
    String start = path.isEmpty() ? "" : path + ".";
    if (value instanceof Map<?, ?> entries) {
      entries.forEach((key, item) -> add(start + key, item));
    } else if (value instanceof List<?> items) {
      for (int i = 0; i < items.size(); i++) {
        add(start + i, items.get(i));
      }
    }
    above.remove(value);
  }

  private static boolean isTree(@Nullable Object value) {
    return value instanceof Map<?, ?> || value instanceof List<?>;
  }
}
