package dev.trotline.analyze.hack;

import dev.trotline.metrics.TaskTiming;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What a dumped env.yaml says of the task; everything is optional, foreign folders may lack it. */
final class TaskFacts {

  /** Points per axis of the grid on which the mean commanded speed is integrated. */
  private static final int GRID = 41;

  private static final double STOCK_STEPS_PER_ENV = 24;

  private final Map<String, Object> env;
  private final Map<String, Object> agent;
  private final TaskTiming timing;

  private TaskFacts(Map<String, Object> env, Map<String, Object> agent) {
    this.env = env;
    this.agent = agent;
    this.timing = TaskTiming.of(env);
  }

  static TaskFacts of(RunEvidence run) {
    return new TaskFacts(run.env(), run.agent());
  }

  /** Control steps of a full episode. */
  OptionalDouble episodeSteps() {
    return optional(timing.episodeSteps());
  }

  /** Steps by which Isaac Lab's accumulated velocity errors were divided (surface §5.2). */
  OptionalDouble accumulationSteps() {
    return optional(timing.accumulationSteps());
  }

  /** Iterations in which no episode that began with the training can have ended by time. */
  int warmUp() {
    Object perEnv = agent.get("num_steps_per_env");
    double steps =
        perEnv instanceof Number number && number.doubleValue() >= 1
            ? number.doubleValue()
            : STOCK_STEPS_PER_ENV;
    return (int) Math.ceil(episodeSteps().orElse(0) / steps);
  }

  /**
   * Mean planar speed asked for (m/s): what a robot that never moves has for an error. Commands are
   * drawn evenly from their ranges, a share of the robots is told to stand.
   */
  OptionalDouble commandedSpeed() {
    Map<?, ?> command = velocityCommand();
    if (command == null || !(command.get("ranges") instanceof Map<?, ?> ranges)) {
      return OptionalDouble.empty();
    }
    double[] x = range(ranges.get("lin_vel_x"));
    double[] y = range(ranges.get("lin_vel_y"));
    if (x.length < 2 || y.length < 2) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (int i = 0; i < GRID; i++) {
      for (int j = 0; j < GRID; j++) {
        sum += Math.hypot(at(x, i), at(y, j));
      }
    }
    double standing =
        command.get("rel_standing_envs") instanceof Number share ? share.doubleValue() : 0;
    return OptionalDouble.of(sum / (GRID * GRID) * (1 - Math.min(1, Math.max(0, standing))));
  }

  private @Nullable Map<?, ?> velocityCommand() {
    if (!(env.get("commands") instanceof Map<?, ?> commands)) {
      return null;
    }
    if (commands.get("base_velocity") instanceof Map<?, ?> named) {
      return named;
    }
    return commands.values().stream()
        .filter(c -> c instanceof Map<?, ?> map && map.get("ranges") instanceof Map<?, ?>)
        .findFirst()
        .map(c -> (Map<?, ?>) c)
        .orElse(null);
  }

  private static double at(double[] range, int index) {
    return range[0] + (range[1] - range[0]) * index / (GRID - 1);
  }

  static double[] range(@Nullable Object value) {
    return value instanceof List<?> list
            && list.size() == 2
            && list.get(0) instanceof Number low
            && list.get(1) instanceof Number high
        ? new double[] {low.doubleValue(), high.doubleValue()}
        : new double[0];
  }

  /** The reward terms that are switched on or off, by name; those set to null are left out. */
  Map<String, Map<?, ?>> rewards() {
    var terms = new LinkedHashMap<String, Map<?, ?>>();
    if (env.get("rewards") instanceof Map<?, ?> rewards) {
      rewards.forEach(
          (name, term) -> {
            if (term instanceof Map<?, ?> map) {
              terms.put(String.valueOf(name), map);
            }
          });
    }
    return terms;
  }

  /** A term's weight. */
  OptionalDouble weight(String term) {
    Map<?, ?> map = rewards().get(term);
    return map != null && map.get("weight") instanceof Number weight
        ? OptionalDouble.of(weight.doubleValue())
        : OptionalDouble.empty();
  }

  /** What computes a term, without its module. */
  String function(String term) {
    Map<?, ?> map = rewards().get(term);
    Object func = map == null ? null : map.get("func");
    return func == null ? "" : String.valueOf(func).replaceFirst(".*[:.]", "");
  }

  /** The value at a path of the dump, {@code env.} or {@code agent.} first; empty if absent. */
  Optional<Found> at(String path) {
    boolean learner = path.startsWith("agent.");
    if (!learner && !path.startsWith("env.") || (learner ? agent : env).isEmpty()) {
      return Optional.empty();
    }
    Object node = learner ? agent : env;
    String rest = path.substring(path.indexOf('.') + 1);
    while (true) {
      if (!(node instanceof Map<?, ?> map)) {
        return Optional.empty();
      }
      if (map.containsKey(rest)) {
        return Optional.of(new Found(map.get(rest)));
      }
      // Keys may hold dots, such as '.*_hip_joint': the longest one that fits is taken.
      int cut = rest.lastIndexOf('.');
      while (cut > 0 && !map.containsKey(rest.substring(0, cut))) {
        cut = rest.lastIndexOf('.', cut - 1);
      }
      if (cut <= 0) {
        return Optional.empty();
      }
      node = map.get(rest.substring(0, cut));
      rest = rest.substring(cut + 1);
    }
  }

  /** A value that is there, which may be null. */
  record Found(@Nullable Object value) {}

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null || !(value > 0) || !Double.isFinite(value)
        ? OptionalDouble.empty()
        : OptionalDouble.of(value);
  }
}
