package dev.trotline.propose;

import dev.trotline.edit.ReferenceConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A reward term in use.
 *
 * @param name its name in the configuration
 * @param function what computes it, {@code module:name}, or empty if unknown
 * @param weight its weight; its sign says whether it rewards or punishes
 * @param params its parameters as read, values may be null
 */
public record RewardTerm(String name, String function, double weight, Map<String, Object> params) {

  public RewardTerm {
    params = new LinkedHashMap<>(params);
  }

  /** A numeric parameter, or NaN if it is absent or no number. */
  public double number(String param) {
    return params.get(param) instanceof Number value ? value.doubleValue() : Double.NaN;
  }

  /** The same term with another weight. */
  public RewardTerm withWeight(double other) {
    return new RewardTerm(name, function, other, params);
  }

  /** The reward terms of a configuration in file order; terms set to null are not in use. */
  public static Map<String, RewardTerm> of(ReferenceConfig config) {
    Map<String, RewardTerm> terms = new LinkedHashMap<>();
    if (config.env().get("rewards") instanceof Map<?, ?> rewards) {
      for (Map.Entry<?, ?> entry : rewards.entrySet()) {
        if (entry.getKey() instanceof String name && entry.getValue() instanceof Map<?, ?> term) {
          terms.put(name, read(name, term));
        }
      }
    }
    return terms;
  }

  private static RewardTerm read(String name, Map<?, ?> term) {
    Map<String, Object> params = new LinkedHashMap<>();
    if (term.get("params") instanceof Map<?, ?> map) {
      map.forEach((key, value) -> params.put(String.valueOf(key), value));
    }
    double weight = term.get("weight") instanceof Number number ? number.doubleValue() : 0.0;
    String function = term.get("func") instanceof String text ? text : "";
    return new RewardTerm(name, function, weight, params);
  }
}
