package dev.trotline.metrics;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The durations of a task, read from the tree of its {@code params/env.yaml}; null where the tree
 * does not say.
 *
 * @param stepSeconds length of one control step
 * @param episodeSteps control steps of an episode that nothing ended early
 * @param resamplingSeconds longest time between two commands, the divisor of Isaac Lab's
 *     accumulated errors
 */
public record TaskTiming(
    @Nullable Double stepSeconds,
    @Nullable Double episodeSteps,
    @Nullable Double resamplingSeconds) {

  /** Reads what is there; unknown trees give nulls. */
  public static TaskTiming of(Map<String, Object> env) {
    Double named = number(at(env, "sim", "dt"));
    // mjlab names it as MuJoCo does.
    Double dt = named == null ? number(at(env, "sim", "mujoco", "timestep")) : named;
    Double decimation = number(env.get("decimation"));
    Double step = dt == null || decimation == null ? null : dt * decimation;
    Double seconds = number(env.get("episode_length_s"));
    Double steps =
        step == null || seconds == null || !(step > 0) ? null : Math.ceil(seconds / step - 1e-9);
    return new TaskTiming(step, steps, resampling(env));
  }

  private static @Nullable Double resampling(Map<String, Object> env) {
    if (!(env.get("commands") instanceof Map<?, ?> commands)) {
      return null;
    }
    Double named = longest(commands.get("base_velocity"));
    if (named != null) {
      return named;
    }
    for (Object command : commands.values()) {
      Double found = longest(command);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable Double longest(@Nullable Object command) {
    return command instanceof Map<?, ?> map
            && map.get("resampling_time_range") instanceof List<?> range
            && range.size() == 2
        ? number(range.get(1))
        : null;
  }

  static @Nullable Object at(Map<?, ?> tree, String... path) {
    Object node = tree;
    for (String key : path) {
      node = node instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return node;
  }

  static @Nullable Double number(@Nullable Object value) {
    return value instanceof Number n ? Double.valueOf(n.doubleValue()) : null;
  }

  /**
   * By how much the old accumulated errors are to be multiplied before they are divided by the
   * episode length in steps; null if unknown or senseless.
   */
  public @Nullable Double accumulationSteps() {
    if (stepSeconds == null || resamplingSeconds == null) {
      return null;
    }
    double steps = resamplingSeconds / stepSeconds;
    return Double.isFinite(steps) && steps > 0 ? steps : null;
  }
}
