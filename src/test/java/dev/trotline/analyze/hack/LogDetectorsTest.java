package dev.trotline.analyze.hack;

import static dev.trotline.analyze.hack.Examples.curve;
import static dev.trotline.analyze.hack.Examples.healthyLog;
import static dev.trotline.analyze.hack.Examples.logged;
import static dev.trotline.analyze.hack.Examples.names;
import static dev.trotline.analyze.hack.Examples.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.metrics.SeriesBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told from a training log alone. */
class LogDetectorsTest {

  /** Mean speed of commands even in the square from -1 to 1 m/s, 2 % told to stand. */
  private static final double STANDING_ERROR = 0.765 * 0.98;

  private static SeriesBuilder error(SeriesBuilder log, double[] perStep, double[] length) {
    double[] raw = new double[perStep.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = perStep[i] * length[i] / 500;
    }
    with(log, "Train/mean_episode_length", length);
    return with(log, "Metrics/base_velocity/error_vel_xy", raw);
  }

  @Test
  void aHealthyTrainingRaisesNoFlag() {
    assertThat(names(logged(healthyLog()))).isEmpty();
  }

  @Test
  void whoDiesToEndItsPenaltiesDiesEarly() {
    SeriesBuilder log = healthyLog();
    with(log, "Train/mean_reward", curve(-60, -2, 0.2, 1));
    with(log, "Episode_Termination/time_out", curve(0.2, 0, 0.001, 7));
    error(log, curve(0.6, 0.7, 0.02, 3), curve(200, 20, 1, 2));

    Flag flag = HackDetectors.examine(HackInput.of(logged(log))).get(0);

    assertThat(flag.name()).isEqualTo("dying_early");
    assertThat(flag.blocks()).isTrue();
    assertThat(flag.evidence())
        .anySatisfy(e -> assertThat(e.source()).isEqualTo("Train/mean_episode_length"));
  }

  @Test
  void anErrorThatShrinksOnlyBecauseEpisodesDoIsDyingEarly() {
    SeriesBuilder log = healthyLog();
    with(log, "Train/mean_reward", curve(5, 5, 0.5, 1));
    with(log, "Episode_Termination/time_out", curve(0.5, 0.05, 0.01, 7));
    with(log, "Episode_Termination/base_contact", curve(0.5, 0.95, 0.01, 8));
    error(log, curve(0.6, 0.62, 0.02, 3), curve(800, 60, 3, 2));

    assertThat(names(logged(log))).contains("dying_early");
  }

  @Test
  void whoStillLearnsToStandDoesNotDieOnPurpose() {
    SeriesBuilder log = healthyLog();
    with(log, "Train/mean_reward", curve(-5, 3, 0.2, 1));
    with(log, "Episode_Termination/time_out", curve(0, 0.1, 0.01, 7));
    error(log, curve(0.6, 0.5, 0.02, 3), curve(40, 300, 3, 2));

    assertThat(names(logged(log))).isEmpty();
  }

  @Test
  void anErrorAsLargeAsTheCommandIsStandingStill() {
    SeriesBuilder log = healthyLog();
    error(log, curve(0.8, STANDING_ERROR, 0.01, 3), curve(200, 990, 3, 2));

    assertThat(names(logged(log))).contains("standing_still");
  }

  @Test
  void commandsThatGrowOnTheWayMakeTheErrorNoEvidence() {
    SeriesBuilder log = healthyLog();
    error(log, curve(0.8, STANDING_ERROR, 0.01, 3), curve(200, 990, 3, 2));
    with(log, "Curriculum/lin_vel_cmd_levels", curve(0.1, 1, 0.001, 4));

    assertThat(names(logged(log))).isEmpty();
  }

  @Test
  void rewardThatRisesWhileTheErrorGrowsIsRewardWithoutPerformance() {
    SeriesBuilder log = healthyLog();
    with(log, "Train/mean_reward", line(5, 30));
    error(log, line(0.2, 0.5), curve(990, 990, 3, 2));

    assertThat(names(logged(log))).containsExactly("reward_without_performance");
  }

  @Test
  void harderGroundExplainsAGrowingError() {
    SeriesBuilder log = healthyLog();
    with(log, "Train/mean_reward", line(5, 30));
    error(log, line(0.2, 0.5), curve(990, 990, 3, 2));
    with(log, "Curriculum/terrain_levels", line(1, 6));

    assertThat(names(logged(log))).isEmpty();
  }

  @Test
  void aPlateauIsNoHack() {
    SeriesBuilder log = healthyLog();
    with(log, "Train/mean_reward", line(18, 20));
    error(log, curve(0.3, 0.3, 0.01, 3), curve(990, 990, 3, 2));

    assertThat(names(logged(log))).isEmpty();
  }

  @Test
  void aliveThatPaysForNearlyEverythingIsADominantTerm() {
    SeriesBuilder log = healthyLog();
    with(log, "Episode_Reward/alive", curve(1, 9, 0.1, 4));

    Flag flag = HackDetectors.examine(HackInput.of(logged(log))).get(0);

    assertThat(flag.name()).isEqualTo("dominant_term");
    assertThat(flag.evidence().get(0).what()).contains("alive");
    assertThat(flag.evidence().get(0).value()).isBetween(0.9, 0.95);
  }

  @Test
  void whereStandingIsTheTaskItMayPayForEverything() {
    SeriesBuilder log = new SeriesBuilder(Examples.N);
    with(log, "Train/mean_reward", curve(-1, 20, 0.5, 1));
    with(log, "Episode_Reward/upright", curve(1, 9, 0.1, 4));
    with(log, "Episode_Reward/action_rate_l2", curve(-1, -0.1, 0.1, 4));

    assertThat(names(logged(log))).isEmpty();
  }

  @Test
  void whoKeepsFallingHalfwayButWalksEverBetterDoesNotDieOnPurpose() {
    SeriesBuilder log = healthyLog();
    with(log, "Episode_Termination/time_out", curve(0, 0.1, 0.01, 7));
    with(log, "Episode_Termination/base_contact", curve(1, 0.9, 0.01, 8));
    error(log, curve(0.6, 0.2, 0.02, 3), curve(400, 400, 3, 2));

    assertThat(names(logged(log))).isEmpty();
  }

  @Test
  void trackingMayPayForEverything() {
    SeriesBuilder log = healthyLog();
    with(log, "Episode_Reward/track_lin_vel_xy_exp", curve(1, 9, 0.1, 4));

    assertThat(names(logged(log))).isEmpty();
  }

  @Test
  void aLevelThatFellWhileRewardRoseIsACollapse() {
    SeriesBuilder log = healthyLog();
    with(log, "Curriculum/terrain_levels", curve(4, 0.3, 0.02, 4));

    assertThat(names(logged(log))).containsExactly("curriculum_collapse");
  }

  @Test
  void aLevelStuckAtTheBottomWhileRewardRoseIsACollapse() {
    SeriesBuilder log = healthyLog();
    with(log, "Curriculum/terrain_levels", curve(0.5, 0, 0.0001, 4));

    assertThat(names(logged(log))).containsExactly("curriculum_collapse");
  }

  @Test
  void aLevelThatDippedAndClimbsIsHealthy() {
    SeriesBuilder log = healthyLog();
    double[] levels = new double[Examples.N];
    for (int i = 0; i < levels.length; i++) {
      double x = (double) i / levels.length;
      levels[i] = x < 0.3 ? 2.5 - 7 * x : 0.4 + 2 * (x - 0.3);
    }
    with(log, "Curriculum/terrain_levels", levels);

    assertThat(names(logged(log))).isEmpty();
  }

  @Test
  void aShortTrainingSaysNothing() {
    var log = new SeriesBuilder(40);
    log.with("Train/mean_reward", i -> i).with("Train/mean_episode_length", i -> 100 - i);
    log.with("Episode_Reward/alive", i -> 1);

    assertThat(names(logged(log))).isEmpty();
  }

  @Test
  void sickTrainingsAreNamedWithoutBlocking() {
    SeriesBuilder log = healthyLog();
    with(log, "Policy/mean_noise_std", line(1, 5));
    log.with("Metrics/base_velocity/error_vel_yaw", Double.POSITIVE_INFINITY);
    log.with("Loss/value_function", i -> i > 330 ? 1e4 : 0.01);

    List<Flag> flags = HackDetectors.examine(HackInput.of(logged(log)));

    assertThat(names(flags))
        .containsExactlyInAnyOrder("noise_runs_away", "non_finite", "value_explodes");
    assertThat(flags).noneMatch(Flag::blocks);
  }

  @Test
  void aLogWithoutItsConfigurationIsReadAsFarAsItGoes() {
    SeriesBuilder log = healthyLog();
    with(log, "Episode_Reward/alive", curve(1, 9, 0.1, 4));
    var run = Examples.run("folder", -1, Map.of(), log.build(), Map.of());

    assertThat(names(run)).containsExactly("dominant_term");
  }

  private static double[] line(double from, double to) {
    double[] values = new double[Examples.N];
    for (int i = 0; i < values.length; i++) {
      values[i] = from + (to - from) * i / values.length;
    }
    return values;
  }
}
