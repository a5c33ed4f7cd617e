package dev.trotline.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.EnvironmentException;
import dev.trotline.study.Author;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveRunsTest {

  private static final RunId RUN = RunId.of(new ExperimentId(1), 0);
  private static final RunId OTHER = RunId.of(new ExperimentId(1), 1);

  @TempDir Path folder;
  private final FakeClock clock = new FakeClock();
  private Archive archive;

  @BeforeEach
  void open() {
    archive = Archive.open(folder.resolve("archive.db"), clock);
  }

  @AfterEach
  void close() {
    archive.close();
  }

  @Test
  void enqueuesEveryRunOnce() {
    assertThat(archive.enqueue(RUN, 1, "screen")).isTrue();
    assertThat(archive.enqueue(RUN, 2, "full")).isFalse();

    assertThat(archive.runs())
        .singleElement()
        .satisfies(
            run -> {
              assertThat(run.state()).isEqualTo(RunState.QUEUED);
              assertThat(run.wave()).isEqualTo(1);
              assertThat(run.purpose()).isEqualTo("screen");
              assertThat(run.queuedAt()).isEqualTo(clock.instant());
              assertThat(run.device()).isNull();
            });
  }

  @Test
  void keepsTheOrderOfTheQueue() {
    RunId late = RunId.of(new ExperimentId(0), 3);
    archive.enqueue(OTHER, 1, "screen");
    archive.enqueue(RUN, 1, "screen");
    archive.enqueue(late, 1, "screen");

    assertThat(archive.runsIn(Set.of(RunState.QUEUED)).stream().map(RunRecord::id))
        .containsExactly(OTHER, RUN, late);
    assertThat(archive.runs(new ExperimentId(1)).stream().map(RunRecord::id))
        .containsExactly(OTHER, RUN);
  }

  @Test
  void givesADeviceToOneLiveRunOnly() {
    archive.enqueue(RUN, 1, "screen");
    archive.enqueue(OTHER, 1, "screen");

    assertThat(archive.claim(RUN, "cpu0")).isTrue();
    assertThat(archive.claim(OTHER, "cpu0")).isFalse();
    assertThat(archive.claim(RUN, "cpu1")).isFalse();
    archive.transition(RUN, RunState.STARTING, RunState.CRASHED, Change.none());
    assertThat(archive.claim(OTHER, "cpu0")).isTrue();
  }

  @Test
  void givesADeviceToOneOfManyCompetingClaims() throws Exception {
    List<RunId> runs = new ArrayList<>();
    for (int seed = 0; seed < 8; seed++) {
      runs.add(RunId.of(new ExperimentId(1), seed));
      archive.enqueue(runs.get(seed), 1, "screen");
    }
    List<Callable<Boolean>> claims = new ArrayList<>();
    for (RunId run : runs) {
      claims.add(
          () -> {
            try (Archive own = Archive.open(folder.resolve("archive.db"), clock)) {
              return own.claim(run, "gpu0");
            }
          });
    }

    ExecutorService threads = Executors.newFixedThreadPool(8);
    int granted = 0;
    for (Future<Boolean> claim : threads.invokeAll(claims)) {
      granted += claim.get() ? 1 : 0;
    }
    threads.shutdown();

    assertThat(granted).isEqualTo(1);
    assertThat(archive.verify()).containsOnly("exp001 has runs but was never recorded");
  }

  @Test
  void changesAStateOnlyFromTheExpectedOne() {
    archive.enqueue(RUN, 1, "screen");
    archive.claim(RUN, "cpu0");

    assertThat(archive.transition(RUN, RunState.TRAINING, RunState.FINISHED, Change.none()))
        .isFalse();
    assertThat(archive.transition(RUN, RunState.STARTING, RunState.TRAINING, Change.none()))
        .isTrue();
    assertThat(archive.run(RUN).orElseThrow().state()).isEqualTo(RunState.TRAINING);
    assertThat(archive.transition(OTHER, RunState.QUEUED, RunState.CANCELLED, Change.none()))
        .isFalse();
  }

  @Test
  void neverLeavesATerminalState() {
    archive.enqueue(RUN, 1, "screen");
    archive.claim(RUN, "cpu0");
    archive.transition(RUN, RunState.STARTING, RunState.LOST, Change.none());

    for (RunState state : EnumSet.complementOf(EnumSet.of(RunState.LOST))) {
      assertThatThrownBy(() -> archive.transition(RUN, RunState.LOST, state, Change.none()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(archive.claim(RUN, "cpu0")).isFalse();
    assertThat(archive.enqueue(RUN, 1, "screen")).isFalse();
  }

  @Test
  void refusesToTrainWithoutADevice() {
    archive.enqueue(RUN, 1, "screen");

    assertThatThrownBy(
            () -> archive.transition(RUN, RunState.QUEUED, RunState.TRAINING, Change.none()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void releasesTheDeviceOfARunPutBackIntoTheQueue() {
    archive.enqueue(RUN, 1, "screen");
    archive.claim(RUN, "cpu0");

    archive.transition(RUN, RunState.STARTING, RunState.QUEUED, Change.none());

    assertThat(archive.run(RUN).orElseThrow().device()).isNull();
    assertThat(archive.run(RUN).orElseThrow().startedAt()).isNull();
    archive.enqueue(OTHER, 1, "screen");
    assertThat(archive.claim(OTHER, "cpu0")).isTrue();
  }

  @Test
  void measuresDeviceTimeFromTheProcessStartToItsEnd() {
    archive.enqueue(RUN, 1, "screen");
    archive.claim(RUN, "cpu0");
    clock.advance(Duration.ofSeconds(100));
    archive.startedAt(RUN, clock.instant());
    clock.advance(Duration.ofSeconds(30));
    assertThat(archive.run(RUN).orElseThrow().deviceSeconds()).isEqualTo(30);

    clock.advance(Duration.ofHours(8));
    Change ended = Change.because("import", "no module named torch").with(3, 100);
    archive.transition(
        RUN,
        RunState.STARTING,
        RunState.CRASHED,
        ended.at(clock.instant().minus(Duration.ofHours(7))));

    RunRecord run = archive.run(RUN).orElseThrow();
    assertThat(run.deviceSeconds()).isEqualTo(3630);
    assertThat(run.cause()).isEqualTo("import");
    assertThat(run.note()).isEqualTo("no module named torch");
    assertThat(run.iteration()).isEqualTo(3);
    assertThat(run.iterationsAsked()).isEqualTo(100);
  }

  @Test
  void neverEndsARunBeforeItsStart() {
    archive.enqueue(RUN, 1, "screen");
    archive.claim(RUN, "cpu0");

    archive.transition(
        RUN,
        RunState.STARTING,
        RunState.CRASHED,
        Change.none().at(clock.instant().minusMillis(700)));

    RunRecord run = archive.run(RUN).orElseThrow();
    assertThat(run.endedAt()).isEqualTo(run.startedAt());
    assertThat(run.deviceSeconds()).isZero();
  }

  @Test
  void writesTheJournalTogetherWithTheEnd() {
    archive.enqueue(RUN, 1, "screen");
    archive.claim(RUN, "cpu0");
    archive.transition(
        RUN,
        RunState.STARTING,
        RunState.HUNG,
        Change.because("no_progress", "no iteration for 63 s").by(Author.rule("no_progress")));

    assertThat(archive.decisions(0))
        .singleElement()
        .satisfies(
            decision -> {
              assertThat(decision.kind()).isEqualTo("end");
              assertThat(decision.subject()).isEqualTo("exp001/s0");
              assertThat(decision.author()).isEqualTo(Author.rule("no_progress"));
              assertThat(decision.reason()).isEqualTo("hung: no_progress");
              assertThat(decision.evidence()).isEqualTo("no iteration for 63 s");
            });
  }

  @Test
  void keepsTheFirstDecisionToStopARunUntilItEnds() {
    archive.enqueue(RUN, 1, "screen");
    StopIntent hung =
        new StopIntent(RunState.HUNG, "no_progress", null, Author.rule("r"), clock.instant());
    StopIntent cancelled =
        new StopIntent(RunState.CANCELLED, null, null, Author.human("ada"), clock.instant());
    assertThat(archive.intend(RUN, hung)).isFalse();
    archive.claim(RUN, "cpu0");

    assertThat(archive.intend(RUN, hung)).isTrue();
    assertThat(archive.intend(RUN, cancelled)).isFalse();
    assertThat(archive.intent(RUN)).contains(hung);
    archive.transition(RUN, RunState.STARTING, RunState.HUNG, Change.none());
    assertThat(archive.intent(RUN)).isEmpty();
  }

  @Test
  void recordsProgressOfLiveRunsOnly() {
    archive.enqueue(RUN, 1, "screen");
    archive.progress(RUN, 5, 10);
    assertThat(archive.run(RUN).orElseThrow().iteration()).isZero();

    archive.claim(RUN, "cpu0");
    archive.progress(RUN, 5, 10);
    assertThat(archive.run(RUN).orElseThrow().iteration()).isEqualTo(5);
  }

  @Test
  void keepsMetricsIncludingThoseThatAreNoNumbers() {
    archive.enqueue(RUN, 1, "screen");
    archive.putMetrics(RUN, "judge", Map.of("old", 1.0));
    archive.putMetrics(
        RUN,
        "judge",
        Map.of("velocity_error", 0.25, "energy", Double.NaN, "distance", Double.POSITIVE_INFINITY));

    assertThat(archive.metrics(RUN, "judge"))
        .containsOnly(
            Map.entry("velocity_error", 0.25),
            Map.entry("energy", Double.NaN),
            Map.entry("distance", Double.POSITIVE_INFINITY));
    assertThat(archive.metrics(RUN, "log")).isEmpty();
    assertThatThrownBy(() -> archive.putMetrics(OTHER, "judge", Map.of("a", 1.0)))
        .isInstanceOf(EnvironmentException.class);
  }

  @Test
  void restoresARunAsItWasFound() {
    RunRecord found =
        new RunRecord(
            RUN,
            RunState.CRASHED,
            "exit_code",
            "exit code 1",
            "cpu1",
            2,
            "screen",
            7,
            100,
            clock.instant(),
            clock.instant(),
            clock.instant().plusSeconds(60),
            60);

    assertThat(archive.restore(found)).isTrue();
    assertThat(archive.restore(found)).isFalse();
    assertThat(archive.run(RUN)).contains(found);
  }
}
