package dev.trotline.launch.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.launch.LogTree;
import dev.trotline.metrics.event.EventBytes;
import dev.trotline.metrics.event.EventFolder;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogEndTest {

  private static final String EVENTS = "events.out.tfevents.1700000000.h.1.0";

  @TempDir Path folder;

  private LogEnd end(Map<String, Object> agent) {
    return LogEnd.of(Recognition.look(folder), EventFolder.read(folder), agent);
  }

  private void checkpoint(int iteration) {
    LogTree.write(folder.resolve("model_" + iteration + ".pt"), "TROTLINE-FAKE\n{}\n");
  }

  @Test
  void whoReachedTheLastIterationHasFinished() {
    LogTree.events(folder, EVENTS, 5);

    assertThat(end(Map.of("max_iterations", 5L)).state()).isEqualTo(RunState.FINISHED);
    assertThat(end(Map.of("max_iterations", 6L)).state()).isEqualTo(RunState.PREEMPTED);
    assertThat(end(Map.of("max_iterations", 6L)).note()).contains("5 of 6");
  }

  @Test
  void aResumedTrainingCountsOnFromWhereItWasResumed() {
    LogTree.events(folder, EVENTS, 2000, 5);

    LogEnd end = end(Map.of("max_iterations", 5L, "resume", true));

    assertThat(end.state()).isEqualTo(RunState.FINISHED);
    assertThat(end.done()).isEqualTo(2005);
    assertThat(end.asked()).isEqualTo(2005);
  }

  @Test
  void withoutSettingsTheFinalCheckpointTells() {
    LogTree.events(folder, EVENTS, 5);
    assertThat(end(Map.of()).state()).isEqualTo(RunState.LOST);
    checkpoint(0);
    checkpoint(5);

    LogEnd end = end(Map.of());

    assertThat(end.state()).isEqualTo(RunState.FINISHED);
    assertThat(end.done()).isEqualTo(5);
  }

  @Test
  void aTracebackInTheConsoleIsACrash() {
    LogTree.events(folder, EVENTS, 3);
    LogTree.write(
        folder.resolve("output.log"),
        "Learning iteration 2/50\nTraceback (most recent call last):\nValueError: x\n");

    assertThat(end(Map.of("max_iterations", 50L)).state()).isEqualTo(RunState.CRASHED);
    assertThat(end(Map.of("max_iterations", 50L)).note()).contains("output.log");
  }

  @Test
  void lossesThatAreNoNumbersAreADivergence() {
    EventBytes bytes = EventBytes.version2();
    for (int i = 0; i < 4; i++) {
      bytes.scalar("Perf/total_fps", i, 1).scalar("Loss/value", i, i < 3 ? 1 : Float.NaN);
    }
    LogTree.write(folder.resolve(EVENTS), bytes.bytes());

    assertThat(end(Map.of("max_iterations", 4L)).state()).isEqualTo(RunState.DIVERGED);
  }

  @Test
  void whoNeverLoggedAnIterationCrashedAtTheStart() {
    LogTree.write(folder.resolve(EVENTS), EventBytes.version2().bytes());

    LogEnd end = end(Map.of("max_iterations", 4L));

    assertThat(end.state()).isEqualTo(RunState.CRASHED);
    assertThat(end.cause()).isEqualTo("no_iteration");
  }

  @Test
  void stepsOfOtherLibrariesAreNotIterations() {
    EventBytes bytes = EventBytes.version2();
    for (int i = 0; i < 4; i++) {
      bytes.scalar("rewards/step", 100_000L * i, i);
    }
    LogTree.write(folder.resolve(EVENTS), bytes.bytes());

    assertThat(end(Map.of()).done()).isEqualTo(4);
  }
}
