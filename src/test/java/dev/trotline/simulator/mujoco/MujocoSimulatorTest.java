package dev.trotline.simulator.mujoco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.InvalidInputException;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.EvaluationRequest;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.simulator.rslrl.PythonInstallation;
import dev.trotline.study.Edit;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.JudgeSettings;
import dev.trotline.study.RunId;
import dev.trotline.study.SimulatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MujocoSimulatorTest {

  private static final String FLAT = "Trotline-Velocity-Flat-Quad-v0";
  private static final String ROUGH = "Trotline-Velocity-Rough-Quad-v0";
  private static final Path HOME = Path.of("").toAbsolutePath();
  private static final Device CPU = new Device("cpu0", null, 2);
  private static final RunId RUN = RunId.of(new ExperimentId(7), 2);

  @TempDir Path folder;

  @Test
  void readsTheReferenceOfItsTask() {
    assertThat(simulator(FLAT).reference().at("env.rewards.action_rate_l2.weight"))
        .isEqualTo(-0.02);
    assertThat(simulator(FLAT).reference().at("agent.experiment_name")).isEqualTo("quad_flat");
    assertThatThrownBy(() -> simulator("Trotline-Velocity-Flat-Quad-v1").reference())
        .isInstanceOfSatisfying(
            InvalidInputException.class, error -> assertThat(error.remedy()).contains(FLAT));
  }

  @Test
  void composesATraining() {
    CommandLine command =
        simulator(FLAT)
            .training(
                new TrainingRequest(
                    RUN,
                    List.of(new Edit.SetWeight("action_rate_l2", -2), edit("feet_gait")),
                    64,
                    195,
                    CPU));

    assertThat(command.argv())
        .containsExactly(
            HOME.resolve(".venv/bin/python").toString(),
            "-u",
            "-m",
            "trotline_mujoco.train",
            "--task",
            FLAT,
            "--headless",
            "--device",
            "cpu",
            "--seed",
            "2",
            "--run_name",
            "exp007_s2",
            "--num_envs",
            "64",
            "--max_iterations",
            "195",
            "env.rewards.action_rate_l2.weight=-2.0",
            "env.rewards.feet_gait=null");
    assertThat(command.environment())
        .containsEntry("PYTHONUNBUFFERED", "1")
        .containsEntry("HYDRA_FULL_ERROR", "1")
        .containsEntry("OMP_NUM_THREADS", "1")
        .containsEntry("OMP_WAIT_POLICY", "PASSIVE")
        .containsEntry("TERM", "xterm")
        .containsEntry("TROTLINE_MUJOCO_THREADS", "2")
        .containsEntry("STUDY_VARIABLE", "x")
        .doesNotContainKey("CUDA_VISIBLE_DEVICES");
  }

  @Test
  void leavesToTheTaskWhatWasNotAskedAndShowsTheGpuOfTheDevice() {
    CommandLine command =
        simulator(FLAT)
            .training(
                new TrainingRequest(RUN, List.of(), null, null, new Device("gpu1", "GPU-ab", 4)));

    assertThat(command.argv()).doesNotContain("--num_envs", "--max_iterations");
    assertThat(command.environment()).containsEntry("CUDA_VISIBLE_DEVICES", "GPU-ab");
  }

  @Test
  void anEditedNumberOfEnvironmentsIsNotOverruledByTheStudysOption() {
    List<Edit> edits = List.of(new Edit.SetConfig("env.scene.num_envs", 256));
    RunId probe = new RunId(new ExperimentId(7), 2, true);

    assertThat(simulator(FLAT).training(new TrainingRequest(RUN, edits, 64, 10, CPU)).argv())
        .doesNotContain("--num_envs")
        .contains("env.scene.num_envs=256");
    assertThat(simulator(FLAT).training(new TrainingRequest(probe, edits, 8, 10, CPU)).argv())
        .containsSubsequence("--num_envs", "8");
  }

  @Test
  void refusesUnsoundEditsButTakesTheStudysBase() {
    List<Edit> base =
        List.of(
            new Edit.SetConfig("env.commands.base_velocity.ranges.lin_vel_x", List.of(-0.5, 0.5)));

    assertThat(simulator(FLAT).training(new TrainingRequest(RUN, base, null, null, CPU)).argv())
        .contains("env.commands.base_velocity.ranges.lin_vel_x=[-0.5,0.5]");
    assertThatThrownBy(
            () ->
                simulator(FLAT)
                    .training(
                        new TrainingRequest(
                            RUN, List.of(new Edit.SetWeight("nothing", 1)), null, null, CPU)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void composesTheJudgeOnTheStockTasksGround() {
    EvaluationRequest request =
        new EvaluationRequest(
            Path.of("/log"),
            Path.of("/log/model_9.pt"),
            new JudgeSettings(128, 20.0, 90210),
            CPU,
            Path.of("/out/judge.json"));

    assertThat(simulator(ROUGH).evaluation(request).orElseThrow().argv().subList(1, 18))
        .containsExactly(
            "-u",
            "-m",
            "trotline_mujoco.evaluate",
            "--run_dir",
            "/log",
            "--checkpoint",
            "/log/model_9.pt",
            "--output",
            "/out/judge.json",
            "--num_envs",
            "128",
            "--seconds",
            "20.0",
            "--seed",
            "90210",
            "--terrain",
            "rough");
    assertThat(simulator(FLAT).evaluation(request).orElseThrow().argv())
        .endsWith("--terrain", "flat");
  }

  @Test
  void namesWhatIsMissingAndTheScriptThatHelps() throws IOException {
    assertThat(installed().problems()).singleElement().asString().contains("scripts/setup-python");

    Path bin = Files.createDirectories(folder.resolve("venv/bin"));
    Path python = Files.createFile(bin.resolve("python"));
    assertThat(python.toFile().setExecutable(true)).isTrue();
    Path site = Files.createDirectories(folder.resolve("venv/lib/python3.11/site-packages"));
    assertThat(installed().problems())
        .singleElement()
        .asString()
        .contains("lacks trotline-mujoco, mujoco, rsl-rl-lib");

    for (String info :
        List.of("mujoco-3.14.0", "rsl_rl_lib-3.1.2", "torch-2.13.0+cpu", "numpy-2.4.1")) {
      Files.createDirectory(site.resolve(info + ".dist-info"));
    }
    Files.createDirectory(site.resolve("tensordict-0.10.0.dist-info"));
    assertThat(installed().problems()).singleElement().asString().contains("trotline-mujoco:");

    Files.createDirectory(site.resolve("trotline_mujoco-0.1.0.dist-info"));
    Files.writeString(folder.resolve("venv/pyvenv.cfg"), "home = /usr/bin\nversion = 3.11.7\n");
    assertThat(installed().problems()).isEmpty();
    assertThat(installed().versions())
        .containsEntry("python", "3.11.7")
        .containsEntry("mujoco", "3.14.0")
        .containsEntry("rsl-rl-lib", "3.1.2")
        .containsEntry("torch", "2.13.0+cpu");
  }

  @Test
  void saysWhenAnEditableInstallationPointsToAFolderThatIsGone() throws IOException {
    namesWhatIsMissingAndTheScriptThatHelps();
    Path info = folder.resolve("venv/lib/python3.11/site-packages/trotline_mujoco-0.1.0.dist-info");
    Path source = Files.createDirectory(folder.resolve("source"));
    Files.writeString(
        info.resolve("direct_url.json"),
        "{\"dir_info\": {\"editable\": true}, \"url\": \"" + source.toUri() + "\"}");
    assertThat(installed().problems()).isEmpty();

    Files.delete(source);
    assertThat(installed().problems()).singleElement().asString().contains("trotline-mujoco");
  }

  @Test
  void findsTheInterpreterWhereItIsNamed() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path python = Files.createFile(bin.resolve("python9"));
    assertThat(python.toFile().setExecutable(true)).isTrue();

    assertThat(found("python9", Map.of("PATH", "/nowhere:" + bin))).isEqualTo(python);
    assertThat(found("/opt/python", Map.of())).isEqualTo(Path.of("/opt/python"));
    assertThat(found(null, Map.of("TROTLINE_PYTHON", python.toString()))).isEqualTo(python);
    assertThat(found(null, Map.of("TROTLINE_VENV", "/v"))).isEqualTo(Path.of("/v/bin/python"));
    assertThat(found(null, Map.of())).isEqualTo(folder.resolve(".venv/bin/python"));
  }

  private Path found(String asked, Map<String, String> environment) {
    return PythonInstallation.find(asked, folder, environment).interpreter();
  }

  private MujocoSimulator installed() {
    return simulator(FLAT, Map.of("TROTLINE_VENV", folder.resolve("venv").toString()));
  }

  private static MujocoSimulator simulator(String task) {
    return simulator(task, Map.of());
  }

  private static MujocoSimulator simulator(String task, Map<String, String> environment) {
    SimulatorSettings settings =
        new SimulatorSettings(
            "mujoco", task, null, null, null, List.of(), Map.of("STUDY_VARIABLE", "x"));
    return new MujocoSimulator(settings, HOME, environment);
  }

  private static Edit edit(String removed) {
    return new Edit.RemoveTerm(removed);
  }
}
