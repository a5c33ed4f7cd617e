package dev.trotline.simulator.mjlab;

import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What mjlab's command line cannot say, or would take and then not do. Its parser knows the fields
 * of the configuration by their declared types, so terms can neither be added nor taken out, and
 * what the task leaves empty often has no option at all.
 */
final class Expressible {

  /** Fields that are code or are found out by mjlab; the parser calls them fixed. */
  private static final Pattern FIXED =
      Pattern.compile(
          ".+\\.(func|spec_fn|class_type|[a-z]+_ids)"
              + "|.+\\._[^.]+(\\..+)?"
              + "|env\\.observations\\..+\\.scale");

  /** Dumped as the text of an enumeration inside a list. */
  private static final Pattern ENUMERATION =
      Pattern.compile(".+\\.(transmission_type|origin_type|target_type)");

  /** Tables that mjlab takes as a whole only. */
  private static final Pattern TABLE =
      Pattern.compile(".+\\.init_state\\.joint_pos\\..+|env\\.actions\\.[^.]+\\.[^.]+\\..+");

  /** Of which body, joint, … a term takes: declared as text or tuple of text. */
  private static final Pattern NAMES =
      Pattern.compile(
          ".+\\.params\\..+\\."
              + "(joint|body|geom|site|actuator|tendon|camera|light|material|texture|pair)_names");

  /** Empty in the task and then without an option. */
  private static final Pattern EMPTY_FOR_GOOD =
      Pattern.compile(
          "env\\.observations\\..+\\.noise"
              + "|agent\\.[a-z]+\\.(cnn_cfg|distribution_cfg)"
              + "|.+\\.(articulation|terrain_generator)");

  private static final String COMMANDS = "env.commands.";

  private Expressible() {}

  /**
   * Checks a change set.
   *
   * @throws InvalidInputException naming the first change that cannot be made, the reason and what
   *     to do instead
   */
  static void check(EditedConfig config, Generation generation) {
    config
        .changes()
        .forEach((path, value) -> check(path, value, config.reference(), generation.name()));
  }

  private static void check(
      String path, @Nullable Object value, ReferenceConfig reference, String mjlab) {
    Object stock = reference.at(path);
    if (value == null && stock instanceof Map<?, ?>) {
      String term = path.startsWith("env.rewards.") ? "reward term" : "section";
      throw refused(
          path,
          "the command line of " + mjlab + " cannot take out a " + term,
          path.startsWith("env.rewards.")
              ? "set its weight to 0.0 instead; mjlab does not even compute such a term"
              : "set one of its values instead");
    }
    if (value instanceof Map<?, ?>) {
      throw refused(
          path,
          "the command line of " + mjlab + " cannot add a term or a section",
          "use a term that the task has, those of weight 0.0 included");
    }
    if (TABLE.matcher(path).matches()) {
      throw refused(
          path,
          mjlab + " takes the whole table only",
          "put the table under simulator.arguments of study.yaml, such as --"
              + path.substring(0, path.lastIndexOf('.')).replace('_', '-')
              + "={'.*':0.0}");
    }
    if (FIXED.matcher(path).matches() || ENUMERATION.matcher(path).matches()) {
      throw refused(path, mjlab + " takes no value for it on the command line", "take it out");
    }
    if (stock == null && EMPTY_FOR_GOOD.matcher(path).matches()) {
      throw refused(
          path,
          "the task leaves it empty, and " + mjlab + " then has no option for it",
          "choose a key that has a value");
    }
    if (value instanceof List<?> && NAMES.matcher(path).matches()) {
      throw refused(
          path,
          mjlab + " would take several names for one long name",
          "put one regular expression under simulator.arguments of study.yaml, such as --"
              + path.replace('_', '-')
              + "=FR|FL");
    }
    String stages = stagesThatSet(path, reference);
    if (stages != null) {
      throw refused(
          path,
          "the curriculum sets it at its first stage, so the change would have no effect",
          "change the stages under simulator.arguments of study.yaml, such as --"
              + stages.replace('_', '-')
              + "=(-0.5,0.5)");
    }
    if (path.equals("env.scene.terrain.num_envs") || path.equals("env.scene.terrain.env_spacing")) {
      throw refused(
          path,
          mjlab + " overwrites it with the scene's own value",
          "set " + path.replace(".terrain", ""));
    }
  }

  /**
   * The path of the stage that overwrites a command's range when the training starts, or null.
   *
   * @param path such as {@code env.commands.twist.ranges.lin_vel_x}
   */
  private static @Nullable String stagesThatSet(String path, ReferenceConfig reference) {
    String[] keys = path.split("\\.");
    if (!path.startsWith(COMMANDS) || keys.length != 5 || !keys[3].equals("ranges")) {
      return null;
    }
    if (!(reference.at("env.curriculum") instanceof Map<?, ?> terms)) {
      return null;
    }
    for (Map.Entry<?, ?> term : terms.entrySet()) {
      String params = "env.curriculum." + term.getKey() + ".params";
      if (keys[2].equals(reference.at(params + ".command_name"))
          && reference.at(params + ".velocity_stages") instanceof List<?> stages
          && !stages.isEmpty()
          && stages.get(0) instanceof Map<?, ?> first
          && Long.valueOf(0).equals(first.get("step"))
          && first.get(keys[4]) != null) {
        return params + ".velocity_stages.0." + keys[4];
      }
    }
    return null;
  }

  private static InvalidInputException refused(String path, String what, String remedy) {
    return new InvalidInputException(
        "'" + path + "' cannot be changed: " + what, null, path, remedy);
  }
}
