package dev.trotline.metrics.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.metrics.Corpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleLogTest {

  private static final String FORMAT_A =
      """
      ################################################################################
                            \u001b[1m Learning iteration 10/1500 \u001b[0m

                             Computation: 25420 steps/s (collection: 3.552s, learning 0.315s)
                     Value function loss: 0.0094
                          Surrogate loss: -0.0064
                   Mean action noise std: 0.98
                       Mean total reward: -0.62
                     Mean episode length: 35.25
      Episode_Reward/track_lin_vel_xy_exp: 0.0069
      --------------------------------------------------------------------------------
                         Total timesteps: 8650752
                          Iteration time: 8.99s
                              Total time: 729.23s
                                     ETA: 539.3s
      """;

  private static final String FORMAT_D =
      """
      ################################################################################
                              \u001b[1m Learning iteration 7/300 \u001b[0m\s

      Run name: x
                                   Total steps: 98304\s
                              Steps per second: 91210\s
                               Collection time: 0.768s\s
                                 Learning time: 0.238s\s
                               Mean value loss: inf
                           Mean surrogate loss: -1.2e-03
                             Mean entropy loss: nan
                                   Mean reward: 12.5
                           Mean episode length: 900.00
                               Mean action std: 0.41
                    Mean episode custom_figure: 3.5
      --------------------------------------------------------------------------------
                                Iteration time: 1.01s
                                  Time elapsed: 1 day, 2:03:04
                                           ETA: 00:10:00
      """;

  @TempDir Path folder;

  private static ConsoleState parse(String text) {
    var parser = new ConsoleParser();
    text.lines().forEach(parser::line);
    return parser.state();
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("console.log"), text);
  }

  @Test
  void readsTheOldFormat() {
    ConsoleState state = parse(FORMAT_A);

    assertThat(state.lastIteration()).isEqualTo(10);
    assertThat(state.total()).isEqualTo(1500);
    assertThat(state.last().scalars())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("Perf/total_fps", 25420.0),
                Map.entry("Perf/collection time", 3.552),
                Map.entry("Perf/learning_time", 0.315),
                Map.entry("Loss/value_function", 0.0094),
                Map.entry("Loss/surrogate", -0.0064),
                Map.entry("Policy/mean_noise_std", 0.98),
                Map.entry("Train/mean_reward", -0.62),
                Map.entry("Train/mean_episode_length", 35.25),
                Map.entry("Episode_Reward/track_lin_vel_xy_exp", 0.0069),
                Map.entry("Perf/total_timesteps", 8650752.0),
                Map.entry("Perf/iteration_time", 8.99)));
    assertThat(state.saidDone()).isFalse();
  }

  @Test
  void readsTheNewFormatWithValuesThatAreNotFinite() {
    ConsoleState state = parse(FORMAT_A + FORMAT_D + "\nTraining time: 33.41 seconds\n");

    assertThat(state.lastIteration()).isEqualTo(7);
    assertThat(state.last().scalars())
        .containsEntry("Loss/value_function", Double.POSITIVE_INFINITY)
        .containsEntry("Loss/entropy", Double.NaN)
        .containsEntry("Loss/surrogate", -0.0012)
        .containsEntry("Policy/mean_noise_std", 0.41)
        .containsEntry("Perf/total_fps", 91210.0)
        .containsEntry("Episode/custom_figure", 3.5)
        .doesNotContainKey("Episode_Reward/track_lin_vel_xy_exp");
    assertThat(state.trainingSeconds()).hasValue(33.41);
  }

  @Test
  void readsLossesPrintedBareBeforeTheFirstEpisodeEnds() {
    ConsoleState state =
        parse(
            "Learning iteration 0/10\n   value_function: 0.5\n   surrogate: 0.1\n entropy: 17.0\n");

    assertThat(state.last().scalars())
        .containsEntry("Loss/value_function", 0.5)
        .containsEntry("Loss/surrogate", 0.1)
        .containsEntry("Loss/entropy", 17.0);
  }

  @Test
  void noticesTheSetUpEnvironmentAndTracebacks() {
    ConsoleState state =
        parse(
            "[INFO]: Completed setting up the environment...\n"
                + "Traceback (most recent call last):\n");

    assertThat(state.environmentReady()).isTrue();
    assertThat(state.traceback()).isTrue();
    assertThat(state.lastIteration()).isEqualTo(-1);
  }

  @Test
  void takesTheLastPartOfARedrawnLine() {
    assertThat(parse("10%\r20%\rLearning iteration 3/4\r\n").lastIteration()).isEqualTo(3);
  }

  @Test
  void readsOnlyWhatIsNewAndWaitsForWholeLines() throws IOException {
    Path file = folder.resolve("console.log");
    ConsoleLog log = ConsoleLog.fromStart(file);
    assertThat(log.poll()).isFalse();

    byte[] text = (FORMAT_A + FORMAT_D).getBytes(StandardCharsets.UTF_8);
    for (byte b : text) {
      Files.write(file, new byte[] {b}, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      assertThat(log.poll()).isTrue();
    }

    assertThat(log.offset()).isEqualTo(text.length);
    assertThat(log.state()).isEqualTo(parse(FORMAT_A + FORMAT_D));
  }

  @Test
  void aLogThatWasStartedOverIsReadAgain() throws IOException {
    Path file = write(FORMAT_A);
    ConsoleLog log = ConsoleLog.fromStart(file);
    log.poll();
    Files.writeString(file, "Learning iteration 1/9\n");
    log.poll();

    assertThat(log.state().lastIteration()).isEqualTo(1);
  }

  @Test
  void theTailOfAnEndlessLogIsEnough() throws IOException {
    var text = new StringBuilder("x".repeat(3_000_000));
    for (int i = 0; i < 3000; i++) {
      text.append("\nLearning iteration ").append(i).append("/3000\n  Mean reward: 1.5\n");
    }
    Path file = write(text.toString());

    assertThat(ConsoleLog.tail(file).lastIteration()).isEqualTo(2999);
    assertThat(ConsoleLog.read(file).lastIteration()).isEqualTo(2999);
  }

  @Test
  void aMissingLogSaysNothing() {
    assertThat(ConsoleLog.tail(folder.resolve("none")).lastIteration()).isEqualTo(-1);
  }

  @Test
  void readsTheRealLogOfTheCorpus() throws IOException {
    Path run = Corpus.folder().resolve("runs").resolve("posehack-g1-23dof-4iters");
    Path log;
    try (var files = Files.walk(run)) {
      log = files.filter(f -> f.endsWith("output.log")).sorted().findFirst().orElseThrow();
    }

    ConsoleState state = ConsoleLog.read(log);

    assertThat(state.lastIteration()).isEqualTo(2);
    assertThat(state.total()).isEqualTo(50_000);
    assertThat(state.environmentReady()).isTrue();
    assertThat(state.last().scalars())
        .containsEntry("Loss/entropy", 32.2111)
        .containsEntry("Curriculum/terrain_levels", 3.4540)
        .containsEntry("Train/mean_episode_length", 37.65);
  }

  @Test
  void anyBytesAreReadWithoutAnError() throws IOException {
    var random = new SplittableRandom(4);
    byte[] bytes = (FORMAT_A + FORMAT_D).getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 2000; round++) {
      byte[] mutated = bytes.clone();
      for (int i = 0; i < 5; i++) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      var parser = new ConsoleParser();
      new String(mutated, StandardCharsets.UTF_8).lines().forEach(parser::line);
      assertThat(parser.state().total()).isNotNegative();
    }
  }
}
