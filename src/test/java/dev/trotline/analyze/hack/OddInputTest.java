package dev.trotline.analyze.hack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.ScalarSeries;
import dev.trotline.study.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever a folder holds, the detectors answer, and say the same again. */
class OddInputTest {

  private static final List<String> TAGS =
      List.of(
          "Train/mean_reward",
          "Train/mean_episode_length",
          "Metrics/base_velocity/error_vel_xy",
          "Metrics/policy/speed_ratio",
          "Episode_Reward/track_lin_vel_xy_exp",
          "Episode_Reward/alive",
          "Episode_Termination/time_out",
          "Curriculum/terrain_levels",
          "Policy/mean_noise_std",
          "Loss/value_function");

  private static double figure(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> 0;
      case 3 -> -1e300;
      default -> 3 * random.nextGaussian();
    };
  }

  private static Object tree(SplittableRandom random, int depth) {
    return switch (depth == 0 ? random.nextInt(4) : random.nextInt(7)) {
      case 0 -> figure(random);
      case 1 -> "text";
      case 2 -> List.of(figure(random), figure(random));
      case 3 -> Arrays.asList(null, "x");
      default -> {
        var map = new HashMap<String, Object>();
        for (String key :
            List.of(
                "commands",
                "base_velocity",
                "ranges",
                "lin_vel_x",
                "rewards",
                "weight",
                "sim",
                "dt",
                "decimation",
                "episode_length_s",
                "terrain",
                "scene")) {
          if (random.nextInt(3) > 0) {
            map.put(key, random.nextInt(5) == 0 ? null : tree(random, depth - 1));
          }
        }
        yield map;
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static RunEvidence run(SplittableRandom random, int seed) {
    var all = new LinkedHashMap<String, ScalarSeries>();
    for (String tag : TAGS) {
      int n = random.nextInt(4) == 0 ? random.nextInt(3) : 50 + random.nextInt(300);
      double[] values = new double[n];
      double trend = random.nextGaussian() / 10;
      boolean odd = random.nextBoolean();
      Arrays.setAll(values, i -> odd ? figure(random) : trend * i + random.nextGaussian());
      if (random.nextInt(5) > 0) {
        all.put(tag, new ScalarSeries(tag, new long[n], values, values));
      }
    }
    var judged = new HashMap<String, Double>();
    if (random.nextBoolean()) {
      Examples.trot().forEach((metric, value) -> judged.put(metric, figure(random)));
    }
    Object env = tree(random, 4);
    return new RunEvidence(
        "exp001/s" + seed,
        seed,
        judged,
        Map.of("velocity_error", figure(random)),
        new RunSeries(all),
        env instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of(),
        Map.of("num_steps_per_env", "many"));
  }

  @Test
  void oddFiguresAndTreesAreAnsweredTwiceTheSame() {
    var random = new SplittableRandom(4);
    for (int trial = 0; trial < 500; trial++) {
      var candidate = new ArrayList<RunEvidence>();
      var reference = new ArrayList<RunEvidence>();
      for (int seed = 1; seed <= random.nextInt(5); seed++) {
        candidate.add(run(random, seed));
        reference.add(run(random, seed));
      }
      var asked = new HashMap<String, Object>();
      asked.put("env.rewards.weight.params.x", figure(random));
      asked.put("env.sim.dt", null);
      asked.put("nonsense", "text");
      var input =
          new HackInput(
              candidate,
              reference,
              new Objective("velocity_error", random.nextBoolean(), List.of(), null),
              asked,
              List.of());

      List<Flag> flags = HackDetectors.examine(input);

      assertThat(HackDetectors.examine(input)).isEqualTo(flags);
      assertThat(flags)
          .allSatisfy(
              flag -> {
                assertThat(flag.confidence()).isBetween(0.0, 1.0);
                assertThat(flag.runs()).isNotEmpty();
                assertThat(flag.evidence()).isNotEmpty();
                assertThat(flag.meaning()).isNotBlank();
              });
    }
  }
}
