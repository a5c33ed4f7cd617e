package dev.trotline.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogMetricsTest {

  /** Stock Isaac Lab: 20 s episodes at 50 Hz are 1000 steps, a command lasts 500. */
  private static final Map<String, Object> STOCK =
      Map.of(
          "sim", Map.of("dt", 0.005),
          "decimation", 4,
          "episode_length_s", 20.0,
          "commands", Map.of("base_velocity", Map.of("resampling_time_range", List.of(10.0, 10.0))),
          "terminations",
              Map.of(
                  "time_out", Map.of("time_out", true),
                  "terrain_out_of_bounds", Map.of("time_out", true),
                  "base_contact", Map.of("time_out", false)));

  private static SeriesBuilder run(int iterations) {
    return new SeriesBuilder(iterations);
  }

  @Test
  void theOldAccumulatedErrorIsHalvedForFullEpisodes() {
    RunSeries series =
        run(300)
            .with("Metrics/base_velocity/error_vel_xy", 0.526)
            .with("Metrics/base_velocity/error_vel_yaw", 0.4)
            .with("Train/mean_episode_length", 1000)
            .build();

    LogMetrics metrics = LogMetrics.of(series, STOCK);

    assertThat(metrics.values().get("velocity_error")).isCloseTo(0.263, within(1e-12));
    assertThat(metrics.values().get("yaw_error")).isCloseTo(0.2, within(1e-12));
    assertThat(metrics.rule()).contains("500 steps per command", "last 50 iterations");
    assertThat(metrics.lastIteration()).isEqualTo(299);
  }

  @Test
  void dyingEarlyDoesNotLookLikeGoodTracking() {
    RunSeries series =
        run(300)
            .with("Metrics/base_velocity/error_vel_xy", 0.1)
            .with("Train/mean_episode_length", 50)
            .build();

    assertThat(LogMetrics.of(series, STOCK).values().get("velocity_error"))
        .isCloseTo(1.0, within(1e-12));
  }

  @Test
  void theNewPerEpisodeMeanIsTakenAsLogged() {
    RunSeries series =
        run(300)
            .with("Metrics/base_velocity/error_vel_xy", 0.263)
            .with("Metrics/success_rate", 0.9)
            .with("Train/mean_episode_length", 1000)
            .build();

    LogMetrics metrics = LogMetrics.of(series, STOCK);

    assertThat(metrics.values()).containsEntry("velocity_error", 0.263);
    assertThat(metrics.rule()).contains("3.0 beta 2");
  }

  @Test
  void aKnownVersionIsBelievedBeforeAnyGuess() {
    RunSeries series =
        run(300)
            .with("Metrics/base_velocity/error_vel_xy", 0.263)
            .with("Episode_Termination/time_out", 0.9)
            .with("Train/mean_episode_length", 1000)
            .build();
    LogMeaning meaning =
        new LogMeaning(
            LogMeaning.Velocity.MEAN, LogMeaning.Terminations.COUNTS, "Isaac Lab 3.0 beta 2");

    LogMetrics metrics = LogMetrics.of(series, STOCK, Map.of(), meaning);

    assertThat(metrics.values()).containsEntry("velocity_error", 0.263);
    assertThat(metrics.rule())
        .contains("per-episode mean of Isaac Lab 3.0 beta 2", "logged as counts by Isaac Lab 3.0");
  }

  @Test
  void mjlabNamesItsTimeStepAndItsCommandOtherwise() {
    Map<String, Object> env =
        Map.of(
            "sim",
            Map.of("mujoco", Map.of("timestep", 0.005)),
            "decimation",
            4,
            "episode_length_s",
            20.0,
            "commands",
            Map.of("twist", Map.of("resampling_time_range", List.of(3.0, 8.0))));
    RunSeries series =
        run(300)
            .with("Metrics/twist/error_vel_xy", 0.5)
            .with("Train/mean_episode_length", 1000)
            .build();

    LogMetrics metrics = LogMetrics.of(series, env);

    assertThat(metrics.values().get("velocity_error")).isCloseTo(0.2, within(1e-12));
    assertThat(metrics.rule()).contains("400 steps per command", "taken for mjlab");
  }

  @Test
  void theEmbeddedTrainersOwnMeanComesFirst() {
    RunSeries series =
        run(300)
            .with("Metrics/base_velocity/error_vel_xy", 9)
            .with("Metrics/base_velocity/mean_error_vel_xy", 0.1)
            .build();

    assertThat(LogMetrics.of(series, STOCK).values()).containsEntry("velocity_error", 0.1);
  }

  @Test
  void withoutConfigurationTheErrorIsOnlyGivenAsLogged() {
    RunSeries series =
        run(300)
            .with("Metrics/base_velocity/error_vel_xy", 0.5)
            .with("Train/mean_episode_length", 1000)
            .build();

    LogMetrics metrics = LogMetrics.of(series, Map.of());

    assertThat(metrics.values()).containsEntry("velocity_error_logged", 0.5);
    assertThat(metrics.values()).doesNotContainKey("velocity_error");
    assertThat(metrics.rule()).contains("as logged");
  }

  @Test
  void errorsThatAreNotFiniteAreLeftOutAndNamed() {
    RunSeries series =
        run(300)
            .with("Metrics/base_velocity/error_vel_xy", Double.POSITIVE_INFINITY)
            .with("Train/mean_episode_length", 1000)
            .build();

    LogMetrics metrics = LogMetrics.of(series, STOCK);

    assertThat(metrics.values()).doesNotContainKeys("velocity_error", "velocity_error_logged");
    assertThat(metrics.rule()).contains("not finite");
  }

  @Test
  void timeoutSharesAgreeForCountsAndFractions() {
    RunSeries counts =
        run(300)
            .with("Episode_Termination/time_out", 3.0)
            .with("Episode_Termination/base_contact", 1.0)
            .build();
    RunSeries fractions =
        run(300)
            .with("Episode_Termination/time_out", 0.75)
            .with("Episode_Termination/base_contact", 0.25)
            .build();

    assertThat(LogMetrics.of(counts, STOCK).values()).containsEntry("timeout_share", 0.75);
    assertThat(LogMetrics.of(counts, STOCK).rule()).contains("counts");
    assertThat(LogMetrics.of(fractions, STOCK).values()).containsEntry("timeout_share", 0.75);
    assertThat(LogMetrics.of(fractions, Map.of()).values()).containsEntry("timeout_share", 0.75);
    assertThat(LogMetrics.of(fractions, STOCK).rule()).contains("fractions");
  }

  @Test
  void otherTruncationsCountAndAreShownApart() {
    RunSeries series =
        run(300)
            .with("Episode_Termination/time_out", 0.5)
            .with("Episode_Termination/terrain_out_of_bounds", 0.25)
            .with("Episode_Termination/base_contact", 0.25)
            .build();

    assertThat(LogMetrics.of(series, STOCK).values())
        .containsEntry("timeout_share", 0.75)
        .containsEntry("time_out_only_share", 0.5);
  }

  @Test
  void noEndedEpisodeMeansNoShareRatherThanZero() {
    RunSeries series = run(300).with("Episode_Termination/time_out", 0).build();

    LogMetrics metrics = LogMetrics.of(series, STOCK);

    assertThat(metrics.values()).doesNotContainKey("timeout_share");
    assertThat(metrics.rule()).contains("undefined");
  }

  @Test
  void averagesOverTheEndAndNotTheWholeRun() {
    RunSeries series = run(300).with("Train/mean_reward", i -> i < 250 ? -100 : 7).build();

    assertThat(LogMetrics.of(series, STOCK).values()).containsEntry("mean_reward", 7.0);
  }

  @Test
  void shortRunsLeaveOutWhatComesBeforeTheFirstWholeEpisode() {
    RunSeries series = run(62).with("Train/mean_reward", i -> i < 42 ? -100 : 7).build();

    assertThat(LogMetrics.of(series, STOCK).window()).isEqualTo(20);
    assertThat(LogMetrics.of(series, STOCK).values()).containsEntry("mean_reward", 7.0);
    assertThat(LogMetrics.of(run(30).build(), STOCK).rule()).contains("shorter than one episode");
    assertThat(LogMetrics.of(run(62).build(), STOCK, Map.of("num_steps_per_env", 48)).window())
        .isEqualTo(41);
  }

  @Test
  void anEmptyRunHasNoMetrics() {
    LogMetrics metrics = LogMetrics.of(RunSeries.empty(), Map.of());

    assertThat(metrics.values()).isEmpty();
    assertThat(metrics.rule()).isEqualTo("no iteration logged");
    assertThat(metrics.lastIteration()).isEqualTo(-1);
  }

  @Test
  void strangeConfigurationsDoNotMatter() {
    Map<String, Object> strange =
        Map.of("sim", "x", "decimation", 0, "episode_length_s", "long", "commands", List.of(1));

    assertThat(LogMetrics.of(run(10).with("Train/mean_reward", 1).build(), strange).values())
        .containsEntry("mean_reward", 1.0);
  }
}
