package dev.trotline.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.Archive;
import dev.trotline.archive.Change;
import dev.trotline.study.Author;
import dev.trotline.study.Budget;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PurseTest {

  private static final int ASKED = 1500;

  @TempDir Path folder;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-20T22:00:00Z"));
  private Archive archive;
  private Purse purse;

  @BeforeEach
  void open() {
    archive = Archive.open(folder.resolve("archive.db"), now::get);
    var experiment =
        new Experiment(
            ExperimentId.BASELINE,
            null,
            Author.system("test"),
            "a baseline",
            List.of(),
            List.of(),
            0,
            now.get());
    archive.recordExperiment(experiment, "", "hash");
    purse = new Purse(new Budget(null, null, null), archive, () -> 0);
  }

  /** A run that did so many iterations in so many seconds and then came to this end. */
  private void ended(int seed, RunState state, int iterations, int seconds) {
    RunId run = RunId.of(ExperimentId.BASELINE, seed);
    archive.enqueue(run, 0, "baseline");
    assertThat(archive.claim(run, "cpu0")).isTrue();
    now.set(now.get().plus(Duration.ofSeconds(seconds)));
    archive.transition(
        run, RunState.STARTING, RunState.TRAINING, Change.none().with(iterations, ASKED));
    archive.transition(run, RunState.TRAINING, state, Change.none().with(iterations, ASKED));
  }

  @Test
  void whatBrokeDownAtItsFirstIterationsTellsNothingOfTheCostOfOthers() {
    ended(1, RunState.CRASHED, 1, 90);
    ended(2, RunState.HUNG, 5, 300);

    assertThat(purse.expectedCost()).isZero();
  }

  @Test
  void whatWasEndedOnItsWayTellsThePaceUntilOneHasFinished() {
    ended(1, RunState.CRASHED, 1, 90);
    ended(2, RunState.PREEMPTED, 500, 1000);

    assertThat(purse.expectedCost()).isEqualTo(3000);

    ended(3, RunState.FINISHED, ASKED, 2500);

    assertThat(purse.expectedCost()).isEqualTo(2500);
  }
}
