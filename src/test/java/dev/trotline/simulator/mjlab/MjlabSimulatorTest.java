package dev.trotline.simulator.mjlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.metrics.LogMeaning;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.Resume;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.simulator.rslrl.AdoptedReference;
import dev.trotline.study.Edit;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.SimulatorSettings;
import dev.trotline.study.StudyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On stand-in environments: folders with the names that installed packages have. */
class MjlabSimulatorTest {

  private static final String FLAT = "Mjlab-Velocity-Flat-Unitree-Go1";
  private static final Path HOME = Path.of("").toAbsolutePath();
  private static final Device CPU = new Device("cpu0", null, 2);
  private static final Device GPU = new Device("gpu1", "GPU-ab", 4);
  private static final RunId RUN = RunId.of(new ExperimentId(7), 2);

  @TempDir Path folder;
  private Path venv;
  private Path study;

  @BeforeEach
  void install() throws IOException {
    venv = StandIn.venv(folder.resolve("venv"), "1.6.0");
    study = Files.createDirectory(folder.resolve("study"));
  }

  @Test
  void composesATrainingOnTheCpu() {
    CommandLine command =
        simulator(FLAT)
            .training(
                new TrainingRequest(
                    RUN,
                    List.of(
                        new Edit.SetWeight("action_rate_l2", -0.2),
                        new Edit.SetParam("track_linear_velocity", "std", 0.4),
                        new Edit.SetConfig("agent.actor.hidden_dims", List.of(64, 32))),
                    8,
                    3,
                    CPU));

    assertThat(command.argv())
        .containsExactly(
            venv.resolve("bin/python").toString(),
            "-u",
            "-m",
            "mjlab.scripts.train",
            FLAT,
            "--gpu-ids=None",
            "--agent.logger=tensorboard",
            "--agent.seed=2",
            "--agent.run-name=exp007_s2",
            "--agent.actor.hidden-dims=(64,32)",
            "--env.rewards.action-rate-l2.weight=-0.2",
            "--env.rewards.track-linear-velocity.params.std=0.4",
            "--env.scene.num-envs=8",
            "--agent.max-iterations=3",
            "--video=False");
    assertThat(command.environment())
        .containsEntry("CUDA_VISIBLE_DEVICES", "")
        .containsEntry("WANDB_MODE", "disabled")
        .containsEntry("PYTHONUNBUFFERED", "1")
        .containsEntry("OMP_NUM_THREADS", "2")
        .containsEntry("STUDY_VARIABLE", "x");
    assertThat(command.files()).isEmpty();
    assertThat(command.links()).isEmpty();
  }

  @Test
  void showsTheTrainerTheOneGpuItMayUse() throws IOException {
    CommandLine command = simulator(FLAT).training(plain(GPU));
    assertThat(command.argv()).contains("--gpu-ids=[0]");
    assertThat(command.environment()).containsEntry("CUDA_VISIBLE_DEVICES", "GPU-ab");

    MjlabSimulator middle = simulator(FLAT, StandIn.venv(folder.resolve("middle"), "1.3.0"));
    assertThatThrownBy(() -> middle.training(plain(GPU)))
        .isInstanceOfSatisfying(
            EnvironmentException.class, error -> assertThat(error.remedy()).contains("1.5"));
    assertThat(middle.training(plain(new Device("gpu0", "0", 4))).argv()).contains("--gpu-ids=[0]");
  }

  @Test
  void showsTheTrainerSeveralGpusIfTold() throws IOException {
    Device two = new Device("gpu0+2", "GPU-ab,GPU-cd", 8);

    CommandLine command = simulator(FLAT).training(plain(two));
    assertThat(command.argv()).contains("--gpu-ids=[0,1]");
    assertThat(command.environment()).containsEntry("CUDA_VISIBLE_DEVICES", "GPU-ab,GPU-cd");
    assertThat(simulator(FLAT).refusesGpus(2)).isEmpty();

    MjlabSimulator old = simulator(FLAT, StandIn.venv(folder.resolve("old"), "0.1.0"));
    assertThat(old.refusesGpus(2).orElseThrow()).contains("trains on one GPU");
    assertThatThrownBy(() -> old.training(plain(two)))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("trains on one GPU");
  }

  @Test
  void speaksTheSyntaxOfTheOldGeneration() throws IOException {
    MjlabSimulator old = simulator(FLAT, StandIn.venv(folder.resolve("old"), "0.1.0"));
    CommandLine command =
        old.training(
            new TrainingRequest(
                RUN,
                List.of(
                    new Edit.SetParam("track_lin_vel_exp", "std", 0.4),
                    new Edit.SetConfig("agent.policy.actor_hidden_dims", List.of(64, 32, 16))),
                null,
                null,
                CPU));
    assertThat(command.argv())
        .contains("--device=cpu", "--env.rewards.track-lin-vel-exp.params.std=0.4")
        .containsSubsequence("--agent.policy.actor-hidden-dims", "64", "32", "16")
        .doesNotContain("--gpu-ids=None");
    assertThat(old.training(plain(GPU)).argv()).contains("--device=cuda:0");
  }

  @Test
  void carriesOnFromACheckpointUnderTheNewRunsLogRoot() {
    Path log = Path.of("/old/logs/rsl_rl/go1_velocity/2026-11-21_14-02-52_exp007_s2");
    Resume resume = new Resume(log, log.resolve("model_50.pt"), 50);
    CommandLine command =
        simulator(FLAT).training(new TrainingRequest(RUN, List.of(), 8, 200, CPU, resume));

    assertThat(command.argv())
        .contains(
            "--agent.resume=True",
            "--agent.load-run=2026-11-21_14-02-52_exp007_s2$",
            "--agent.load-checkpoint=model_50\\.pt$",
            "--agent.max-iterations=150");
    assertThat(command.links())
        .containsEntry("logs/rsl_rl/go1_velocity/2026-11-21_14-02-52_exp007_s2", log);
  }

  @Test
  void anEditedNumberOfEnvironmentsIsNotOverruledByTheStudysOption() {
    List<Edit> edits = List.of(new Edit.SetConfig("env.scene.num_envs", 256));
    RunId probe = new RunId(new ExperimentId(7), 2, true);

    assertThat(simulator(FLAT).training(new TrainingRequest(RUN, edits, 64, 10, CPU)).argv())
        .contains("--env.scene.num-envs=256")
        .doesNotContain("--env.scene.num-envs=64");
    assertThat(simulator(FLAT).training(new TrainingRequest(probe, edits, 8, 10, CPU)).argv())
        .contains("--env.scene.num-envs=8");
  }

  @Test
  void refusesWhatTheCommandLineCannotSayAndWhatWouldHaveNoEffect() {
    refused(new Edit.RemoveTerm("foot_slip"), "set its weight to 0");
    refused(config("env.commands.twist.ranges.lin_vel_x", List.of(-0.5, 0.5)), "velocity-stages.0");
    refused(
        config("env.rewards.upright.params.asset_cfg.body_names", List.of("trunk", "head")),
        "simulator.arguments");
    refused(config("env.scene.terrain.num_envs", 64), "env.scene.num_envs");
    refused(config("env.observations.actor.terms.command.scale", 2.0), "take it out");

    assertThat(
            simulator(FLAT)
                .training(
                    new TrainingRequest(
                        RUN,
                        List.of(
                            config("env.commands.twist.ranges.lin_vel_y", List.of(-0.5, 0.5)),
                            config("agent.clip_actions", 100.0)),
                        null,
                        null,
                        CPU))
                .argv())
        .as("a range that no stage sets, and a value onto None")
        .contains("--env.commands.twist.ranges.lin-vel-y=(-0.5,0.5)", "--agent.clip-actions=100.0");
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    assertThat(simulator(FLAT).problems()).isEmpty();
    assertThat(simulator("Mjlab-Velocity-Flat-Unitree-Go9").problems())
        .anyMatch(problem -> problem.contains("it has " + FLAT));
    assertThat(simulator(FLAT + "-Play").problems())
        .anyMatch(problem -> problem.contains("without -Play"));
    assertThat(simulator(FLAT, folder.resolve("nowhere")).problems())
        .singleElement()
        .asString()
        .contains("scripts/setup-mjlab");
    Path bare = Files.createDirectories(folder.resolve("bare/bin"));
    assertThat(Files.createFile(bare.resolve("python")).toFile().setExecutable(true)).isTrue();
    assertThat(simulator(FLAT, folder.resolve("bare")).problems())
        .singleElement()
        .asString()
        .contains("lacks mjlab, rsl-rl-lib");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--agent.max-iterations=77 | simulator.max_iterations",
        "--agent.max_iterations 77 | simulator.max_iterations",
        "--env.scene.num-envs=8 | simulator.num_envs",
        "--env.scene.num_envs 8 | simulator.num_envs",
        "--agent.seed=3 | seeds of study.yaml",
        "--agent.run-name=x | named by Trotline",
        "--agent.experiment_name=x | folders of their own",
        "--log-root /data | folders of their own",
        "--agent.resume=True | trotline launch --resume",
        "--agent.load-run=x | trotline launch --resume",
        "--agent.load_checkpoint x | trotline launch --resume",
        "--wandb-run-path=a/b/c | trotline launch --resume",
        "--agent.logger=wandb | TensorBoard",
        "--gpu-ids=[1] | its own GPU",
        "--gpu_ids [1] | its own GPU",
        "--device=cuda:1 | its own GPU"
      })
  void refusesArgumentsThatTrotlineSetsItself(String argument, String instead) {
    List<String> words = List.of(argument.split(" "));
    MjlabSimulator simulator =
        new MjlabSimulator(settings(FLAT, venv, null, words), HOME, study, Map.of());
    String name = words.get(0).replaceFirst("=.*", "");

    assertThat(simulator.problems())
        .singleElement()
        .asString()
        .startsWith("'" + name + "' under simulator.arguments of study.yaml")
        .contains(instead);
    assertThatThrownBy(() -> simulator.training(plain(CPU)))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            error -> {
              assertThat(error).hasMessageContaining("'" + name + "'");
              assertThat(error.path()).isEqualTo("simulator.arguments");
              assertThat(error.remedy()).contains(instead);
            });
  }

  @Test
  void leavesOtherArgumentsAsTheyStand() {
    List<String> others =
        List.of("--agent.save-interval", "10", "--env.sim.nconmax=50", "--video=False");
    MjlabSimulator simulator =
        new MjlabSimulator(settings(FLAT, venv, null, others), HOME, study, Map.of());
    assertThat(simulator.problems()).isEmpty();
    assertThat(simulator.training(plain(CPU)).argv()).endsWith(others.toArray(String[]::new));
  }

  @Test
  void leavesIdsThatItCannotKnowToTheTrainerIfOtherPackagesBringTasks() throws IOException {
    Path info = StandIn.site(venv).resolve("my_robots-1.0.dist-info");
    Files.createDirectory(info);
    Files.writeString(info.resolve("entry_points.txt"), "[mjlab.tasks]\nmine = my_robots.tasks\n");
    assertThat(simulator("My-Robot-Flat").problems()).isEmpty();
    assertThat(simulator("My-Robot-Flat").reference().origin()).contains("nothing is known yet");
  }

  @Test
  void prefersTheDumpTheStudyNames() throws IOException {
    Path params = Files.createDirectories(study.resolve("dump/params"));
    Files.writeString(params.resolve("env.yaml"), "rewards: {mine: {weight: 1.0, params: {}}}\n");
    Files.writeString(params.resolve("agent.yaml"), "experiment_name: mine\n");
    MjlabSimulator named = new MjlabSimulator(settings(FLAT, venv, "dump"), HOME, study, Map.of());
    assertThat(named.reference().at("env.rewards.mine.weight")).isEqualTo(1.0);
    assertThat(named.wantsDump()).isEmpty();
    assertThat(simulator(FLAT).wantsDump()).contains(study.resolve("reference/" + FLAT + "_1.6.0"));

    assertThat(
            new MjlabSimulator(settings(FLAT, venv, "nowhere"), HOME, study, Map.of()).problems())
        .singleElement()
        .asString()
        .contains("nowhere");
  }

  @Test
  void writesATupleOfTheBaseAsOneAfterTheFirstRunBecameTheReference() throws IOException {
    Path params = Files.createDirectories(folder.resolve("log/params"));
    Files.writeString(params.resolve("env.yaml"), "decimation: 4\n");
    Files.writeString(
        params.resolve("agent.yaml"), "actor: {hidden_dims: !!python/tuple [64, 32]}\n");
    MjlabSimulator simulator = simulator(FLAT);
    AdoptedReference.keep(
        simulator.wantsDump().orElseThrow(),
        "exp001/s1",
        folder.resolve("log"),
        simulator.reference(),
        List.of("agent.actor.hidden_dims"));

    MjlabSimulator next = simulator(FLAT);
    assertThat(next.reference().origin()).contains("exp001/s1");
    List<Edit> base = List.of(config("agent.actor.hidden_dims", List.of(64, 32)));
    assertThat(next.training(new TrainingRequest(RUN, base, 8, 3, CPU)).argv())
        .contains("--agent.actor.hidden-dims=(64,32)");
  }

  @Test
  void theTemplateIsAStudyOfIt() throws IOException {
    String text = Files.readString(HOME.resolve("templates/study/mjlab-go1-flat.yaml"));
    SimulatorSettings read =
        StudyFiles.check("study.yaml", text.replace("${name}", "mine")).simulator();
    assertThat(read.kind()).isEqualTo("mjlab");
    assertThat(read.task()).isEqualTo(FLAT);
    assertThat(read.python()).isNull();
    assertThat(read.numEnvs()).isEqualTo(4096);
  }

  @Test
  void saysWhatItsLogsMean() {
    assertThat(simulator(FLAT).judges()).isFalse();
    assertThat(simulator(FLAT).meaning())
        .isEqualTo(
            new LogMeaning(
                LogMeaning.Velocity.ACCUMULATED, LogMeaning.Terminations.COUNTS, "mjlab 1.6.0"));
  }

  private void refused(Edit edit, String remedy) {
    assertThatThrownBy(
            () ->
                simulator(FLAT).training(new TrainingRequest(RUN, List.of(edit), null, null, CPU)))
        .isInstanceOfSatisfying(
            InvalidInputException.class, error -> assertThat(error.remedy()).contains(remedy));
  }

  private static Edit config(String path, Object value) {
    return new Edit.SetConfig(path, value);
  }

  private static TrainingRequest plain(Device device) {
    return new TrainingRequest(RUN, List.of(), null, null, device);
  }

  private MjlabSimulator simulator(String task) {
    return simulator(task, venv);
  }

  private MjlabSimulator simulator(String task, Path environment) {
    return new MjlabSimulator(settings(task, environment, null), HOME, study, Map.of());
  }

  private static SimulatorSettings settings(String task, Path venv, String reference) {
    return settings(task, venv, reference, List.of("--video=False"));
  }

  private static SimulatorSettings settings(
      String task, Path venv, String reference, List<String> arguments) {
    return new SimulatorSettings(
        "mjlab",
        task,
        null,
        venv.resolve("bin/python").toString(),
        null,
        List.of(),
        reference,
        arguments,
        null,
        null,
        List.of(),
        Map.of("STUDY_VARIABLE", "x"));
  }
}
