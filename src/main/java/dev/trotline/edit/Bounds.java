package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What values make sense where. The limits are wide: they catch slips (a missing sign, a percent
 * for a share, a list in the wrong order), not taste. First matching row wins.
 */
final class Bounds {

  /** Beyond this no value of a locomotion task is meant. */
  private static final double LARGEST = 1e9;

  private static final int MOST_LAYERS = 16;

  /** Keys whose pairs are lower and upper end. */
  private static final Pattern ORDERED =
      Pattern.compile(".*(range[^.]*|ranges\\.[^.]+|range\\.[^.]+|\\.clip|_distribution_params)");

  private record Row(PathPattern path, double low, double high, boolean lowOpen, boolean highOpen) {
    boolean admits(double value) {
      return (lowOpen ? value > low : value >= low) && (highOpen ? value < high : value <= high);
    }

    String text() {
      return (lowOpen ? "above " : "at least ")
          + number(low)
          + " and "
          + (highOpen ? "below " : "at most ")
          + number(high);
    }

    private static String number(double value) {
      return value == Math.rint(value) && Math.abs(value) < 1e12
          ? String.valueOf((long) value)
          : Literal.format(value);
    }
  }

  private static final String SUB = "env.scene.terrain.terrain_generator.sub_terrains.*.";
  private static final String GENERATOR = "env.scene.terrain.terrain_generator.";

  private static final List<Row> ROWS =
      List.of(
          within("env.rewards.*.weight", -1e4, 1e4),
          positive("env.rewards.*.params.std", 100),
          positive("env.rewards.*.params.*threshold", 1e4),
          positive("env.rewards.*.params.target_height", 10),
          within("env.rewards.*.params.**", -1e6, 1e6),
          within(SUB + "proportion", 0, 1),
          positive(SUB + "*size", 1000),
          within(SUB + "*height_range", 0, 2),
          within(SUB + "slope_range", 0, 2),
          within(SUB + "noise_range", -1, 1),
          positive(SUB + "noise_step", 1),
          within(SUB + "border_width", 0, 100),
          positive(SUB + "*width", 100),
          positive(SUB + "*_scale", 10),
          positive(SUB + "slope_threshold", 10),
          within(SUB + "amplitude_range", 0, 2),
          positive(SUB + "base_thickness_ratio", 100),
          within(GENERATOR + "difficulty_range", 0, 1),
          within(GENERATOR + "num_*", 1, 1000),
          positive(GENERATOR + "size", 1000),
          within(GENERATOR + "border_*", 0, 1000),
          positive(GENERATOR + "*_scale", 10),
          positive(GENERATOR + "slope_threshold", 10),
          within("env.scene.terrain.max_init_terrain_level", 0, 1000),
          within("env.scene.terrain.physics_material.restitution", 0, 1),
          within("env.scene.terrain.physics_material.*_friction", 0, 10),
          within("env.scene.num_envs", 1, 1e6),
          positive("env.scene.env_spacing", 1000),
          positive("env.scene.terrain.env_spacing", 1000),
          within("env.scene.*.update_period", 0, 10),
          positive("env.scene.*.pattern_cfg.resolution", 100),
          positive("env.scene.*.pattern_cfg.size", 100),
          within("env.scene.*.history_length", 0, 1000),
          within("env.scene.robot.init_state.pos", -10, 10),
          within("env.scene.robot.soft_joint_pos_limit_factor", 0.01, 1),
          // Actuator networks and measured curves have signs of their own.
          within("env.scene.robot.actuators.*.*_scale", -1e5, 1e5),
          within("env.scene.robot.actuators.*.joint_parameter_lookup", -1e5, 1e5),
          within("env.scene.robot.actuators.**", 0, 1e5),
          within("env.decimation", 1, 1000),
          positive("env.sim.dt", 0.1),
          within("env.sim.gravity", -100, 100),
          within("env.sim.**.gravity", -100, 100),
          positive("env.sim.mujoco.timestep", 0.1),
          within("env.sim.physx.solver_type", 0, 1),
          within("env.sim.physics.solver_type", 0, 1),
          within("env.sim.mujoco.o_*", -LARGEST, LARGEST),
          within("env.sim.render_interval", 1, 1e5),
          within("env.sim.**", 0, LARGEST),
          positive("env.episode_length_s", 3600),
          positive("env.commands.**.resampling_time_range", 3600),
          within("env.commands.**.rel_*", 0, 1),
          within("env.commands.**.*_prob", 0, 1),
          within("env.commands.**.*_success_threshold", 0, 100),
          within("env.commands.**", -100, 100),
          positive("env.terminations.*.params.**", 1e6),
          within("env.observations.**.n_min", -1e3, 0),
          within("env.observations.**.n_max", 0, 1e3),
          within("env.observations.**.std", 0, 1e3),
          positive("env.observations.**.scale", 1e3),
          within("env.observations.**.history_length", 0, 1000),
          within("env.observations.**.delay_hold_prob", 0, 1),
          within("env.observations.**.delay_*", 0, 1000),
          positive("env.actions.*.scale", 10),
          within("env.events.**.restitution_range", 0, 1),
          within("env.events.**.*friction_range", 0, 10),
          positive("env.events.**.strength_range", 10),
          within("env.events.**.num_buckets", 1, 1e5),
          positive("env.events.*.interval_range_s", 3600),
          within("env.events.**.position_range", -100, 100),
          within("env.events.**.*_range.*", -1000, 1000),
          within("env.events.**.*_range", -1000, 1000),
          within("agent.num_steps_per_env", 1, 1e4),
          within("agent.max_iterations", 1, 1e7),
          within("agent.save_interval", 1, 1e6),
          positive("agent.clip_actions", 1e6),
          positive("agent.policy.init_noise_std", 10),
          positive("agent.*.distribution_cfg.init_std", 10),
          within("agent.policy.*_hidden_dims", 1, 8192),
          within("agent.*.hidden_dims", 1, 8192),
          within("agent.*.rnn_hidden_*", 1, 8192),
          within("agent.*.rnn_num_layers", 1, 16),
          within("agent.algorithm.rnd_cfg.**", 0, 1e6),
          within("agent.algorithm.symmetry_cfg.**", 0, 1e6),
          open("agent.algorithm.learning_rate", 0, 1),
          open("agent.algorithm.learning_rate_final", 0, 1),
          positive("agent.algorithm.gamma", 1),
          positive("agent.algorithm.lam", 1),
          positive("agent.algorithm.clip_param", 1),
          positive("agent.algorithm.desired_kl", 1),
          within("agent.algorithm.entropy_coef", 0, 1),
          within("agent.algorithm.value_loss_coef", 0, 1000),
          positive("agent.algorithm.max_grad_norm", 1000),
          within("agent.algorithm.num_learning_epochs", 1, 100),
          within("agent.algorithm.num_mini_batches", 1, 4096),
          // What else is told by its name; so wide that only a wrong sign is caught.
          positive("**.resolution", LARGEST),
          within("**.num_*", 0, LARGEST),
          within("**.*width", 0, LARGEST),
          within("**.*_size", 0, LARGEST),
          within("**.*_length", 0, LARGEST),
          within("**.*_period", 0, LARGEST),
          within("**.*_threshold", 0, LARGEST));

  private static final Set<String> ACTIVATIONS =
      Set.of(
          "elu",
          "selu",
          "relu",
          "crelu",
          "lrelu",
          "tanh",
          "sigmoid",
          "softplus",
          "gelu",
          "swish",
          "mish",
          "identity");

  private record Choice(PathPattern path, Set<String> words) {}

  private static final List<Choice> CHOICES =
      List.of(
          new Choice(PathPattern.of("agent.policy.activation"), ACTIVATIONS),
          new Choice(PathPattern.of("agent.*.activation"), ACTIVATIONS),
          choice("agent.*.noise_std_type", "scalar", "log"),
          choice("agent.*.distribution_cfg.std_type", "scalar", "log"),
          choice("agent.*.rnn_type", "lstm", "gru"),
          choice("agent.algorithm.optimizer", "adam", "adamw", "sgd", "rmsprop"),
          choice("env.observations.**.nan_policy", "disabled", "warn", "sanitize", "error"),
          choice("env.viewer.origin_type", "world", "env", "asset_root", "asset_body"),
          choice("env.scene.*.pattern_cfg.ordering", "xy", "yx"),
          choice("env.sim.mujoco.integrator", "euler", "implicitfast"),
          choice("env.sim.mujoco.cone", "pyramidal", "elliptic"),
          choice("env.sim.mujoco.solver", "newton", "cg", "pgs"),
          choice("env.sim.mujoco.jacobian", "auto", "dense", "sparse"),
          choice("env.sim.logging_level", "DEBUG", "INFO", "WARNING", "ERROR"),
          choice("agent.policy.noise_std_type", "scalar", "log"),
          choice("agent.algorithm.schedule", "adaptive", "fixed"),
          choice("env.scene.terrain.terrain_type", "plane", "generator"),
          choice("env.scene.terrain.terrain_generator.color_scheme", "height", "random", "none"),
          choice("**.*_combine_mode", "average", "min", "multiply", "max"),
          choice("env.events.*.mode", "prestartup", "startup", "reset", "interval"),
          choice("env.**.operation", "add", "scale", "abs"),
          choice("env.**.distribution", "uniform", "log_uniform", "gaussian"),
          choice("env.sim.physics.integrator", "Euler", "RK4", "implicit", "implicitfast"),
          choice("env.sim.physics.cone", "pyramidal", "elliptic"),
          choice("env.sim.physics.solver", "Newton", "CG", "PGS"),
          choice("env.sim.physics.jacobian", "dense", "sparse", "auto"),
          choice("env.scene.*.ray_alignment", "base", "yaw", "world"));

  private Bounds() {}

  private static Row within(String glob, double low, double high) {
    return new Row(PathPattern.of(glob), low, high, false, false);
  }

  private static Row positive(String glob, double high) {
    return positive(glob, high, 0);
  }

  private static Row positive(String glob, double high, double low) {
    return new Row(PathPattern.of(glob), low, high, true, false);
  }

  private static Row open(String glob, double low, double high) {
    return new Row(PathPattern.of(glob), low, high, true, true);
  }

  private static Choice choice(String glob, String... words) {
    return new Choice(PathPattern.of(glob), Set.of(words));
  }

  /**
   * Checks a value already of the right type.
   *
   * @throws InvalidInputException if it is out of bounds
   */
  static void check(String path, @Nullable Object value) {
    if (value instanceof Number number) {
      number(path, path, number.doubleValue());
    } else if (value instanceof String word) {
      word(path, word);
    } else if (value instanceof List<?> list) {
      list(path, path, list);
    }
  }

  private static void number(String path, String where, double value) {
    for (Row row : ROWS) {
      if (row.path().matches(path)) {
        if (!row.admits(value)) {
          throw out(path, "'" + where + "' must be " + row.text() + ", not " + shown(value));
        }
        return;
      }
    }
    if (Math.abs(value) > LARGEST) {
      throw out(path, "'" + where + "' cannot be as large as " + shown(value));
    }
  }

  private static void word(String path, String word) {
    for (Choice choice : CHOICES) {
      if (choice.path().matches(path) && !choice.words().contains(word)) {
        throw new InvalidInputException(
            "'" + path + "' cannot be '" + word + "'",
            null,
            path,
            NearestNames.remedy(word, choice.words().stream().sorted().toList()));
      }
    }
  }

  private static void list(String path, String where, List<?> list) {
    for (int i = 0; i < list.size(); i++) {
      String at = where + "[" + i + "]";
      if (list.get(i) instanceof List<?> inner) {
        list(path, at, inner);
      } else if (list.get(i) instanceof Number number) {
        number(path, at, number.doubleValue());
      }
    }
    if (path.endsWith("_dims") && list.size() > MOST_LAYERS) {
      throw out(path, "'" + path + "' has " + list.size() + " layers, more than " + MOST_LAYERS);
    }
    boolean pair =
        list.size() == 2
            && list.get(0) instanceof Number
            && list.get(1) instanceof Number
            && ORDERED.matcher(path).matches();
    if (pair && ((Number) list.get(0)).doubleValue() > ((Number) list.get(1)).doubleValue()) {
      throw new InvalidInputException(
          "'" + path + "' has its ends in the wrong order: " + Literal.format(list),
          null,
          path,
          "write the lower end first");
    }
  }

  private static String shown(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e12
        ? String.valueOf((long) value)
        : Literal.format(value);
  }

  private static InvalidInputException out(String path, String message) {
    return new InvalidInputException(message, null, path, "give a value within the bounds");
  }
}
