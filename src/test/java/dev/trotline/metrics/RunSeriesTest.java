package dev.trotline.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RunSeriesTest {

  @Test
  void findsRenamedTagsUnderAnyOfTheirNames() {
    RunSeries series =
        new SeriesBuilder(3)
            .with("Loss/value", 1)
            .with("Policy/mean_std", 2)
            .with("Episode/rew_tracking_lin_vel", 3)
            .with("Metrics/twist/error_vel_xy", 4)
            .with("Episode/terrain_level", 5)
            .build();

    assertThat(series.values("Loss/value_function")).containsExactly(1, 1, 1);
    assertThat(series.values("Policy/mean_noise_std")).containsExactly(2, 2, 2);
    assertThat(series.values("Episode_Reward/tracking_lin_vel")).containsExactly(3, 3, 3);
    assertThat(series.values("Metrics/base_velocity/error_vel_xy")).containsExactly(4, 4, 4);
    assertThat(series.values("Curriculum/terrain_levels")).containsExactly(5, 5, 5);
    assertThat(
            new SeriesBuilder(1)
                .with("Curriculum/terrain_levels/mean", 6)
                .build()
                .values("Curriculum/terrain_levels"))
        .as("mjlab from 1.3 on")
        .containsExactly(6);
    assertThat(series.values("Loss/unknown")).isEmpty();
    assertThat(series.steps("Loss/unknown")).isEmpty();
  }

  @Test
  void groupsTermsByNameWhateverTheirPrefix() {
    RunSeries isaac = new SeriesBuilder(1).with("Episode_Reward/feet_air_time", 1).build();
    RunSeries gym = new SeriesBuilder(1).with("Episode/rew_feet_air_time", 1).build();

    assertThat(isaac.group("Episode_Reward/")).containsOnlyKeys("feet_air_time");
    assertThat(gym.group("Episode_Reward/")).containsOnlyKeys("feet_air_time");
  }

  @Test
  void theTimeTagsDoNotCountAsIterations() {
    RunSeries series = new SeriesBuilder(5).with("Train/mean_reward/time", i -> 100 + i).build();

    assertThat(series.lastIteration()).isEqualTo(4);
  }

  @Test
  void seriesCopyWhatTheyAreGivenAndGive() {
    double[] values = {1, 2};
    var series = new ScalarSeries("a", new long[] {0, 1}, values, new double[] {0, 0});
    values[0] = 9;
    series.values()[1] = 9;

    assertThat(series.values()).containsExactly(1, 2);
    assertThat(series.lastValue()).isEqualTo(2);
    assertThat(series.meanOfLast(10)).isEqualTo(1.5);
    assertThatThrownBy(() -> new ScalarSeries("a", new long[1], new double[2], new double[2]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void meansPassOverWhatIsNotFinite() {
    var series =
        new ScalarSeries("a", new long[3], new double[] {1, Double.NaN, 3}, new double[] {0, 0, 0});

    assertThat(series.meanOfLast(3)).isEqualTo(2);
    assertThat(series.nonFiniteOfLast(2)).isEqualTo(1);
  }
}
