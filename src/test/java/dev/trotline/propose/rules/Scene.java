package dev.trotline.propose.rules;

import dev.trotline.edit.ReferenceConfig;
import dev.trotline.propose.ChangeSets;
import dev.trotline.propose.PlannerInput;
import dev.trotline.propose.SeedEvidence;
import dev.trotline.propose.SeriesView;
import dev.trotline.propose.Tried;
import dev.trotline.study.Edit;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Builds planner inputs from a few figures: a task, what its terms paid early and late, a judge.
 */
final class Scene {

  static final int ITERATIONS = 100;

  private final Map<String, Object> rewards = new LinkedHashMap<>();
  private final Map<String, double[]> rates = new LinkedHashMap<>();
  private final Map<String, Double> judge = new LinkedHashMap<>();
  private final Map<String, double[]> tags = new LinkedHashMap<>();
  private final List<Tried> tried = new ArrayList<>();
  private Set<String> protectedPaths = Set.of();
  private double livedShare = 1.0;

  /** A sane flat task whose robot stands still, with nothing wrong in its terms. */
  static Scene standing() {
    Scene scene = new Scene();
    scene.term("track_lin_vel_xy_exp", 4.0, 1.2, 1.2, Map.of("std", 0.5));
    scene.term("track_ang_vel_z_exp", 2.0, 0.6, 0.9, Map.of("std", 0.5));
    scene.term("lin_vel_z_l2", -2.0, -0.08, -0.01, Map.of());
    scene.term("dof_torques_l2", -2e-4, -0.1, -0.05, Map.of());
    scene.term("action_rate_l2", -0.05, -0.3, -0.02, Map.of());
    scene.term("feet_air_time", 5.0, -0.05, -0.01, Map.of("threshold", 0.3));
    scene.term("termination_penalty", -200.0, -2.0, -0.1, Map.of());
    scene.judged("velocity_error", 0.57).judged("timeout_share", 0.98);
    scene.tag("Policy/mean_noise_std", 0.5, 0.3).tag("Loss/entropy", 12 * 0.72579, 9);
    return scene;
  }

  Scene term(String name, double weight, double early, double late, Map<String, Object> params) {
    rewards.put(name, Map.of("func", "mdp:" + name, "weight", weight, "params", params));
    rates.put(name, new double[] {early, late});
    return this;
  }

  /** A term that rises to the very end. */
  Scene rising(String name, double weight, double early, double end, Map<String, Object> params) {
    term(name, weight, early, end, params);
    double[] values = new double[ITERATIONS];
    Arrays.setAll(values, i -> early + (end - early) * i / (ITERATIONS - 1));
    tags.put("Episode_Reward/" + name, values);
    return this;
  }

  Scene judged(String metric, double value) {
    judge.put(metric, value);
    return this;
  }

  Scene tag(String name, double early, double late) {
    tags.put(name, curve(early, late, 1));
    return this;
  }

  /** Share of the longest episode that was lived, so that the log shrinks everything by it. */
  Scene lived(double share) {
    livedShare = share;
    return this;
  }

  Scene tried(Tried one) {
    tried.add(one);
    return this;
  }

  Scene protecting(String... paths) {
    protectedPaths = Set.of(paths);
    return this;
  }

  PlannerInput input() {
    Map<String, double[]> logged = new LinkedHashMap<>(tags);
    rates.forEach(
        (name, pair) ->
            logged.putIfAbsent("Episode_Reward/" + name, curve(pair[0], pair[1], livedShare)));
    double[] lengths = new double[ITERATIONS];
    Arrays.fill(lengths, 1000 * livedShare);
    logged.put("Train/mean_episode_length", lengths);
    return new PlannerInput(
        new Objective("velocity_error", true, List.of(), null),
        config(rewards),
        ExperimentId.BASELINE,
        List.of(),
        List.of(new SeedEvidence(1, view(logged), judge)),
        tried,
        changeSets(),
        protectedPaths);
  }

  static ReferenceConfig config(Map<String, Object> rewards) {
    Map<String, Object> ranges =
        Map.of("lin_vel_x", List.of(-1.0, 1.0), "lin_vel_y", List.of(-0.5, 0.5));
    Map<String, Object> env =
        Map.of(
            "sim",
            Map.of("dt", 0.005),
            "decimation",
            4L,
            "episode_length_s",
            20.0,
            "commands",
            Map.of("base_velocity", Map.of("ranges", ranges)),
            "rewards",
            rewards);
    Map<String, Object> agent =
        Map.of("algorithm", Map.of("learning_rate", 0.002, "entropy_coef", 0.002));
    return new ReferenceConfig("scene", env, agent);
  }

  static SeriesView view(Map<String, double[]> logged) {
    return new SeriesView() {
      @Override
      public double[] values(String tag) {
        return logged.getOrDefault(tag, new double[0]);
      }

      @Override
      public long[] steps(String tag) {
        long[] steps = new long[values(tag).length];
        Arrays.setAll(steps, i -> i);
        return steps;
      }
    };
  }

  /** The last edit of every path decides; good enough where edits are absolute. */
  static ChangeSets changeSets() {
    return edits -> {
      Map<String, String> byPath = new TreeMap<>();
      for (Edit edit : edits) {
        String text = edit.describe();
        int cut = text.lastIndexOf(" = ");
        byPath.put(cut < 0 ? text : text.substring(0, cut), text);
      }
      return byPath.values().stream().collect(Collectors.joining(";"));
    };
  }

  private static double[] curve(double early, double late, double factor) {
    double[] values = new double[ITERATIONS];
    for (int i = 0; i < ITERATIONS; i++) {
      double share = Math.min(1, Math.max(0, (i - 8) / 60.0));
      values[i] = factor * (early + share * (late - early));
    }
    return values;
  }
}
