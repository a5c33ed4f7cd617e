package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The same thing under the names of different generations: Isaac Lab 2.0 to 3.x and mjlab (surface
 * §4.4, §8). Each row lists all names; the one the task has is what a path of another generation is
 * answered with.
 */
final class Generations {

  private static final String POLICY = "agent.policy.";
  private static final String ACTOR = "agent.actor.";
  private static final String CRITIC = "agent.critic.";

  /** Paths, or prefixes of paths where they end with a dot. */
  private static final List<List<String>> SAME =
      List.of(
          List.of(POLICY + "actor_hidden_dims", ACTOR + "hidden_dims"),
          List.of(POLICY + "critic_hidden_dims", CRITIC + "hidden_dims"),
          List.of(POLICY + "activation", ACTOR + "activation"),
          List.of(POLICY + "activation", CRITIC + "activation"),
          List.of(
              POLICY + "init_noise_std",
              ACTOR + "init_noise_std",
              ACTOR + "distribution_cfg.init_std"),
          List.of(
              POLICY + "noise_std_type",
              ACTOR + "noise_std_type",
              ACTOR + "distribution_cfg.std_type"),
          List.of(
              "agent.empirical_normalization",
              POLICY + "actor_obs_normalization",
              ACTOR + "obs_normalization"),
          List.of(
              "agent.empirical_normalization",
              POLICY + "critic_obs_normalization",
              CRITIC + "obs_normalization"),
          List.of("env.sim.physx.", "env.sim.physics.", "env.sim.mujoco."),
          List.of("env.sim.dt", "env.sim.mujoco.timestep"),
          List.of("env.sim.gravity", "env.sim.mujoco.gravity"),
          List.of("env.commands.base_velocity.", "env.commands.twist."),
          List.of(
              "env.scene.height_scanner.attach_yaw_only", "env.scene.height_scanner.ray_alignment"),
          List.of("env.scene.robot.", "env.scene.entities.robot."),
          List.of("env.observations.policy.", "env.observations.actor.terms."),
          List.of("env.observations.policy.", "env.observations.actor."),
          List.of("env.observations.critic.", "env.observations.critic.terms."),
          List.of("env.events.physics_material.", "env.events.foot_friction."),
          reward("track_lin_vel_xy_exp", "track_lin_vel_exp", "track_linear_velocity"),
          reward("track_ang_vel_z_exp", "track_ang_vel_exp", "track_angular_velocity"),
          reward("flat_orientation_l2", "upright"),
          reward("feet_air_time", "air_time"),
          reward("feet_slide", "foot_slip"),
          reward("ang_vel_xy_l2", "body_ang_vel"),
          reward("joint_deviation_l1", "pose"));

  private Generations() {}

  private static List<String> reward(String... names) {
    List<String> paths = new ArrayList<>();
    for (String name : names) {
      paths.add("env.rewards." + name + ".");
    }
    return paths;
  }

  /**
   * The refusal of a path that another generation has, or null if none is known to have it.
   *
   * @param path a path the task does not have
   */
  static @Nullable InvalidInputException refusal(String path, ReferenceConfig reference) {
    OverrideRules rules = reference.rules();
    if (!rules.isPlain()) {
      Set<String> here = new LinkedHashSet<>();
      SAME.forEach(row -> others(path, row, reference, here));
      if (!here.isEmpty()) {
        return refusal(path, rules, "write " + String.join(" or ", here) + " instead");
      }
    }
    for (OverrideRules.Moved moved : rules.moved()) {
      if (PathPattern.of(moved.glob()).matches(path)) {
        return refusal(path, rules, moved.remedy());
      }
    }
    return null;
  }

  private static InvalidInputException refusal(String path, OverrideRules rules, String remedy) {
    return new InvalidInputException(
        "'" + path + "' belongs to another generation than " + rules.simulator(),
        null,
        path,
        remedy);
  }

  private static void others(
      String path, List<String> row, ReferenceConfig reference, Set<String> here) {
    for (String name : row) {
      String rest = rest(path, name);
      if (rest == null) {
        continue;
      }
      for (String other : row) {
        String candidate = other.endsWith(".") ? other + rest : other;
        candidate =
            candidate.endsWith(".") ? candidate.substring(0, candidate.length() - 1) : candidate;
        if (!other.equals(name) && !candidate.equals(path) && settable(candidate, reference)) {
          here.add(candidate);
        }
      }
    }
  }

  /** What follows the prefix; empty for the whole of it, null if it is not of this row. */
  private static @Nullable String rest(String path, String name) {
    if (!name.endsWith(".")) {
      return path.equals(name) ? "" : null;
    }
    if (path.startsWith(name)) {
      return path.substring(name.length());
    }
    return (path + ".").equals(name) ? "" : null;
  }

  private static boolean settable(String path, ReferenceConfig reference) {
    Object there = reference.at(path);
    return there != null && !(there instanceof Map<?, ?> map && map.isEmpty());
  }
}
