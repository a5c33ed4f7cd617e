package dev.trotline.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.ScalarSeries;
import dev.trotline.study.Limits;
import dev.trotline.study.RunState;
import dev.trotline.study.StopSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {

  private static Iteration row(int number, double reward) {
    return new Iteration(number, null, Map.of("Train/mean_reward", reward));
  }

  private static List<Iteration> rows(int from, int to) {
    List<Iteration> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      rows.add(row(i, Math.sin(i)));
    }
    return rows;
  }

  private static String shown(History history) {
    StringBuilder text =
        new StringBuilder().append(history.first()).append('-').append(history.last());
    for (Points points : List.of(history.points(Figure.REWARD), history.latest(Figure.REWARD))) {
      for (int i = 0; i < points.size(); i++) {
        text.append(' ').append(points.at(i)).append('=').append(points.value(i));
      }
    }
    return text.toString();
  }

  @Test
  void keepsABoundedNumberOfAHundredThousandIterations() {
    History history = History.empty();
    for (int i = 0; i < 100_000; i += 100) {
      history = history.with(rows(i, i + 100));
    }
    assertThat(history.length()).isEqualTo(100_000);
    assertThat(history.points(Figure.REWARD).size()).isBetween(History.MOST / 2, History.MOST);
    assertThat(history.latest(Figure.REWARD).size()).isEqualTo(History.LATE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void isTheSameHoweverItWasWatched(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int total = random.nextInt(100, 5000);
    History pieces = History.empty();
    for (int i = 0; i < total; ) {
      int next = Math.min(total, i + 1 + random.nextInt(200));
      pieces = pieces.with(rows(i, next));
      i = next;
    }
    assertThat(shown(pieces)).isEqualTo(shown(History.empty().with(rows(0, total))));
    assertThat(shown(pieces)).isEqualTo(shown(History.of(series(total))));
  }

  private static RunSeries series(int total) {
    long[] steps = new long[total];
    double[] rewards = new double[total];
    double[] speeds = new double[total];
    double[] marks = new double[total];
    double[] late = new double[total];
    for (int i = 0; i < total; i++) {
      steps[i] = i;
      rewards[i] = Math.sin(i);
      speeds[i] = 1000;
      marks[i] = 10 + i;
      late[i] = 10.001 + i;
    }
    Map<String, ScalarSeries> all = new LinkedHashMap<>();
    all.put("Perf/total_fps", new ScalarSeries("Perf/total_fps", steps, speeds, marks));
    all.put("Train/mean_reward", new ScalarSeries("Train/mean_reward", steps, rewards, late));
    return new RunSeries(all);
  }

  @Test
  void forgetsWhatAResumedRunGaveUp() {
    History history = History.empty().with(rows(0, 300)).with(rows(200, 250));
    assertThat(history.last()).isEqualTo(249);
    assertThat(shown(history)).startsWith("0-249");
    assertThat(history.points(Figure.REWARD).size()).isEqualTo(250);
  }

  @Test
  void countsIterationsWhereATrainerCountsFrames() {
    int n = 50;
    long[] frames = new long[n];
    long[] epochs = new long[n];
    double[] values = new double[n];
    double[] clock = new double[n];
    for (int i = 0; i < n; i++) {
      frames[i] = 65_536L * (i + 1);
      epochs[i] = i;
      values[i] = i;
      clock[i] = i;
    }
    Map<String, ScalarSeries> all = new LinkedHashMap<>();
    all.put("losses/c_loss", new ScalarSeries("losses/c_loss", frames, values, clock));
    all.put("rewards/step", new ScalarSeries("rewards/step", frames, values, clock));
    History counted = History.of(new RunSeries(all));
    assertThat(counted.last()).isEqualTo(n - 1);
    all.put("rewards/iter", new ScalarSeries("rewards/iter", epochs, values, clock));
    History history = History.of(new RunSeries(all));
    assertThat(history.points(Figure.VALUE_LOSS).value(7)).isEqualTo(7);
    assertThat(history.points(Figure.REWARD).at(7)).isEqualTo(7);
  }

  @Test
  void formsTheSameErrorFromSumsAndSharesFromCounts() {
    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("Metrics/base_velocity/error_vel_xy", 0.5);
    scalars.put("Train/mean_episode_length", 100.0);
    scalars.put("Episode_Termination/time_out", 30.0);
    scalars.put("Episode_Termination/base_contact", 10.0);
    History history = History.empty().with(List.of(new Iteration(0, null, scalars)));
    assertThat(history.velocityError().value(0)).isEqualTo(0.005);
    assertThat(history.points(Figure.TIMEOUTS).value(0)).isEqualTo(0.75);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void noRuleEverThrowsWhateverAFigureIs(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] odd = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      0,
      -0.0,
      Double.MAX_VALUE,
      -Double.MAX_VALUE,
      Double.MIN_VALUE,
      1e-300,
      7,
      -3
    };
    String[] tags = {
      "Train/mean_reward",
      "Mean reward",
      "Train/mean_episode_length",
      "Policy/mean_noise_std",
      "Loss/value_function",
      "Loss/value",
      "Loss/learning_rate",
      "Curriculum/terrain_levels",
      "Metrics/base_velocity/error_vel_xy",
      "Episode_Termination/time_out",
      "Episode_Termination/fell",
      "Metrics/success_rate"
    };
    Limits limits =
        new Limits(Duration.ofHours(9), Duration.ofHours(9), POLL, Duration.ofHours(9), 1);
    History peers = History.empty().with(rows(0, 400));
    List<Peer> others = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      others.add(new Peer("exp" + i, 900, "same", i == 0 ? History.empty() : peers));
    }
    // NaN in a row is what non_finite is for; the others must live with it.
    StopSettings settings = settings(seed % 2 == 0 ? "velocity_error" : "mean_reward");
    RunWatch watch =
        new RunWatch(
            StopRules.of(
                limits, settings, seed % 3 == 0 ? "velocity_error" : "mean_reward", () -> others),
            POLL);
    assertThatCode(
            () -> {
              int number = 0;
              for (int look = 0; look < 900; look++) {
                Map<String, Double> scalars = new LinkedHashMap<>();
                for (String tag : tags) {
                  if (random.nextInt(4) > 0) {
                    scalars.put(tag, odd[random.nextInt(odd.length)]);
                  }
                }
                number = Math.max(0, number + random.nextInt(-1, 4));
                watch.observe(
                    new Observation(
                        Duration.ofSeconds(look),
                        RunState.TRAINING,
                        true,
                        null,
                        number + 1,
                        random.nextBoolean() ? 900 : 0,
                        false,
                        List.of(new Iteration(number, null, scalars)),
                        new Surroundings(
                            new Surroundings.Memory(odd[random.nextInt(odd.length)], 5),
                            Duration.ofSeconds(random.nextInt(-10, 10_000)),
                            Duration.ZERO,
                            new Surroundings.TaskFacts(
                                odd[random.nextInt(odd.length)], 24, random.nextInt(3), 1, "same"),
                            null)));
              }
            })
        .doesNotThrowAnyException();
  }

  private static StopSettings settings(String any) {
    StopSettings usual = StopSettings.STANDARD;
    assertThat(any).isNotEmpty();
    return new StopSettings(
        java.util.Set.of("non_finite"),
        3,
        1,
        1,
        1,
        1,
        new StopSettings.Hopeless(0.4, 3, 0.05, "best"),
        0.1,
        1.0,
        usual.checkpointWait());
  }

  private static final Duration POLL = Duration.ofSeconds(2);
}
