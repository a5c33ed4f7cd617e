package dev.trotline.edit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The resolved configuration of a stock task, the yardstick of every edit.
 *
 * @param origin where it was read from, for messages
 * @param env the environment's tree as plain maps, lists and scalars, in file order
 * @param agent the agent's tree
 * @param rules what an edit may do to it
 */
public record ReferenceConfig(
    String origin, Map<String, Object> env, Map<String, Object> agent, OverrideRules rules) {

  /** A task whose simulator takes plain overrides only. */
  public ReferenceConfig(String origin, Map<String, Object> env, Map<String, Object> agent) {
    this(origin, env, agent, OverrideRules.plain());
  }

  public ReferenceConfig {
    env = new LinkedHashMap<>(env);
    agent = new LinkedHashMap<>(agent);
  }

  /**
   * The value at a dotted path that starts with {@code env.} or {@code agent.}; null if absent or
   * null.
   */
  public @Nullable Object at(String path) {
    int dot = path.indexOf('.');
    String root = dot < 0 ? path : path.substring(0, dot);
    Object node = root.equals("env") ? env : root.equals("agent") ? agent : null;
    if (dot < 0) {
      return node;
    }
    for (String key : path.substring(dot + 1).split("\\.")) {
      if (!(node instanceof Map<?, ?> map)) {
        return null;
      }
      node = map.get(key);
    }
    return node;
  }
}
