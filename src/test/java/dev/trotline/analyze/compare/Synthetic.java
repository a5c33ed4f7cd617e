package dev.trotline.analyze.compare;

import dev.trotline.metrics.LogMeaning;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.ScalarSeries;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/** Makes runs with noise that is alike from point to point, as real logs have it. */
final class Synthetic {

  static final int ITERATIONS = 300;

  private final Map<String, ScalarSeries> all = new LinkedHashMap<>();
  private final SplittableRandom random;
  private final int iterations;

  Synthetic(long seed) {
    this(seed, ITERATIONS);
  }

  Synthetic(long seed, int iterations) {
    this.random = new SplittableRandom(seed);
    this.iterations = iterations;
    with("Perf/total_fps", i -> 1000 + seed, 0, 0);
  }

  /**
   * Adds a curve.
   *
   * @param seedNoise standard deviation of what the whole curve is shifted by
   * @param pointNoise standard deviation of the points, autoregressive with phi 0.7
   */
  Synthetic with(String tag, IntToDoubleFunction value, double seedNoise, double pointNoise) {
    long[] steps = new long[iterations];
    double[] values = new double[iterations];
    double shift = seedNoise * random.nextGaussian();
    double noise = random.nextGaussian();
    for (int i = 0; i < iterations; i++) {
      steps[i] = i;
      noise = 0.7 * noise + Math.sqrt(1 - 0.49) * random.nextGaussian();
      values[i] = value.applyAsDouble(i) + shift + pointNoise * noise;
    }
    all.put(tag, new ScalarSeries(tag, steps, values, values));
    return this;
  }

  RunData run(String name, Map<String, Object> env, int seed) {
    return new RunData(
        name, new RunSeries(all), env, Map.of("seed", seed), LogMeaning.unknown(), List.of());
  }

  static Map<String, Object> env(double weight) {
    return Map.of(
        "sim",
        Map.of("dt", 0.005),
        "decimation",
        4,
        "episode_length_s",
        20.0,
        "rewards",
        Map.of(
            "action_rate_l2",
            Map.of("func", "m:f", "params", Map.of(), "weight", weight),
            "track",
            Map.of("func", "m:g", "params", Map.of(), "weight", 2.0)));
  }
}
