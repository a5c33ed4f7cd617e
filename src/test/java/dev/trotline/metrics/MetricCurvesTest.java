package dev.trotline.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricCurvesTest {

  /** 20 s episodes at 50 Hz are 1000 steps, 42 iterations of 24; a command lasts 500 steps. */
  private static final Map<String, Object> STOCK =
      Map.of(
          "sim", Map.of("dt", 0.005),
          "decimation", 4,
          "episode_length_s", 20.0,
          "scene", Map.of("num_envs", 100),
          "commands", Map.of("base_velocity", Map.of("resampling_time_range", List.of(10.0, 10.0))),
          "terminations", Map.of("base_contact", Map.of("time_out", false)));

  private static Map<String, Curve> curves(RunSeries series) {
    return MetricCurves.of(series, STOCK, Map.of("num_steps_per_env", 24), LogMeaning.unknown());
  }

  /** A series of points given one by one: step, value, wall time. */
  private static ScalarSeries series(String tag, double[]... points) {
    long[] steps = new long[points.length];
    double[] values = new double[points.length];
    double[] times = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      steps[i] = (long) points[i][0];
      values[i] = points[i][1];
      times[i] = points[i][2];
    }
    return new ScalarSeries(tag, steps, values, times);
  }

  private static RunSeries run(ScalarSeries... all) {
    var byTag = new LinkedHashMap<String, ScalarSeries>();
    for (ScalarSeries one : all) {
      byTag.put(one.tag(), one);
    }
    return new RunSeries(byTag);
  }

  @Test
  void everyIterationIsCorrectedByItsOwnEpisodeLength() {
    RunSeries series =
        new SeriesBuilder(300)
            .with("Metrics/base_velocity/error_vel_xy", i -> i < 200 ? 0.5 : 0.1)
            .with("Train/mean_episode_length", i -> i < 200 ? 1000 : 100)
            .build();

    Curve curve = curves(series).get("velocity_error");

    assertThat(curve.value(curve.indexFrom(199))).isCloseTo(0.25, within(1e-12));
    assertThat(curve.value(curve.indexFrom(200))).isCloseTo(0.5, within(1e-12));
    // The mean over both halves is the ratio of sums: (10 x 0.5 + 10 x 0.1) x 500 / 11000.
    assertThat(curve.mean(190, 209)).isCloseTo(6.0 * 500 / 11000, within(1e-12));
    assertThat(curve.provenance().tags())
        .containsExactly("Metrics/base_velocity/error_vel_xy", "Train/mean_episode_length");
    assertThat(curve.provenance().unit()).isEqualTo("m/s");
    assertThat(curve.provenance().direction()).isEqualTo(MetricKind.Direction.LESS);
  }

  @Test
  void theFirstEpisodesAfterEveryStartAreLeftOutOfEpisodeFigures() {
    var speed = new ArrayList<double[]>();
    var reward = new ArrayList<double[]>();
    var loss = new ArrayList<double[]>();
    for (int launch = 0; launch < 2; launch++) {
      for (int i = 0; i < 100; i++) {
        int step = launch * 90 + i;
        double time = launch * 1000 + i;
        speed.add(new double[] {step, 1000, time});
        reward.add(new double[] {step, i < 42 ? -5 : 5, time});
        loss.add(new double[] {step, 1, time});
      }
    }
    RunSeries series =
        run(
            series("Perf/total_fps", speed.toArray(double[][]::new)),
            series("Train/mean_reward", reward.toArray(double[][]::new)),
            series("Loss/entropy", loss.toArray(double[][]::new)));

    MetricCurves read =
        MetricCurves.read(series, STOCK, Map.of("num_steps_per_env", 24), LogMeaning.unknown());
    Curve curve = read.metrics().get("mean_reward");

    assertThat(curve.values()).containsOnly(5);
    assertThat(curve.first()).isEqualTo(42);
    // 42 to 89 of the first training, 132 to 189 of the second.
    assertThat(curve.size()).isEqualTo(48 + 58);
    assertThat(read.tag("Loss/entropy").orElseThrow().size()).isEqualTo(190);
    // The pause of 900 s between the trainings is no training.
    assertThat(curve.seconds(curve.size() - 1)).isEqualTo(89 + 99);
    LogMetrics metrics = LogMetrics.of(read, series.lastIteration());
    assertThat(metrics.values()).containsEntry("mean_reward", 5.0);
    assertThat(metrics.rule()).contains("2 trainings follow each other");
  }

  @Test
  void theLaterWriterWinsEvenWhereItDidNotComeAsFar() {
    RunSeries series =
        run(
            series(
                "Perf/total_fps",
                new double[] {0, 1, 0},
                new double[] {1, 1, 1},
                new double[] {2, 1, 2},
                new double[] {3, 1, 3},
                new double[] {1, 2, 10},
                new double[] {2, 2, 11}),
            series(
                "Curriculum/terrain_levels",
                new double[] {0, 0.0, 0},
                new double[] {1, 0.1, 1},
                new double[] {2, 0.2, 2},
                new double[] {3, 0.3, 3},
                new double[] {1, 1.1, 10},
                new double[] {2, 1.2, 11}),
            // The second training no longer has this one: what it said of 1 to 3 was given up.
            series(
                "Policy/mean_noise_std",
                new double[] {0, 9, 0},
                new double[] {1, 9, 1},
                new double[] {3, 9, 3}));
    MetricCurves read = MetricCurves.read(series, Map.of(), Map.of(), LogMeaning.unknown());

    assertThat(read.metrics().get("terrain_level").values()).containsExactly(0.0, 1.1, 1.2);
    assertThat(read.tag("Policy/mean_noise_std").orElseThrow().steps()).containsExactly(0);
    assertThat(read.warmth().starts()).isEqualTo(2);
  }

  @Test
  void aRelaunchThatContinuesExactlyShowsInTheTrainersClock() {
    double[][] clock = new double[100][];
    double[][] reward = new double[100][];
    double[][] speed = new double[100][];
    for (int i = 0; i < 100; i++) {
      clock[i] = new double[] {i < 60 ? i : i - 60, 1, i};
      reward[i] = new double[] {i, i >= 60 && i < 80 ? -1 : 1, i};
      speed[i] = new double[] {i, 1, i};
    }
    RunSeries series =
        run(
            series("Perf/total_fps", speed),
            series("Train/mean_reward", reward),
            series("Train/mean_reward/time", clock));

    Map<String, Curve> curves =
        MetricCurves.of(series, STOCK, Map.of("num_steps_per_env", 50), LogMeaning.unknown());

    assertThat(curves.get("mean_reward").values()).containsOnly(1);
    assertThat(curves.get("mean_reward").first()).isEqualTo(20);
  }

  @Test
  void withoutSettingsTheLongestEpisodeSeenTellsHowLongTheStartLasts() {
    RunSeries series =
        new SeriesBuilder(100)
            .with("Train/mean_episode_length", i -> Math.min(240, 12 * (i + 1)))
            .with("Train/mean_reward", i -> i < 10 ? -1 : 1)
            .build();

    MetricCurves read = MetricCurves.read(series, Map.of(), Map.of(), LogMeaning.unknown());

    assertThat(read.warmth().warmUp()).isEqualTo(10);
    assertThat(read.metrics().get("mean_reward").values()).containsOnly(1);
  }

  @Test
  void terminationsAreSharesOfAllAtEachIteration() {
    RunSeries series =
        new SeriesBuilder(100)
            .with("Episode_Termination/time_out", i -> i % 2 == 0 ? 3 : 0)
            .with("Episode_Termination/base_contact", i -> i % 2 == 0 ? 1 : 0)
            .build();

    Curve share = curves(series).get("timeout_share");

    assertThat(share.value(share.indexFrom(60))).isEqualTo(0.75);
    assertThat(share.value(share.indexFrom(61))).isNaN();
    // Iterations in which no episode ended say nothing and do not spoil the mean.
    assertThat(share.mean(50, 99)).isEqualTo(0.75);
    assertThat(share.provenance().rule()).contains("counts");
  }

  @Test
  void everyValueNamesItsOrigin() {
    RunSeries series =
        new SeriesBuilder(300)
            .with("Metrics/base_velocity/error_vel_xy", 0.5)
            .with("Train/mean_episode_length", 1000)
            .with("Episode_Termination/time_out", 0.9)
            .with("Episode_Termination/base_contact", 0.1)
            .build();

    LogMetrics metrics = LogMetrics.of(series, STOCK);

    assertThat(metrics.provenance().keySet()).isEqualTo(metrics.values().keySet());
    Provenance velocity = metrics.provenance().get("velocity_error");
    assertThat(velocity.from()).isEqualTo(250);
    assertThat(velocity.to()).isEqualTo(299);
    assertThat(velocity.json())
        .containsEntry("source", "log")
        .containsEntry("unit", "m/s")
        .containsEntry("better", "less");
    assertThat(velocity.rule()).contains("500 steps per command");
    assertThat(Provenance.judged("tilt", 1499, "judge 2").json()).containsEntry("source", "judge");
  }
}
