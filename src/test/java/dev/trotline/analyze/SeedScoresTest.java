package dev.trotline.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.Archive;
import dev.trotline.archive.Change;
import dev.trotline.archive.MetricSource;
import dev.trotline.judge.JudgeLedger;
import dev.trotline.study.Author;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedScoresTest {
  private static final ExperimentId ID = new ExperimentId(1);

  @TempDir Path folder;
  private Archive archive;

  @BeforeEach
  void open() {
    archive =
        Archive.open(folder.resolve("archive.db"), () -> Instant.parse("2026-11-20T22:00:00Z"));
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private RunId ended(int seed, RunState state) {
    RunId run = RunId.of(ID, seed);
    archive.enqueue(run, 1, "full");
    archive.claim(run, "cpu0");
    archive.transition(run, RunState.STARTING, state, Change.none());
    return run;
  }

  private Sample sample() {
    return new SeedScores(archive, true).sample(ID);
  }

  @Test
  void aPolicyThatCannotBeJudgedSpeaksAgainstItsExperiment() {
    archive.putMetrics(ended(1, RunState.FINISHED), MetricSource.JUDGE, Map.of("error", 0.1));
    RunId sick = ended(2, RunState.FINISHED);
    assertThat(sample().withoutValue("error")).as("still to be judged").isZero();

    archive.decide(
        Author.system("judge"), JudgeLedger.GIVEN_UP, sick.toString(), "it is not finite", "");
    assertThat(sample().withoutValue("error")).isEqualTo(1);

    archive.putMetrics(sick, MetricSource.JUDGE, Map.of("error", 0.2));
    assertThat(sample().withoutValue("error")).as("judged after all").isZero();
  }

  @Test
  void everyEndByTheTrainingsOwnFaultCountsAndNoOther() {
    int seed = 1;
    for (RunState state :
        new RunState[] {
          RunState.CRASHED,
          RunState.HUNG,
          RunState.DIVERGED,
          RunState.HOPELESS,
          RunState.OUT_OF_MEMORY,
          RunState.LOST,
          RunState.CANCELLED,
          RunState.PREEMPTED
        }) {
      ended(seed++, state);
    }
    assertThat(sample().died()).isEqualTo(5);
  }
}
