package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What no override of Isaac Lab or mjlab can address, and what it could but must not: keys that are
 * regular expressions, additions and deletions, presets, names of code and of places in the scene.
 */
final class Addressing {

  private static final Pattern EXPRESSION = Pattern.compile("[*\\[\\]()^$|?\\\\{}]|\\.\\.|\\+\\.");

  private static final Set<String> SELECTORS = Set.of("presets", "physics", "renderer");

  private record Closed(PathPattern path, String reason, String remedy) {
    Closed(String glob, String reason, String remedy) {
      this(PathPattern.of(glob), reason, remedy);
    }
  }

  private static final String OWN_CONFIG = "change it in the task's own configuration";

  private static final List<Closed> CLOSED =
      List.of(
          new Closed(
              "**.*_ids", "it follows from the names beside it", "set body_names or joint_names"),
          new Closed(
              "env.*_space",
              "it is a gymnasium space that the environment's code fixes",
              OWN_CONFIG),
          new Closed("env.*_spaces", "they are gymnasium spaces the code fixes", OWN_CONFIG),
          new Closed("**.*prim_path*", "it names a place in the scene that others use", OWN_CONFIG),
          new Closed("**.usd_path", "it names an asset, and with it another robot", OWN_CONFIG),
          new Closed("**.network_file", "it names an asset", OWN_CONFIG),
          new Closed("**.mdl_path", "it names an asset", OWN_CONFIG),
          new Closed("**.spec_fn", "it names code", OWN_CONFIG),
          new Closed("**.*_class_type", "it names code", OWN_CONFIG),
          new Closed("**._*", "it is internal to the simulator", "take this edit out"));

  private Addressing() {}

  /** Checks how a path is written. */
  static void check(String path, OverrideRules rules) {
    if (path.startsWith("+") || path.startsWith("~")) {
      throw bad(
          path,
          "would "
              + (path.startsWith("~") ? "delete" : "add")
              + " a key, which "
              + rules.simulator()
              + " refuses after its start",
          path.startsWith("~")
              ? "set a term to null to take it out"
              : "set an existing key; a new reward term is added with its weight");
    }
    String root = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
    if (SELECTORS.contains(root)) {
      throw bad(path, "selects a preset, which is no edit", "name it in study.yaml");
    }
    if (root.equals("hydra")) {
      throw bad(path, "belongs to Hydra itself, which Trotline steers", "take this edit out");
    }
    if (EXPRESSION.matcher(path).find()) {
      throw bad(
          path,
          "has a key that is a regular expression, which no override can address: overrides are"
              + " split at every dot",
          OWN_CONFIG + ", or set a key that is a plain name");
    }
    for (Closed closed : CLOSED) {
      if (closed.path().matches(path)) {
        throw bad(path, "is not for an edit: " + closed.reason(), closed.remedy());
      }
    }
  }

  /** A word onto a section is most likely a preset. */
  static void refusePreset(String path, @Nullable Object stock, @Nullable Object value) {
    if (stock instanceof Map<?, ?> && value instanceof String word) {
      throw bad(
          path,
          "is a section, and '" + word + "' could only be a preset of it",
          "name presets in study.yaml, or set a key of it");
    }
  }

  private static InvalidInputException bad(String path, String what, String remedy) {
    return new InvalidInputException("'" + path + "' " + what, null, path, remedy);
  }
}
