package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.executor.local.LocalExecutor;
import dev.trotline.process.Pause;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock is set while runs are under way, as by a time server after a start of the machine. */
class ClockJumpIT {

  private static final RunId RUN = RunId.parse("exp000/s3");

  @TempDir Path folder;

  private static final class SetClock implements InstantSource {
    Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {10 * 3600, -10 * 3600, 400 * 24 * 3600})
  void noHourIsPaidThatNeverWas(long jump) {
    Study study = Studies.in(folder);
    SetClock clock = new SetClock();
    try (Archive archive = Archive.open(study.archive(), clock)) {
      FakeSimulator simulator = NightMain.simulator();
      LocalExecutor executor = new LocalExecutor(study.config().executor(), Map.of(), clock);
      Dispatcher dispatcher =
          new Dispatcher(study, archive, executor, simulator, Postmortem.byExitCode(), clock);
      new Launcher(study, archive, simulator)
          .enqueue(Studies.experiment(0), List.of(RUN.seed()), 0, "baseline");
      dispatcher.tick();
      clock.ahead = Duration.ofSeconds(jump);
      dispatcher.tick();
      assertThat(run(archive).deviceSeconds()).isBetween(0.0, 30.0);

      for (int look = 0; look < 300 && !run(archive).state().isTerminal(); look++) {
        Pause.sleep(Duration.ofMillis(20));
        dispatcher.tick();
        assertThat(run(archive).deviceSeconds()).isBetween(0.0, 30.0);
      }
      assertThat(run(archive).state()).isEqualTo(RunState.FINISHED);
      assertThat(archive.verify()).isEmpty();
    }
  }

  private static RunRecord run(Archive archive) {
    return archive.run(RUN).orElseThrow();
  }
}
