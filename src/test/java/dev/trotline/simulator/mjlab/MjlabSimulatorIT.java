package dev.trotline.simulator.mjlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.executor.local.LocalExecutor;
import dev.trotline.launch.Dispatcher;
import dev.trotline.launch.Implemented;
import dev.trotline.launch.Launcher;
import dev.trotline.launch.Postmortem;
import dev.trotline.launch.Preflight;
import dev.trotline.metrics.LogMetrics;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.event.EventFolder;
import dev.trotline.process.MarkerSweep;
import dev.trotline.process.Pause;
import dev.trotline.simulator.Artefacts;
import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * mjlab trains for real, on the CPU, with four robots and few steps an iteration: started by the
 * dispatcher, killed in the middle, carried on from its checkpoint, judged by what it left. About a
 * minute, and twenty seconds more where Warp has not compiled its kernels yet.
 */
class MjlabSimulatorIT {

  private static final int ITERATIONS = 8;

  private static final List<Edit> EDITS =
      List.of(
          new Edit.ScaleWeight("action_rate_l2", 2),
          new Edit.SetWeight("air_time", 0.5),
          new Edit.SetParam("track_linear_velocity", "std", 0.4),
          new Edit.SetConfig("agent.actor.hidden_dims", List.of(32, 16)),
          new Edit.SetConfig("agent.clip_actions", 50.0),
          new Edit.SetConfig("env.events.reset_base.params.pose_range.x", List.of(-0.25, 0.25)));

  private static final Experiment EXPERIMENT =
      new Experiment(
          new ExperimentId(1),
          null,
          Author.system("test"),
          "it trains",
          EDITS,
          List.of(),
          0,
          Instant.parse("2026-11-21T14:00:00Z"));

  private final InstantSource clock = InstantSource.system();
  @TempDir Path root;
  private Study study;
  private MjlabSimulator simulator;

  @BeforeEach
  void makeStudy() throws Exception {
    Path python = RealMjlab.python();
    String template =
        Files.readString(RealMjlab.HOME.resolve("templates/study/mjlab-go1-flat.yaml"));
    Files.writeString(
        root.resolve("study.yaml"),
        template
            .replace("${name}", "real")
            .replaceFirst("num_envs: 4096.*", "num_envs: 4\n  python: " + python)
            .replaceFirst(
                "max_iterations: 500",
                "max_iterations: "
                    + ITERATIONS
                    + "\n  base:"
                    + "\n    - {kind: config, path: agent.num_steps_per_env, value: 4}"
                    + "\n    - {kind: config, path: agent.save_interval, value: 1}"
                    // So that episodes end within the test: 10 steps.
                    + "\n    - {kind: config, path: env.episode_length_s, value: 0.2}")
            .replace("executor: {kind: local}", "executor: {kind: local, slots: 1, threads: 2}"));
    study = StudyFiles.read(root);
    simulator = new MjlabSimulator(study.config().simulator(), RealMjlab.HOME, root, Map.of());
  }

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void aTrainingIsKilledCarriedOnAndDoesWhatWasAsked() throws Exception {
    Launcher launcher;
    RunId first;
    RunId second;
    try (Archive archive = Archive.open(study.archive(), clock)) {
      LocalExecutor executor =
          new LocalExecutor(study.config().executor(), Map.of("CUDA_VISIBLE_DEVICES", ""), clock);
      Postmortem postmortem =
          (run, folder, suggested, code, artefacts) -> new Postmortem.End(suggested, null, null);
      Dispatcher dispatcher =
          new Dispatcher(study, archive, executor, simulator, postmortem, clock);
      launcher = new Launcher(study, archive, simulator);

      first = launcher.enqueue(EXPERIMENT, List.of(4), 0, "manual").get(0);
      awaitCheckpoint(dispatcher, archive, first);
      dispatcher.cancel(first, "the test kills it");
      RunRecord killed = await(dispatcher, archive, first);
      assertThat(killed.state()).as(console(first)).isEqualTo(RunState.CANCELLED);
      assertThat(MarkerSweep.find(dispatcher.marker(first))).as("survivors").isEmpty();

      second = launcher.resume(EXPERIMENT, List.of(4), Author.system("test")).get(0);
      RunRecord ended = await(dispatcher, archive, second);
      assertThat(ended.state()).as(console(second)).isEqualTo(RunState.FINISHED);
    }
    checkCarriedOn(first, second);
    checkImplemented(first);
    checkImplemented(second);
    checkMetrics(second);
  }

  private void checkCarriedOn(RunId first, RunId second) throws Exception {
    Artefacts before = simulator.artefacts(study.runFolder(first));
    Artefacts after = simulator.artefacts(study.runFolder(second));
    assertThat(before.complete()).isFalse();
    assertThat(before.iterationsDone()).isBetween(2, ITERATIONS - 1);
    assertThat(after.complete()).as(String.valueOf(after.evidence())).isTrue();
    assertThat(after.iterationsDone()).isEqualTo(ITERATIONS);
    String checkpoint = String.valueOf(before.finalCheckpoint().getFileName());
    assertThat(console(second)).contains("Loading model checkpoint from", checkpoint);
    assertThat(simulator.logFolder(study.runFolder(second)).orElseThrow())
        .isNotEqualTo(simulator.logFolder(study.runFolder(first)).orElseThrow());
  }

  /** The whole of the dumped configuration is the edited one. */
  private void checkImplemented(RunId run) throws Exception {
    EditedConfig asked = new Preflight(study, simulator).edits(EXPERIMENT);
    Path log = simulator.logFolder(study.runFolder(run)).orElseThrow();
    Map<String, Object> env = TaggedYaml.load(log.resolve("params/env.yaml"));
    for (String key : List.of("rewards", "events", "commands", "terminations", "observations")) {
      assertThat(env.get(key)).as(key).isEqualTo(asked.env().get(key));
    }
    assertThat(asked.at("env.rewards.action_rate_l2.weight")).isEqualTo(-0.2);
    Map<String, Object> agent = new LinkedHashMap<>(asked.agent());
    Map<String, Object> dumped = TaggedYaml.load(log.resolve("params/agent.yaml"));
    for (String key :
        List.of("actor", "critic", "algorithm", "clip_actions", "num_steps_per_env")) {
      assertThat(dumped.get(key)).as(key).isEqualTo(agent.get(key));
    }
    assertThat(dumped).containsEntry("logger", "tensorboard").containsEntry("seed", 4L);
    Implemented implemented = Implemented.check(study.runFolder(run), log);
    assertThat(implemented.known()).isTrue();
    assertThat(implemented.differences()).isEmpty();
  }

  private void checkMetrics(RunId run) {
    Path log = simulator.logFolder(study.runFolder(run)).orElseThrow();
    RunSeries series = EventFolder.read(log);
    assertThat(series.lastIteration()).isEqualTo(ITERATIONS - 1);
    assertThat(series.find("Episode_Reward/action_rate_l2")).isPresent();
    LogMetrics metrics =
        LogMetrics.of(
            series,
            TaggedYaml.load(log.resolve("params/env.yaml")),
            TaggedYaml.load(log.resolve("params/agent.yaml")),
            simulator.meaning());
    assertThat(metrics.values()).containsKeys("velocity_error", "yaw_error", "timeout_share");
    assertThat(metrics.values().get("velocity_error")).isBetween(0.05, 5.0);
    assertThat(metrics.rule()).contains("mjlab");
  }

  private void awaitCheckpoint(Dispatcher dispatcher, Archive archive, RunId run) throws Exception {
    while (true) {
      dispatcher.tick();
      Artefacts artefacts = simulator.artefacts(study.runFolder(run));
      if (artefacts.finalCheckpoint() != null && artefacts.iterationsDone() >= 2) {
        return;
      }
      assertThat(archive.run(run).orElseThrow().state().isTerminal()).as(console(run)).isFalse();
      Pause.sleep(Duration.ofMillis(100));
    }
  }

  private static RunRecord await(Dispatcher dispatcher, Archive archive, RunId run) {
    while (!archive.run(run).orElseThrow().state().isTerminal()) {
      dispatcher.tick();
      Pause.sleep(Duration.ofMillis(200));
    }
    return archive.run(run).orElseThrow();
  }

  private String console(RunId run) throws Exception {
    Path console = study.runFolder(run).resolve("console.log");
    return Files.exists(console) ? Files.readString(console) : "no console";
  }
}
