package dev.trotline.propose.rules;

import dev.trotline.edit.ReferenceConfig;
import dev.trotline.propose.PlannerInput;
import dev.trotline.propose.SeedEvidence;
import dev.trotline.propose.SeriesView;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Thinned logs of real trainings of the embedded simulator: lines {@code seed,tag,step:value …};
 * tags under {@code judge/} are the judge's metrics.
 */
final class RealLogs {

  private record Series(long[] steps, double[] values) {}

  private RealLogs() {}

  /** The reward terms that all fixtures were trained with, before the mistake of each. */
  static Map<String, Object> goodRewards() {
    Map<String, Object> rewards = new LinkedHashMap<>();
    rewards.put("track_lin_vel_xy_exp", term("track_lin_vel_xy_exp", 4.0, Map.of("std", 0.5)));
    rewards.put("track_ang_vel_z_exp", term("track_ang_vel_z_exp", 2.0, Map.of("std", 0.5)));
    rewards.put("lin_vel_z_l2", term("lin_vel_z_l2", -2.0, Map.of()));
    rewards.put("ang_vel_xy_l2", term("ang_vel_xy_l2", -0.05, Map.of()));
    rewards.put("dof_torques_l2", term("joint_torques_l2", -2e-4, Map.of()));
    rewards.put("dof_acc_l2", term("joint_acc_l2", -2.5e-7, Map.of()));
    rewards.put("action_rate_l2", term("action_rate_l2", -0.05, Map.of()));
    rewards.put("feet_air_time", term("feet_air_time", 5.0, Map.of("threshold", 0.3)));
    rewards.put("undesired_contacts", term("undesired_contacts", -1.0, Map.of("threshold", 1.0)));
    rewards.put("flat_orientation_l2", term("flat_orientation_l2", -2.5, Map.of()));
    rewards.put("dof_pos_limits", term("joint_pos_limits", 0.0, Map.of()));
    rewards.put("termination_penalty", term("is_terminated", -200.0, Map.of()));
    for (String unused : List.of("stand_still", "base_height_l2", "feet_slide", "joint_power")) {
      rewards.put(unused, term(unused, 0.0, Map.of()));
    }
    rewards.put("joint_deviation_l1", term("joint_deviation_l1", 0.0, Map.of()));
    rewards.put("feet_gait", term("feet_gait", 0.0, Map.of("std", 0.1)));
    return rewards;
  }

  static Map<String, Object> term(String function, double weight, Map<String, Object> params) {
    return Map.of("func", "mdp.rewards:" + function, "weight", weight, "params", params);
  }

  /** What a planner sees after the trainings of a fixture. */
  static PlannerInput input(String fixture, Map<String, Object> rewards) {
    return new PlannerInput(
        new Objective("velocity_error", true, List.of(), null),
        new ReferenceConfig(fixture, Scene.config(rewards).env(), Scene.config(rewards).agent()),
        ExperimentId.BASELINE,
        List.of(),
        read(fixture),
        List.of(),
        Scene.changeSets(),
        Set.of());
  }

  private static List<SeedEvidence> read(String fixture) {
    Map<Integer, Map<String, Series>> seeds = new TreeMap<>();
    Map<Integer, Map<String, Double>> judged = new TreeMap<>();
    for (String line : text(fixture).lines().toList()) {
      String[] fields = line.split(",", 3);
      int seed = Integer.parseInt(fields[0]);
      Series series = series(fields[2]);
      seeds.computeIfAbsent(seed, key -> new LinkedHashMap<>());
      judged.computeIfAbsent(seed, key -> new LinkedHashMap<>());
      if (fields[1].startsWith("judge/")) {
        judged.get(seed).put(fields[1].substring("judge/".length()), series.values()[0]);
      } else {
        seeds.get(seed).put(fields[1], series);
      }
    }
    List<SeedEvidence> runs = new ArrayList<>();
    seeds.forEach((seed, map) -> runs.add(new SeedEvidence(seed, view(map), judged.get(seed))));
    return runs;
  }

  private static Series series(String points) {
    String[] pairs = points.split(" ");
    long[] steps = new long[pairs.length];
    double[] values = new double[pairs.length];
    for (int i = 0; i < pairs.length; i++) {
      int colon = pairs[i].indexOf(':');
      steps[i] = Long.parseLong(pairs[i].substring(0, colon));
      values[i] = Double.parseDouble(pairs[i].substring(colon + 1));
    }
    return new Series(steps, values);
  }

  private static SeriesView view(Map<String, Series> map) {
    Series none = new Series(new long[0], new double[0]);
    return new SeriesView() {
      @Override
      public double[] values(String tag) {
        double[] values = map.getOrDefault(tag, none).values();
        return Arrays.copyOf(values, values.length);
      }

      @Override
      public long[] steps(String tag) {
        long[] steps = map.getOrDefault(tag, none).steps();
        return Arrays.copyOf(steps, steps.length);
      }
    };
  }

  private static String text(String fixture) {
    try (var in = RealLogs.class.getResourceAsStream("/propose/" + fixture + ".csv")) {
      if (in == null) {
        throw new IllegalArgumentException("no fixture " + fixture);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
