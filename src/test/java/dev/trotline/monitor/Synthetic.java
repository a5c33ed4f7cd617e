package dev.trotline.monitor;

import dev.trotline.monitor.rule.History;
import dev.trotline.monitor.rule.Iteration;
import dev.trotline.monitor.rule.Surroundings.TaskFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Made-up trainings with the shapes that real ones have: sigmoid learning in one or two steps at
 * any time, noisy averages over the last hundred episodes, the artefact of empty buffers at the
 * start, any size of reward, three dialects of tags.
 */
final class Synthetic {

  /** What happens to a training. */
  enum Kind {
    HEALTHY,
    LATE_BLOOMER,
    /** Penalties add up as episodes grow longer, before anything is gained. */
    WORSE_FIRST,
    /** The reward falls while the ground gets harder. */
    CURRICULUM,
    NOISE_EXPLORES,
    VALUE_EXPLODES,
    NOISE_RUNS_AWAY,
    RUNS_OFF_AT_ONCE,
    NEVER_LEARNS,
    NOISE_COLLAPSES,
    FROZEN,
    STUCK_AT_ZERO,
    STUCK_AFTER_A_RISE;

    boolean fails() {
      return ordinal() >= VALUE_EXPLODES.ordinal();
    }
  }

  private static final List<Map<String, String>> DIALECTS =
      List.of(
          Map.of("value", "Loss/value_function", "noise", "Policy/mean_noise_std"),
          Map.of("value", "Loss/value", "noise", "Policy/mean_std"),
          Map.of(
              "value", "Mean value_function loss",
              "noise", "Mean action noise std",
              "reward", "Mean reward",
              "length", "Mean episode length"));

  private Synthetic() {}

  /** One training. */
  static Replay run(Kind kind, int seed, int iterations) {
    SplittableRandom random = new SplittableRandom(31L * seed + kind.ordinal());
    double scale = Math.exp(random.nextDouble(Math.log(0.01), Math.log(1000)));
    Map<String, String> dialect = DIALECTS.get(random.nextInt(DIALECTS.size()));
    double bloom =
        kind == Kind.LATE_BLOOMER
            ? 0.2 + 0.3 * random.nextDouble()
            : 0.02 + 0.1 * random.nextDouble();
    double width = 0.01 + 0.05 * random.nextDouble();
    double second = bloom + 0.1 + 0.3 * random.nextDouble();
    double breaks = 0.3 + 0.4 * random.nextDouble();
    double firstNoise = 0.3 + random.nextDouble();
    double rough = 0.01 + 0.05 * random.nextDouble();
    boolean terrain =
        kind == Kind.CURRICULUM || kind.name().startsWith("STUCK") || random.nextBoolean();
    double level = terrain ? 3.5 : 0;
    double wobble = 0;
    List<Iteration> rows = new ArrayList<>();
    for (int i = 0; i < iterations; i++) {
      double t = (double) i / iterations;
      double learned = 0.6 * sigmoid((t - bloom) / width) + 0.4 * sigmoid((t - second) / width);
      double alive = Math.min(1, 0.05 + 0.95 * sigmoid((t - 0.8 * bloom) / width));
      double filled = Math.min(1, (i + 1) / 42.0);
      wobble = 0.95 * wobble + rough * gauss(random);
      double reward = learned - 0.02;
      double length = 1000 * alive;
      double noise = firstNoise * (1 - 0.6 * learned);
      double climb = 5 * learned;
      double broken = Math.max(0, (t - breaks) * iterations);
      double loss = 0.001 + 0.02 * learned * learned * (1 + 0.3 * gauss(random));
      switch (kind) {
        case WORSE_FIRST -> reward = learned - 0.5 * alive * (1 - learned);
        case CURRICULUM -> reward = learned * (1 - 0.3 * Math.min(1, climb / 5) * t);
        case NOISE_EXPLORES ->
            noise = firstNoise * (1 + 1.5 * Math.exp(-Math.pow((t - bloom) / 0.1, 2)));
        case VALUE_EXPLODES -> {
          double gone = 1 - Math.exp(-broken / 30);
          loss *= Math.exp(Math.min(60, 0.15 * broken));
          reward = reward * (1 - gone) - 0.2 * gone;
          length *= 1 - 0.9 * gone;
        }
        case NOISE_RUNS_AWAY -> {
          noise = firstNoise * Math.exp(Math.min(3, 8 * t));
          reward = 0.05 * learned - 0.02;
          length = 200 * alive;
        }
        case RUNS_OFF_AT_ONCE -> {
          double far = Math.min(9, i);
          loss = 0.01 * Math.pow(10, 1.5 * far) * (1 + 0.2 * Math.abs(gauss(random)));
          reward = -0.02 * Math.pow(10, 0.8 * far);
          length = 12;
        }
        case NEVER_LEARNS, NOISE_COLLAPSES, FROZEN -> {
          reward = -0.02;
          length = 20 + 40 * random.nextDouble() * 0.2;
          loss = 0.001;
          noise =
              kind == Kind.FROZEN
                  ? firstNoise
                  : kind == Kind.NOISE_COLLAPSES ? firstNoise * Math.exp(-8 * t) : firstNoise;
          if (kind == Kind.NEVER_LEARNS) {
            noise *= 1 + 0.2 * t;
          }
          climb = 0;
          alive = 1;
        }
        case STUCK_AT_ZERO -> {
          reward = 0.2 * sigmoid((t - bloom) / width) - 0.1;
          climb = 0;
        }
        case STUCK_AFTER_A_RISE -> {
          climb = t < 0.2 ? 2 * learned : 0;
          reward = 0.2 * sigmoid((t - bloom) / width) - 0.1;
        }
        default -> {}
      }
      level += (climb - level) * 0.03;
      double shown = scale * (reward * filled + (kind == Kind.RUNS_OFF_AT_ONCE ? 0 : wobble));
      Map<String, Double> row = new HashMap<>();
      row.put(dialect.getOrDefault("reward", "Train/mean_reward"), shown);
      row.put(
          dialect.getOrDefault("length", "Train/mean_episode_length"), 12 + (length - 12) * filled);
      row.put(dialect.get("value"), loss * scale * scale);
      row.put(dialect.get("noise"), noise);
      row.put("Loss/learning_rate", kind == Kind.VALUE_EXPLODES ? 1e-5 : 3e-4);
      if (terrain) {
        row.put("Curriculum/terrain_levels", level < 0.01 ? 0 : level);
      }
      double error = 0.7 - 0.5 * learned + 0.3 * wobble;
      row.put("Metrics/base_velocity/mean_error_vel_xy", kind.fails() ? 0.7 + 0.2 * wobble : error);
      rows.add(new Iteration(i, null, row));
    }
    return new Replay(
        kind + "/" + seed,
        "synthetic",
        rows,
        new TaskFacts(1000, 24, 10, 50, "synthetic"),
        History.empty().with(rows));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-Math.max(-700, Math.min(700, x))));
  }

  static double gauss(SplittableRandom random) {
    double u = 1 - random.nextDouble();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
