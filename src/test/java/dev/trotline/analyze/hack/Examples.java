package dev.trotline.analyze.hack;

import dev.trotline.metrics.LogMetrics;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.SeriesBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Runs for the tests: a healthy training and a healthy gait, from which the cases deviate. */
final class Examples {

  /** Iterations of the trainings. */
  static final int N = 400;

  private Examples() {}

  /** A stock task: 20 s episodes at 50 Hz, commands of up to 1 m/s, errors accumulated. */
  static Map<String, Object> env(Map<String, Double> weights) {
    var rewards = new LinkedHashMap<String, Object>();
    weights.forEach(
        (term, weight) ->
            rewards.put(
                term,
                Map.of("func", "mdp.rewards:" + term, "weight", weight, "params", Map.of("p", 1))));
    return Map.of(
        "sim",
        Map.of("dt", 0.005),
        "decimation",
        4,
        "episode_length_s",
        20.0,
        "rewards",
        rewards,
        "commands",
        Map.of(
            "base_velocity",
            Map.of(
                "resampling_time_range",
                List.of(10.0, 10.0),
                "rel_standing_envs",
                0.02,
                "ranges",
                Map.of(
                    "lin_vel_x", List.of(-1.0, 1.0),
                    "lin_vel_y", List.of(-1.0, 1.0),
                    "ang_vel_z", List.of(-1.0, 1.0)))),
        "terminations",
        Map.of("time_out", Map.of("time_out", true), "base_contact", Map.of("time_out", false)));
  }

  static Map<String, Object> env() {
    return env(Map.of("track_lin_vel_xy_exp", 1.0, "feet_air_time", 0.5, "action_rate_l2", -0.01));
  }

  /** A curve from one value to another that bends early, with noise. */
  static double[] curve(double from, double to, double noise, long seed) {
    var random = new SplittableRandom(seed);
    double[] values = new double[N];
    for (int i = 0; i < N; i++) {
      values[i] = to + (from - to) * Math.exp(-6.0 * i / N) + noise * random.nextGaussian();
    }
    return values;
  }

  static SeriesBuilder log() {
    return new SeriesBuilder(N);
  }

  static SeriesBuilder with(SeriesBuilder log, String tag, double[] values) {
    return log.with(tag, i -> values[i]);
  }

  /** A training that learned to walk: reward and length up, error down. */
  static SeriesBuilder healthyLog() {
    SeriesBuilder log = log();
    with(log, "Train/mean_reward", curve(-1, 20, 0.5, 1));
    with(log, "Train/mean_episode_length", curve(100, 960, 10, 2));
    with(log, "Metrics/base_velocity/error_vel_xy", curve(0.2, 0.5, 0.02, 3));
    with(log, "Episode_Reward/track_lin_vel_xy_exp", curve(0.1, 0.8, 0.01, 4));
    with(log, "Episode_Reward/feet_air_time", curve(-0.1, 0.02, 0.01, 5));
    with(log, "Episode_Reward/action_rate_l2", curve(-0.2, -0.05, 0.01, 6));
    with(log, "Episode_Termination/time_out", curve(0.1, 0.97, 0.01, 7));
    with(log, "Episode_Termination/base_contact", curve(0.9, 0.03, 0.01, 8));
    with(log, "Policy/mean_noise_std", curve(1, 0.4, 0.01, 9));
    with(log, "Loss/value_function", curve(1, 0.05, 0.005, 10));
    return log;
  }

  /** The judge's figures of a trot at up to 1 m/s. */
  static Map<String, Double> trot() {
    var judged = new HashMap<String, Double>();
    judged.put("velocity_error", 0.15);
    judged.put("commanded_speed", 0.57);
    judged.put("timeout_share", 0.97);
    judged.put("alive_share", 0.98);
    judged.put("early_fall_share", 0.0);
    judged.put("speed_ratio", 0.88);
    judged.put("speed_ratio_slow", 0.9);
    judged.put("speed_ratio_fast", 0.88);
    judged.put("speed_slope", 0.9);
    judged.put("idle_share", 0.01);
    judged.put("flight_share", 0.15);
    judged.put("contact_sync", -0.3);
    judged.put("duty_min", 0.38);
    judged.put("duty_max", 0.45);
    judged.put("touchdown_rate_min", 3.0);
    judged.put("touchdown_rate_max", 3.2);
    judged.put("slip_ratio", 0.35);
    judged.put("swing_height", 0.06);
    judged.put("bounce", 0.15);
    judged.put("trunk_height", 0.3);
    judged.put("energy", 150.0);
    return judged;
  }

  /** The trot with other figures: name, value, name, value... */
  static Map<String, Double> trotBut(Object... pairs) {
    Map<String, Double> judged = trot();
    for (int i = 0; i < pairs.length; i += 2) {
      judged.put((String) pairs[i], ((Number) pairs[i + 1]).doubleValue());
    }
    return judged;
  }

  static RunEvidence run(String name, int seed, Map<String, Double> judged, RunSeries series) {
    return run(name, seed, judged, series, env());
  }

  static RunEvidence run(
      String name,
      int seed,
      Map<String, Double> judged,
      RunSeries series,
      Map<String, Object> env) {
    return new RunEvidence(
        name,
        seed,
        judged,
        LogMetrics.of(series, env).values(),
        series,
        env,
        Map.of("num_steps_per_env", 24));
  }

  static RunEvidence judged(Map<String, Double> judged) {
    return run("exp001/s1", 1, judged, healthyLog().build());
  }

  /** A run whose error per step stayed as it was while its episodes grew longer. */
  static RunEvidence judgedAndNeverFollowed(Map<String, Double> judged) {
    SeriesBuilder log = healthyLog();
    with(log, "Metrics/base_velocity/error_vel_xy", curve(0.12, 1.152, 0.01, 3));
    return run("exp001/s1", 1, judged, log.build());
  }

  static RunEvidence logged(SeriesBuilder log) {
    return run("folder", -1, Map.of(), log.build());
  }

  static List<String> names(RunEvidence run) {
    return names(HackDetectors.examine(HackInput.of(run)));
  }

  static List<String> names(List<Flag> flags) {
    return flags.stream().map(Flag::name).toList();
  }

  static List<String> blocking(List<Flag> flags) {
    return names(flags.stream().filter(Flag::blocks).toList());
  }

  /** Runs whose judged velocity errors are these. */
  static List<RunEvidence> seeds(String experiment, double... errors) {
    var runs = new ArrayList<RunEvidence>();
    for (int i = 0; i < errors.length; i++) {
      runs.add(
          run(
              experiment + "/s" + (i + 1),
              i + 1,
              trotBut("velocity_error", errors[i]),
              healthyLog().build()));
    }
    return runs;
  }
}
