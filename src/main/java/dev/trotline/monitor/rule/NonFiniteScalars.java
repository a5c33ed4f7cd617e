package dev.trotline.monitor.rule;

import java.util.Locale;
import java.util.Map;

/**
 * Which of an iteration's numbers must be finite. Only the policy's own: the means over finished
 * episodes (rewards by term, terminations) are NaN in a healthy run as long as no episode has
 * ended.
 */
final class NonFiniteScalars {

  private NonFiniteScalars() {}

  /** The first number that spoils the iteration, as {@code tag = value}, or an empty string. */
  static String first(Iteration iteration) {
    for (Map.Entry<String, Double> scalar : iteration.scalars().entrySet()) {
      if (matters(scalar.getKey()) && !Double.isFinite(scalar.getValue())) {
        return scalar.getKey() + " = " + scalar.getValue();
      }
    }
    return "";
  }

  /** The cause that a spoilt number stands for. */
  static String cause(String evidence) {
    String tag = evidence.toLowerCase(Locale.ROOT);
    return tag.contains("std") || tag.startsWith("policy/")
        ? "policy_std_invalid"
        : "value_loss_nonfinite";
  }

  /** True if a tag must be finite. */
  static boolean matters(String tag) {
    String name = tag.toLowerCase(Locale.ROOT).strip();
    return name.startsWith("loss/")
        || name.startsWith("policy/mean_")
        || name.equals("train/mean_reward")
        || name.endsWith(" loss")
        || name.endsWith("noise std")
        || name.endsWith("action std")
        || name.equals("mean reward")
        || name.equals("mean total reward")
        // rsl_rl 2.3 to 3.1 before the first episode has ended
        || name.equals("value_function")
        || name.equals("surrogate");
  }
}
