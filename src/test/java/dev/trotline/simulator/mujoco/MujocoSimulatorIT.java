package dev.trotline.simulator.mujoco;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.edit.EditValidator;
import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.EvaluationRequest;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.study.Edit;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.JudgeSettings;
import dev.trotline.study.RunId;
import dev.trotline.study.SimulatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drives the real entry points; the trainer only pretends to train, which needs no MuJoCo. */
class MujocoSimulatorIT {

  private static final Device CPU = new Device("cpu0", null, 1);
  private static final RunId RUN = RunId.of(new ExperimentId(3), 4);
  private static final List<Edit> EDITS =
      List.of(
          new Edit.ScaleWeight("action_rate_l2", 2),
          new Edit.RemoveTerm("feet_gait"),
          new Edit.SetParam("track_lin_vel_xy_exp", "std", 0.25),
          new Edit.SetConfig("agent.policy.actor_hidden_dims", List.of(64, 32)),
          new Edit.SetConfig(
              "env.events.reset_base.params.velocity_range.x", List.of(-0.25, 0.25)));

  @TempDir Path runs;
  private Path run;

  @BeforeEach
  void makeRunFolder() throws IOException {
    run = Files.createDirectories(runs.resolve("exp003").resolve("s4"));
  }

  @Test
  void aTrainingDoesWhatWasAskedAndItsResultIsJudged() throws Exception {
    MujocoSimulator simulator = simulator("fake:seconds=0.2");
    EditedConfig config = EditValidator.validate(simulator.reference(), EDITS);

    int exit = start(simulator.training(new TrainingRequest(RUN, EDITS, 64, 20, CPU)));

    assertThat(exit).as(Files.readString(run.resolve("console.log"))).isZero();
    Artefacts artefacts = simulator.artefacts(run);
    assertThat(artefacts.evidence()).contains("the trainer printed its training time");
    assertThat(artefacts.complete()).isTrue();
    assertThat(artefacts.iterationsDone()).isEqualTo(20);
    assertThat(artefacts.finalCheckpoint()).isNotNull();
    Path log = simulator.logFolder(run).orElseThrow();
    assertThat(log.getFileName().toString()).endsWith("_exp003_s4");
    assertThat(rewards(TaggedYaml.load(log.resolve("params/env.yaml"))))
        .isEqualTo(rewards(config.env()));
    Map<String, Object> agent = TaggedYaml.load(log.resolve("params/agent.yaml"));
    assertThat(agent).containsEntry("seed", 4L).containsEntry("max_iterations", 20L);
    assertThat(agent.get("policy")).isEqualTo(config.agent().get("policy"));

    Path judged = run.resolve("judge.json");
    JudgeSettings settings = new JudgeSettings(16, 4.0, 90210);
    Path checkpoint = artefacts.finalCheckpoint();
    assertThat(
            start(
                simulator
                    .evaluation(new EvaluationRequest(log, checkpoint, settings, CPU, judged))
                    .orElseThrow()))
        .isZero();
    JsonNode metrics = new ObjectMapper().readTree(judged.toFile()).get("metrics");
    assertThat(metrics.get("velocity_error").asDouble()).isPositive();
  }

  @Test
  void aTrainingThatDiesWithoutAWordIsNotComplete() throws Exception {
    MujocoSimulator simulator = simulator("fake:seconds=0.2;die:iteration=7");

    start(simulator.training(new TrainingRequest(RUN, EDITS, 64, 20, CPU)));

    Artefacts artefacts = simulator.artefacts(run);
    assertThat(artefacts.complete()).isFalse();
    assertThat(artefacts.iterationsDone()).isEqualTo(7);
    assertThat(artefacts.iterationsAsked()).isEqualTo(20);
  }

  @Test
  void aTrainingThatFailsWithExitCodeZeroIsNotComplete() throws Exception {
    MujocoSimulator simulator = simulator("fake:seconds=0.2;exit0:iteration=7");

    int exit = start(simulator.training(new TrainingRequest(RUN, EDITS, 64, 20, CPU)));

    assertThat(exit).isZero();
    assertThat(simulator.artefacts(run).complete()).isFalse();
  }

  private static Object rewards(Map<String, Object> env) {
    return env.get("rewards");
  }

  private int start(CommandLine command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command.argv()).directory(run.toFile());
    builder.environment().putAll(command.environment());
    builder.redirectErrorStream(true);
    Path console = run.resolve("console.log");
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()));
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended in time").isTrue();
    return process.exitValue();
  }

  private static MujocoSimulator simulator(String fault) {
    Path home = Path.of("").toAbsolutePath();
    boolean own = Files.exists(home.resolve(".venv/bin/python"));
    boolean named = System.getenv("TROTLINE_PYTHON") != null;
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("TROTLINE_FAULT", fault);
    environment.put("PYTHONPATH", home.resolve("scripts/mujoco").toString());
    SimulatorSettings settings =
        new SimulatorSettings(
            "mujoco",
            "Trotline-Velocity-Rough-Quad-v0",
            own || named ? null : "python3",
            null,
            null,
            List.of(),
            environment);
    return new MujocoSimulator(settings, home, System.getenv());
  }
}
