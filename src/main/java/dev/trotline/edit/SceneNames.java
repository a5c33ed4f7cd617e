package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether every sensor, asset and command that terms speak of is there: for a name that an edit
 * wrote, and for all names where an edit took out what they mean. Isaac Lab and mjlab only.
 */
final class SceneNames {

  private static final List<String> MANAGERS =
      List.of("observations", "rewards", "terminations", "events", "curriculum", "actions");

  private final ReferenceConfig config;

  SceneNames(ReferenceConfig config) {
    this.config = config;
  }

  /** Entities by name: directly in the scene in Isaac Lab, in a section of their own in mjlab. */
  static @Nullable Object entities(ReferenceConfig config) {
    Object own = config.at("env.scene.entities");
    return own instanceof Map<?, ?> ? own : config.at("env.scene");
  }

  /**
   * Checks the final state.
   *
   * @throws InvalidInputException naming the term that has lost what it needs
   */
  void check(Set<String> touched) {
    for (String path : touched) {
      if (path.endsWith(".sensor_name") && config.at(path) instanceof String name) {
        sensor(path, name);
      }
      boolean takenOut = config.at(path) == null;
      String name = path.substring(path.lastIndexOf('.') + 1);
      if (takenOut && path.matches("env\\.scene\\.[^.]+")) {
        users("name", name, path);
        users("asset_name", name, path);
      } else if (takenOut && path.matches("env\\.commands\\.[^.]+")) {
        users("command_name", name, path);
      }
    }
  }

  private void sensor(String path, String name) {
    if (!(config.at("env.scene.sensors") instanceof List<?> sensors) || name.contains("/")) {
      return; // a sensor of the robot's own model, which no configuration lists
    }
    Set<String> names = new LinkedHashSet<>();
    for (Object sensor : sensors) {
      if (sensor instanceof Map<?, ?> map && map.get("name") instanceof String text) {
        names.add(text);
      }
    }
    if (!names.contains(name)) {
      throw new InvalidInputException(
          "there is no sensor '" + name + "'", null, path, NearestNames.remedy(name, names));
    }
  }

  private void users(String key, String name, String path) {
    List<String> found = new ArrayList<>();
    for (String manager : MANAGERS) {
      if (config.env().get(manager) instanceof Map<?, ?> terms) {
        find("env." + manager, ConfigTree.mapping(terms), key, name, found);
      }
    }
    if (!found.isEmpty()) {
      throw new InvalidInputException(
          "'" + path + "' is taken out, but '" + found.get(0) + "' needs it",
          null,
          path,
          "take out the terms that need it too");
    }
  }

  private static void find(
      String at, Map<String, Object> tree, String key, String name, List<String> found) {
    tree.forEach(
        (inner, value) -> {
          if (value instanceof Map<?, ?> map) {
            find(at + "." + inner, ConfigTree.mapping(map), key, name, found);
          } else if (inner.equals(key) && name.equals(value)) {
            found.add(at + "." + inner);
          }
        });
  }
}
