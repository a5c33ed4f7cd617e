package dev.trotline.edit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What differs between two configurations, for people. */
public final class ConfigDiff {

  private ConfigDiff() {}

  /** Lines {@code path: old → new}, ordered by path; empty if the two train the same. */
  public static List<String> of(EditedConfig from, EditedConfig to) {
    return of(from.env(), from.agent(), to.env(), to.agent());
  }

  /** Lines {@code path: old → new} of all that the edits changed in the stock task. */
  public static List<String> fromReference(EditedConfig to) {
    ReferenceConfig from = to.reference();
    return of(ConfigTree.copy(from.env()), ConfigTree.copy(from.agent()), to.env(), to.agent());
  }

  private static List<String> of(
      Map<String, Object> fromEnv,
      Map<String, Object> fromAgent,
      Map<String, Object> toEnv,
      Map<String, Object> toAgent) {
    Map<String, Object[]> changes = new LinkedHashMap<>();
    ConfigTree.differences("env", fromEnv, toEnv, changes);
    ConfigTree.differences("agent", fromAgent, toAgent, changes);
    List<String> lines = new ArrayList<>();
    new TreeMap<>(changes)
        .forEach((path, pair) -> lines.add(path + ": " + text(pair[0]) + " → " + text(pair[1])));
    return lines;
  }

  /** A mapping is too long for a line: a term is named by its weight, any other is abridged. */
  private static String text(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Object weight = map.get("weight");
      return weight == null ? "{…}" : "{weight: " + Literal.format(weight) + ", …}";
    }
    return Literal.format(value);
  }
}
