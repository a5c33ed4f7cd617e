package dev.trotline.launch;

import dev.trotline.study.Author;
import dev.trotline.study.Budget;
import dev.trotline.study.Edit;
import dev.trotline.study.ExecutorSettings;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.JudgeSettings;
import dev.trotline.study.Limits;
import dev.trotline.study.Objective;
import dev.trotline.study.PlannerSettings;
import dev.trotline.study.Seeds;
import dev.trotline.study.SimulatorSettings;
import dev.trotline.study.Study;
import dev.trotline.study.StudyConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Studies and experiments for tests. */
final class Studies {

  private Studies() {}

  static Study in(Path root) {
    return in(root, 0);
  }

  static Study in(Path root, long freeDiskMiB) {
    return new Study(
        root,
        new StudyConfig(
            "test",
            new SimulatorSettings("fake", "Fake-v0", null, 8, 3, List.of(), Map.of()),
            new Objective("velocity_error", true, List.of(), null),
            new Budget(null, null, null),
            new Seeds(1, 1, 1, 1),
            new PlannerSettings("rules", 1),
            new ExecutorSettings("local", 2, 1),
            new JudgeSettings(1, 1, 1),
            new Limits(
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofMillis(50),
                Duration.ofSeconds(10),
                freeDiskMiB)));
  }

  static Experiment experiment(int number, Edit... edits) {
    return new Experiment(
        new ExperimentId(number),
        null,
        Author.system("test"),
        "it works",
        List.of(edits),
        List.of(),
        0,
        Instant.parse("2026-11-20T21:00:00Z"));
  }
}
