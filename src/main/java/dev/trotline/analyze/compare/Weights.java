package dev.trotline.analyze.compare;

import java.util.Map;

/** Reward weights in the tree of an env.yaml. */
final class Weights {

  private Weights() {}

  /** The weight of a term; NaN if unknown, or if the curriculum changes it while training. */
  static double of(Map<String, Object> env, String term) {
    if (!(env.get("rewards") instanceof Map<?, ?> rewards)
        || !(rewards.get(term) instanceof Map<?, ?> found)
        || !(found.get("weight") instanceof Number weight)
        || isMoved(env, term)) {
      return Double.NaN;
    }
    return weight.doubleValue();
  }

  /** Isaac Lab's {@code modify_reward_weight} and its relatives name the term they change. */
  private static boolean isMoved(Map<String, Object> env, String term) {
    return env.get("curriculum") instanceof Map<?, ?> curriculum
        && curriculum.values().stream()
            .anyMatch(
                entry ->
                    entry instanceof Map<?, ?> map
                        && map.get("params") instanceof Map<?, ?> params
                        && (term.equals(params.get("term_name"))
                            || term.equals(params.get("reward_name"))));
  }
}
