package dev.trotline.monitor.rule;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of an iteration that rules look at, under the names rsl_rl 1 to 5, rl_games, skrl and
 * Stable-Baselines 3 give them in event files, and rsl_rl on the console.
 */
public enum Figure {
  /** Mean return of the episodes that ended. */
  REWARD,
  /** Their mean length, control steps. */
  LENGTH,
  /** Mean standard deviation of the actions. */
  NOISE,
  /** Mean squared error of the critic. */
  VALUE_LOSS,
  LEARNING_RATE,
  /** Mean row of the terrain curriculum. */
  TERRAIN,
  /** Planar velocity error summed over an episode (Isaac Lab before 3.0 beta 2, mjlab). */
  ERROR_SUM,
  /** Planar velocity error, mean over steps. */
  ERROR_MEAN,
  /** Share of the terminations that are time-outs; the same under every meaning of the tags. */
  TIMEOUTS,
  SUCCESS;

  private static final int COUNT = values().length;

  private static final Map<String, Figure> NAMES = names();

  private static final List<String> TERMINATIONS =
      List.of("episode_termination/", "episode/termination/");

  private static Map<String, Figure> names() {
    Map<String, Figure> names = new HashMap<>();
    put(names, REWARD, "train/mean_reward", "mean reward", "mean total reward", "rewards/iter");
    put(names, REWARD, "reward / total reward (mean)", "rollout/ep_rew_mean");
    put(names, LENGTH, "train/mean_episode_length", "mean episode length", "episode_lengths/iter");
    put(names, LENGTH, "episode / total timesteps (mean)", "rollout/ep_len_mean");
    put(names, NOISE, "policy/mean_noise_std", "policy/mean_std", "mean action noise std");
    put(names, NOISE, "mean action std", "policy / standard deviation", "train/std");
    put(names, VALUE_LOSS, "loss/value_function", "loss/value", "value function loss");
    put(names, VALUE_LOSS, "mean value_function loss", "mean value loss", "losses/c_loss");
    put(names, VALUE_LOSS, "loss / value loss", "train/value_loss");
    put(names, LEARNING_RATE, "loss/learning_rate", "info/last_lr", "train/learning_rate");
    put(names, LEARNING_RATE, "learning / learning rate");
    put(names, TERRAIN, "curriculum/terrain_levels", "curriculum/terrain_levels/mean");
    put(names, TERRAIN, "episode/terrain_level", "episode/terrain_levels");
    put(names, SUCCESS, "metrics/success_rate");
    return Map.copyOf(names);
  }

  private static void put(Map<String, Figure> names, Figure figure, String... tags) {
    for (String tag : tags) {
      names.put(tag, figure);
    }
  }

  /** The figure a tag or label stands for; null if rules do not look at it. */
  static @Nullable Figure of(String tag) {
    String name = tag.strip().toLowerCase(Locale.ROOT);
    Figure known = NAMES.get(name);
    if (known != null || !name.startsWith("metrics/")) {
      return known;
    }
    return name.endsWith("/mean_error_vel_xy")
        ? ERROR_MEAN
        : name.endsWith("/error_vel_xy") ? ERROR_SUM : null;
  }

  /** The name of a cause of termination; null for any other tag. */
  static @Nullable String termination(String tag) {
    String name = tag.strip().toLowerCase(Locale.ROOT);
    for (String prefix : TERMINATIONS) {
      if (name.startsWith(prefix)) {
        return name.substring(prefix.length());
      }
    }
    return null;
  }

  /** True if rules look at a tag. */
  public static boolean concerns(String tag) {
    return of(tag) != null || termination(tag) != null || NonFiniteScalars.matters(tag);
  }

  /** All figures of one iteration by ordinal; NaN where one is absent or not finite. */
  static double[] of(Map<String, Double> scalars) {
    double[] figures = new double[COUNT];
    java.util.Arrays.fill(figures, Double.NaN);
    double ended = 0;
    double truncated = 0;
    for (Map.Entry<String, Double> scalar : scalars.entrySet()) {
      double value = scalar.getValue();
      if (!Double.isFinite(value)) {
        continue;
      }
      Figure figure = of(scalar.getKey());
      if (figure != null) {
        figures[figure.ordinal()] = value;
      } else {
        String cause = termination(scalar.getKey());
        ended += cause == null ? 0 : value;
        truncated += "time_out".equals(cause) || "timeout".equals(cause) ? value : 0;
      }
    }
    if (ended > 0) {
      figures[TIMEOUTS.ordinal()] = truncated / ended;
    }
    return figures;
  }
}
