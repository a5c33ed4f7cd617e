package dev.trotline.analyze.hack;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a reward term pays for, told by the names Isaac Lab, legged_gym and their kin use. */
enum RewardKind {
  /** The task itself: following the command, reaching the goal. */
  TASK,
  /** How the robot is to look while it does it: alive, rhythm, air time, posture. */
  STYLE,
  /** Neither by its name. */
  UNKNOWN;

  private static final Pattern TASK_NAMES =
      Pattern.compile(
          ".*(track|command|goal|reach|target_(position|velocity|pos|vel|pose)|base_(linear|angular)"
              + "_velocity|lin_vel_xy|progress|motion|imit|mimic|forward|success|heading|distance).*");

  private static final Pattern STYLE_NAMES =
      Pattern.compile(
          ".*(alive|surviv|terminat|air_?time|gait|contact|clearance|swing|upright|flat|orient|height"
              + "|default|similar|still|stance|symmetr|smooth|pose|posture|hip|energy|slip|slide|phase"
              + "|stand|balance|foot|feet).*");

  /** The kind of a term of this name, computed by this function (empty if unknown). */
  static RewardKind of(String term, String function) {
    // The function says more than the name a person gave the term.
    for (String name : new String[] {function, term}) {
      String plain = name.toLowerCase(Locale.ROOT);
      if (TASK_NAMES.matcher(plain).matches()) {
        return TASK;
      }
      if (STYLE_NAMES.matcher(plain).matches()) {
        return STYLE;
      }
    }
    return UNKNOWN;
  }
}
