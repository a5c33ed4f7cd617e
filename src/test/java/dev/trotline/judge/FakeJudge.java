package dev.trotline.judge;

import dev.trotline.edit.ReferenceConfig;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.EvaluationRequest;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.simulator.rslrl.RslRlSimulator;
import dev.trotline.study.Budget;
import dev.trotline.study.ExecutorSettings;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A simulator whose judge is a line of shell: it says that every robot is as fast as it is told.
 */
final class FakeJudge extends RslRlSimulator {
  static final Device DEVICE = new Device("judge", null, 1);

  private final Path code;

  /** What the judge will say next. */
  double velocityError = 0.2;

  /** What the judge does instead of answering, if anything. */
  String instead = "";

  /** How often it was asked. */
  int asked;

  FakeJudge(Path code) {
    this.code = code;
  }

  /** A document as the judge writes it. */
  static String document(double velocityError, String checkpoint, String hash, int envs) {
    return """
        {"schema": "trotline/judge-raw/1",
         "metrics": {"velocity_error": %s, "yaw_error": 0.1, "timeout_share": 1, "distance": 9,
                     "energy": 90, "foot_slip": -0.0},
         "protocol": {"name": "velocity-tracking", "version": 2, "terrain": "flat",
                      "num_envs": %d, "seconds": 20.0, "seed": 7},
         "checkpoint": "%s", "sha256": "%s"}
        """
        .formatted(velocityError, envs, checkpoint, hash);
  }

  /** A study judged with some environments. */
  static Study study(Path root, int envs) {
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
            new JudgeSettings(envs, 20.0, 7),
            new Limits(
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofMillis(50),
                Duration.ofSeconds(10),
                0)));
  }

  @Override
  public String kind() {
    return "fake";
  }

  @Override
  public List<String> problems() {
    return List.of();
  }

  @Override
  public ReferenceConfig reference() {
    return new ReferenceConfig("fake", Map.of(), Map.of());
  }

  @Override
  public CommandLine training(TrainingRequest request) {
    return new CommandLine(List.of("true"), Map.of());
  }

  @Override
  public boolean judges() {
    return true;
  }

  @Override
  public List<Path> judgeFiles() {
    return List.of(code);
  }

  @Override
  public Optional<CommandLine> evaluation(EvaluationRequest request) {
    asked++;
    String text =
        document(
            velocityError, request.checkpoint().toString(), "HASH", request.settings().numEnvs());
    String script =
        "hash=$(sha256sum \"$1\" | cut -d' ' -f1); printf %s \"$3\" | sed \"s/HASH/$hash/\" > \"$2\"";
    return Optional.of(
        new CommandLine(
            List.of(
                "sh",
                "-c",
                instead.isEmpty() ? script : instead,
                "judge",
                request.checkpoint().toString(),
                request.output().toString(),
                text),
            Map.of()));
  }

  @Override
  public Map<String, String> versions() {
    return Map.of();
  }
}
