package dev.trotline.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.RunRecord;
import dev.trotline.executor.JobStatus;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFollowerTest {

  private static final Instant BEGIN = Instant.parse("2026-11-20T22:00:00Z");

  @TempDir Path folder;

  /**
   * A look that comes late, after a restart of Trotline, must not take its own gap for the pace.
   */
  @Test
  void believesTheTrainersOwnAccountOfHowLongAnIterationTakes() throws Exception {
    RunFollower follower = new RunFollower(folder, List.of(), Duration.ofMillis(500));
    Path console = folder.resolve("console.log");
    for (int iteration = 0; iteration < 3; iteration++) {
      Files.writeString(
          console,
          """
          ################################################################################
                                 Learning iteration %d/50

                                   Computation: 3000 steps/s (collection: 5.500s, learning 2.000s)
                           Mean value_function loss: 0.1
          --------------------------------------------------------------------------------
                                   Total timesteps: 24000
                                    Iteration time: 7.50s
          """
              .formatted(iteration),
          Files.exists(console)
              ? java.nio.file.StandardOpenOption.APPEND
              : java.nio.file.StandardOpenOption.CREATE);
      long nanos = Duration.ofMillis(500L * (iteration + 1)).toNanos();
      follower.look(run(), new JobStatus.Running(0, BEGIN), null, null, nanos);
    }
    Files.writeString(
        console, "\n  Learning iteration 3/50\n", java.nio.file.StandardOpenOption.APPEND);
    follower.look(
        run(), new JobStatus.Running(0, BEGIN), null, null, Duration.ofSeconds(2).toNanos());

    assertThat(follower.iteration()).isEqualTo(Duration.ofMillis(7500));
  }

  private static RunRecord run() {
    return new RunRecord(
        RunId.parse("exp000/s1"),
        RunState.TRAINING,
        null,
        null,
        "cpu0",
        0,
        "manual",
        1,
        50,
        BEGIN,
        BEGIN,
        null,
        10);
  }
}
