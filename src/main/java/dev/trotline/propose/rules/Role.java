package dev.trotline.propose.rules;

import dev.trotline.propose.RewardTerm;
import java.util.Locale;
import java.util.Set;

/**
 * What a reward term is for, read off its name and function. Covers the names of Isaac Lab, mjlab,
 * legged_gym and Genesis; an unknown term is {@link #OTHER} and still counts as a reward or a
 * penalty by its sign.
 */
enum Role {
  LINEAR_TRACKING,
  ANGULAR_TRACKING,
  AIR_TIME,
  SMOOTHNESS,
  EFFORT,
  TERMINAL,
  ALIVE,
  OTHER;

  /** Spot's tracking rewards; elsewhere, with a negative weight, penalties for bouncing. */
  private static final Set<String> BASE_VELOCITY =
      Set.of("base_linear_velocity", "base_angular_velocity");

  /** The role of a term. */
  static Role of(RewardTerm term) {
    Role byName = byWords(term.name());
    Role role = byName == OTHER ? byWords(term.function()) : byName;
    boolean isPenaltyOfSameName = BASE_VELOCITY.contains(term.name()) && term.weight() < 0;
    return isPenaltyOfSameName ? OTHER : role;
  }

  private static Role byWords(String words) {
    String text = words.toLowerCase(Locale.ROOT);
    if (text.contains("terminat")) {
      return TERMINAL;
    }
    if (text.contains("track") || text.contains("command")) {
      return tracking(text);
    }
    if (text.equals("base_linear_velocity") || text.endsWith(":base_linear_velocity_reward")) {
      return LINEAR_TRACKING;
    }
    if (text.equals("base_angular_velocity") || text.endsWith(":base_angular_velocity_reward")) {
      return ANGULAR_TRACKING;
    }
    if (text.contains("air_time") && !text.contains("varia")) {
      return AIR_TIME;
    }
    if (containsAny(text, "action_rate", "smooth", "_acc", "jerk")) {
      return SMOOTHNESS;
    }
    if (containsAny(text, "torque", "power", "energy", "effort")) {
      return EFFORT;
    }
    return text.contains("alive") ? ALIVE : OTHER;
  }

  private static Role tracking(String text) {
    if (containsAny(text, "ang", "yaw", "heading")) {
      return text.contains("lin") ? LINEAR_TRACKING : ANGULAR_TRACKING;
    }
    return containsAny(text, "lin", "vel", "speed") ? LINEAR_TRACKING : OTHER;
  }

  private static boolean containsAny(String text, String... words) {
    for (String word : words) {
      if (text.contains(word)) {
        return true;
      }
    }
    return false;
  }
}
