package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** What several values must be together; looked at only where an edit touched one of them. */
final class WholeChecks {

  private static final String TERRAIN = "env.scene.terrain";
  private static final String TERRAINS = TERRAIN + ".terrain_generator.sub_terrains";
  static final String NUM_ENVS = "env.scene.num_envs";

  private final ReferenceConfig stock;
  private final ReferenceConfig config;
  private final Set<String> touched;
  private final boolean learns;

  /**
   * @param learns false for what need not learn anything, such as a probe
   */
  WholeChecks(ReferenceConfig stock, ReferenceConfig config, Set<String> touched, boolean learns) {
    this.stock = stock;
    this.config = config;
    this.touched = touched;
    this.learns = learns;
  }

  void run() {
    proportions();
    terrainType();
    miniBatches();
    for (String path : touched) {
      noise(path);
      names(path);
    }
    rewardLeft();
    if (!stock.rules().isPlain()) {
      new SceneNames(config).check(touched);
      scaledRandomisation();
    }
  }

  private boolean touches(String prefix) {
    return touched.stream().anyMatch(path -> path.startsWith(prefix));
  }

  /** Isaac Lab divides the proportions by their sum. */
  private void proportions() {
    if (!touches(TERRAINS) || !(config.at(TERRAINS) instanceof Map<?, ?> terrains)) {
      return;
    }
    double sum = 0;
    for (Object terrain : terrains.values()) {
      if (terrain instanceof Map<?, ?> map && map.get("proportion") instanceof Number share) {
        sum += share.doubleValue();
      }
    }
    if (sum <= 0) {
      throw bad(
          TERRAINS,
          "every sub-terrain's proportion is 0, so there is no ground left",
          "leave at least one sub-terrain a proportion above 0");
    }
  }

  private void terrainType() {
    String path = TERRAIN + ".terrain_type";
    if (touched.contains(path)
        && "generator".equals(config.at(path))
        && config.at(TERRAIN + ".terrain_generator") == null) {
      throw bad(path, "this task has no terrain generator", "use the rough task");
    }
  }

  /**
   * A reference of one environment, as all of mjlab's are, does not tell how many a run will have:
   * then {@code simulator.num_envs} of study.yaml does, which is not looked at here.
   */
  private void miniBatches() {
    String path = "agent.algorithm.num_mini_batches";
    boolean envsTouched = touched.contains(NUM_ENVS);
    boolean mayHaveChanged =
        envsTouched || touched.contains(path) || touched.contains("agent.num_steps_per_env");
    if (mayHaveChanged
        && config.at(path) instanceof Long batches
        && config.at("agent.num_steps_per_env") instanceof Long steps
        && config.at(NUM_ENVS) instanceof Long envs
        && (envsTouched || envs > 1)
        && batches > steps * envs) {
      throw bad(
          path,
          "there are more mini-batches (" + batches + ") than samples (" + steps * envs + ")",
          "use fewer mini-batches, or more environments or steps");
    }
  }

  private void noise(String path) {
    String parent = parent(path);
    if ((path.endsWith(".n_min") || path.endsWith(".n_max"))
        && config.at(parent + ".n_min") instanceof Double low
        && config.at(parent + ".n_max") instanceof Double high
        && low > high) {
      throw bad(path, "the noise of '" + parent + "' has its ends in the wrong order", "swap them");
    }
  }

  /** A factor that randomises a mass or a gain must stay above 0. */
  private void scaledRandomisation() {
    for (String path : touched) {
      String params = path.replaceFirst("\\.params\\..*", ".params");
      if (path.startsWith("env.events.")
          && path.endsWith("_distribution_params")
          && List.of("scale", "abs").contains(String.valueOf(config.at(params + ".operation")))
          && config.at(path) instanceof List<?> range
          && !range.isEmpty()
          && range.get(0) instanceof Number low
          && low.doubleValue() <= 0) {
        throw bad(
            path,
            "'" + path + "' is a factor or a value of its own here, so it must be above 0",
            "give a range above 0, or set its operation to add");
      }
    }
  }

  /** Names of commands and scene entities must exist, or the simulator fails after its start. */
  private void names(String path) {
    Object value = config.at(path);
    if (path.endsWith(".command_name")) {
      known(path, value, config.at("env.commands"), "command");
    } else if (path.endsWith(".asset_name") || path.endsWith("_cfg.name")) {
      known(path, value, SceneNames.entities(config), "scene entity");
    } else if (path.endsWith("_names") || path.endsWith("_names_expr")) {
      expressions(path, value);
    }
  }

  /** Bodies and joints are named by regular expressions. */
  private static void expressions(String path, @Nullable Object value) {
    if (value instanceof List<?> list) {
      list.forEach(element -> expressions(path, element));
    } else if (value instanceof String expression) {
      try {
        Pattern.compile(expression.replace("(?P<", "(?<")); // as Python names groups
      } catch (PatternSyntaxException e) {
        throw bad(
            path,
            "'" + expression + "' is not a regular expression: " + e.getDescription(),
            "write a name, or an expression such as .*_foot");
      }
    }
  }

  private void known(String path, @Nullable Object value, @Nullable Object where, String kind) {
    if (value instanceof String name
        && where instanceof Map<?, ?> map
        && !(map.get(name) instanceof Map<?, ?>)) {
      throw bad(
          path,
          "there is no " + kind + " '" + name + "'",
          NearestNames.remedy(name, ConfigTree.mapping(map).keySet()));
    }
  }

  /** Nothing can be learned when all that is left are penalties. */
  private void rewardLeft() {
    if (learns && touches("env.rewards.") && hasReward(stock) && !hasReward(config)) {
      throw bad(
          "env.rewards",
          "no reward term with a positive weight is left, so there is nothing to learn",
          "keep at least one tracking term");
    }
  }

  private static boolean hasReward(ReferenceConfig config) {
    return config.at("env.rewards") instanceof Map<?, ?> terms
        && terms.values().stream()
            .anyMatch(
                term ->
                    term instanceof Map<?, ?> map
                        && map.get("weight") instanceof Number weight
                        && weight.doubleValue() > 0);
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('.'));
  }

  private static InvalidInputException bad(String path, String message, String remedy) {
    return new InvalidInputException(message, null, path, remedy);
  }
}
