package dev.trotline.simulator.isaaclab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.Resume;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.study.Edit;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.SimulatorSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IsaacLabSimulatorTest {

  private static final Path HOME = Path.of("").toAbsolutePath();
  private static final String TASK = "Isaac-Velocity-Flat-Anymal-D-v0";
  private static final Device GPU = new Device("gpu1", "GPU-4711", 4);
  private static final Device CPU = new Device("cpu0", null, 2);
  private static final RunId RUN = RunId.of(new ExperimentId(7), 2);
  private static final List<Edit> PLAIN =
      List.of(
          new Edit.SetWeight("action_rate_l2", -0.02),
          new Edit.RemoveTerm("undesired_contacts"),
          new Edit.SetConfig("env.events.reset_base.params.pose_range.x", List.of(-0.1, 0.1)));

  @TempDir Path folder;

  @Test
  void drives23AsAPersonWould() {
    Path root = StandIn.V2_3_2.build(folder);
    CommandLine command =
        simulator(root, settings(root)).training(new TrainingRequest(RUN, PLAIN, 4096, 300, GPU));

    assertThat(command.argv())
        .containsExactly(
            "env",
            "-u",
            "DISPLAY",
            "-u",
            "ISAACLAB_RUN_TIMESTAMP",
            StandIn.python(root).toString(),
            "-u",
            root.resolve("scripts/reinforcement_learning/rsl_rl/train.py").toString(),
            "--task",
            TASK,
            "--headless",
            "--seed",
            "2",
            "--num_envs",
            "4096",
            "--max_iterations",
            "300",
            "--run_name",
            "exp007_s2",
            "hydra.run.dir=outputs",
            "env.events.reset_base.params.pose_range.x=[-0.1,0.1]",
            "env.rewards.action_rate_l2.weight=-0.02",
            "env.rewards.undesired_contacts=null");
    assertThat(command.environment())
        .containsEntry("CUDA_VISIBLE_DEVICES", "GPU-4711")
        .containsEntry("TERM", "xterm")
        .containsEntry("PYTHONUNBUFFERED", "1")
        .containsEntry("HYDRA_FULL_ERROR", "1")
        .containsEntry("OMNI_KIT_ACCEPT_EULA", "YES")
        .containsEntry("ACCEPT_EULA", "Y")
        .containsEntry("PRIVACY_CONSENT", "Y")
        .containsEntry("NO_COLOR", "1")
        .containsEntry("ISAACLAB_PATH", root.toString())
        .containsEntry("VIRTUAL_ENV", root.resolve("env").toString())
        .containsEntry("OWN", "x");
    assertThat(command.files()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(StandIn.class)
  void severalGpusAreDrivenByTorchrunWhereTheGenerationCan(StandIn standIn) {
    Path root = standIn.build(folder);
    IsaacLabSimulator simulator = simulator(root, settings(root));
    Device two = new Device("gpu0+2", "GPU-a,GPU-b", 8);
    TrainingRequest request = new TrainingRequest(RUN, PLAIN, 64, 10, two);
    if (simulator.refusesGpus(2).isPresent()) {
      assertThat(standIn.name()).startsWith("V2_0");
      assertThat(simulator.refusesGpus(2).get()).contains("--distributed came with 2.1");
      assertThatThrownBy(() -> simulator.training(request))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("--distributed came with 2.1");
      return;
    }

    CommandLine command = simulator.training(request);
    List<String> launch =
        List.of("-u", "-m", "torch.distributed.run", "--standalone", "--nnodes=1");
    assertThat(command.argv())
        .containsSubsequence(launch)
        .containsSubsequence("--nproc_per_node=2", "--task", "--distributed")
        .doesNotContain("--device");
    assertThat(command.environment())
        .containsEntry("CUDA_VISIBLE_DEVICES", "GPU-a,GPU-b")
        .containsEntry("OMP_NUM_THREADS", "4");
    int last = command.argv().indexOf("--nproc_per_node=2");
    assertThat(command.argv().get(last + 1)).endsWith(".py");
  }

  @Test
  void aVariableTheStudySetsIsNotTakenAway() {
    Path root = StandIn.V2_3_2.build(folder);
    TrainingRequest request = new TrainingRequest(RUN, List.of(), 8, 2, GPU);

    CommandLine display =
        simulator(root, settings(root, Map.of("DISPLAY", ":1"))).training(request);
    assertThat(display.argv())
        .doesNotContain("DISPLAY")
        .startsWith("env", "-u", "ISAACLAB_RUN_TIMESTAMP", StandIn.python(root).toString());
    assertThat(display.environment()).containsEntry("DISPLAY", ":1");

    CommandLine both =
        simulator(root, settings(root, Map.of("DISPLAY", ":1", "ISAACLAB_RUN_TIMESTAMP", "now")))
            .training(request);
    assertThat(both.argv()).startsWith("env", StandIn.python(root).toString());
    assertThat(both.environment()).containsEntry("ISAACLAB_RUN_TIMESTAMP", "now");
  }

  @ParameterizedTest
  @EnumSource(StandIn.class)
  void eachGenerationGetsItsOwnOptions(StandIn standIn) {
    Path root = standIn.build(folder);
    List<String> argv =
        simulator(root, settings(root))
            .training(new TrainingRequest(RUN, PLAIN, 64, 10, CPU))
            .argv();

    assertThat(argv.contains("--headless")).isEqualTo(standIn.compareTo(StandIn.V3_BETA1) < 0);
    assertThat(argv.contains("--rl_library")).isEqualTo(standIn.unified());
    boolean stub = standIn == StandIn.V3_BETA1;
    assertThat(argv).containsSubsequence("--task", (stub ? "Trotline-" : "") + standIn.task());
    assertThat(argv).containsSubsequence("--device", "cpu").doesNotContain("cuda:1", "--agent");
    assertThat(argv.contains("agent.device=cpu")).isEqualTo(standIn != StandIn.ENTRYPOINTS);
    // Where overrides are not converted a range must be a tuple, and Hydra must stay out of it.
    assertThat(argv.contains("hydra.run.dir=outputs")).isEqualTo(!standIn.unified());
    // Below a preset 3.0 beta 1 would take a list for a text, so there the stub sets it.
    assertThat(argv.stream().filter(a -> a.contains("pose_range")).toList())
        .isEqualTo(
            standIn == StandIn.V3_BETA1
                ? List.of()
                : List.of(
                    "env.events.reset_base.params.pose_range.x="
                        + (standIn.unified() ? "(-0.1,0.1)" : "[-0.1,0.1]")));
    assertThat(String.join(" ", argv)).doesNotContain("isaaclab.sh");
  }

  @ParameterizedTest
  @EnumSource(StandIn.class)
  void eachGenerationIsToldInItsWayToCarryOn(StandIn standIn) {
    Path root = standIn.build(folder);
    Path log = folder.resolve("2026-09-01_10-00-00_exp007_s2+x");
    Resume resume = new Resume(log, log.resolve("model_150.pt"), 150);
    CommandLine command =
        simulator(root, settings(root))
            .training(new TrainingRequest(RUN, List.of(), 64, 300, GPU, resume));

    assertThat(command.argv()).containsSubsequence("--max_iterations", "150");
    if (standIn == StandIn.ENTRYPOINTS) {
      assertThat(command.argv())
          .containsSubsequence("--checkpoint", log.resolve("model_150.pt").toString())
          .doesNotContain("--resume", "--load_run");
      assertThat(command.links()).isEmpty();
      return;
    }
    assertThat(command.argv())
        .containsSubsequence(
            "--load_run", "2026-09-01_10-00-00_exp007_s2\\+x$", "--checkpoint", "model_150\\.pt$");
    int flag = command.argv().indexOf("--resume");
    assertThat(command.argv().get(flag + 1))
        .isEqualTo(standIn == StandIn.V2_0_2 ? "True" : "--load_run");
    assertThat(command.links())
        .containsEntry("logs/rsl_rl/anymal_d_flat/2026-09-01_10-00-00_exp007_s2+x", log);
  }

  @ParameterizedTest
  @EnumSource(
      value = StandIn.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"V2_0_2"})
  void whatNoOverrideExpressesGoesToTheStub(StandIn standIn) throws IOException {
    Path root = standIn.build(folder);
    StandIn.write(study(), "rewards/gait.py", "def trot(env, period=0.5):\n    return 0.0\n");
    List<Edit> edits =
        List.of(
            new Edit.SetWeight("action_rate_l2", -0.02),
            new Edit.SetConfig("agent.clip_actions", 100.0),
            new Edit.AddTerm("trot", 0.5, "rewards/gait.py:trot", Map.of("period", 0.6)));
    CommandLine command =
        simulator(root, settings(root)).training(new TrainingRequest(RUN, edits, 64, 10, GPU));

    assertThat(command.argv())
        .containsSubsequence(
            HOME.resolve("scripts/isaaclab/run.py").toString(),
            "trotline_edits.json",
            "--task",
            "Trotline-" + standIn.task())
        .contains("env.rewards.action_rate_l2.weight=-0.02");
    JsonNode json = new ObjectMapper().readTree(command.files().get("trotline_edits.json"));
    assertThat(json.path("schema").asText()).isEqualTo("trotline/isaaclab-edits/1");
    assertThat(json.path("task").asText()).isEqualTo(standIn.task());
    assertThat(json.path("derived_task").asText()).isEqualTo("Trotline-" + standIn.task());
    assertThat(json.path("agent_entry_point").asText()).isEqualTo("rsl_rl_cfg_entry_point");
    assertThat(json.path("rewards_folder").asText())
        .isEqualTo(study().resolve("rewards").toString());
    // Since 3.0 beta 2 a plain override can replace null.
    boolean unchecked = standIn.unified();
    assertThat(json.path("edits")).hasSize(unchecked ? 1 : 2);
    assertThat(command.argv().contains("agent.clip_actions=100.0")).isEqualTo(unchecked);
    JsonNode term = json.path("edits").get(unchecked ? 0 : 1);
    assertThat(term.path("path").asText()).isEqualTo("env.rewards.trot");
    assertThat(term.at("/value/params/period").asDouble()).isEqualTo(0.6);
    assertThat(term.at("/value/func").asText()).isEqualTo("rewards/gait.py:trot");
  }

  @Test
  void theEditsFileIsOneLineOfWhatPythonReads() throws IOException {
    String text =
        EditsFile.write(
            "T-v0",
            "rsl_rl_cfg_entry_point",
            null,
            Map.of("agent.x", new dev.trotline.edit.Tuple(List.of(Double.POSITIVE_INFINITY, 1L))));
    assertThat(text.lines()).hasSize(1);
    assertThat(text).contains("{\"tuple\":[Infinity,1]}", "\"rewards_folder\":null");
  }

  @Test
  void argumentsAndPresetsStandBeforeTheEdits() {
    Path root = StandIn.V3_BETA2.build(folder);
    SimulatorSettings settings =
        settings(
            root,
            "rsl_rl_with_symmetry_cfg_entry_point",
            List.of("newton_mjwarp", "physics=newton_mjwarp"),
            List.of("--video"));
    List<String> argv =
        simulator(root, settings).training(new TrainingRequest(RUN, PLAIN, 64, 10, GPU)).argv();

    assertThat(argv)
        .containsSubsequence(
            "--agent",
            "rsl_rl_with_symmetry_cfg_entry_point",
            "--video",
            "presets=newton_mjwarp",
            "physics=newton_mjwarp",
            "env.rewards.action_rate_l2.weight=-0.02");
  }

  @Test
  void isaacSimsPathsAreSourcedByAShellThatBecomesTheInterpreter() throws Exception {
    Path root = StandIn.V3_BETA2.build(folder);
    StandIn.write(
        root,
        "_isaac_sim/setup_conda_env.sh",
        "export EXP_PATH=\"$(dirname \"${BASH_SOURCE[0]}\")/apps\"\nfalse\n");
    List<String> argv =
        simulator(root, settings(root)).training(new TrainingRequest(RUN, PLAIN, 8, 2, GPU)).argv();

    int python = argv.indexOf(StandIn.python(root).toString());
    List<String> asked = new ArrayList<>(argv.subList(0, python + 1));
    asked.addAll(List.of("-c", "import os; print(os.environ['EXP_PATH'], os.getpid())"));
    Process process = new ProcessBuilder(asked).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said.strip()).isEqualTo(root.resolve("_isaac_sim/apps") + " " + process.pid());
  }

  @Test
  void refusesWhatTheGenerationCannotDo() {
    Path old = StandIn.V2_1_0.build(folder);
    Path beta = StandIn.V3_BETA1.build(folder);
    TrainingRequest request = new TrainingRequest(RUN, List.of(), 64, 10, GPU);

    assertThatThrownBy(
            () ->
                simulator(old, settings(old, null, List.of("newton"), List.of())).training(request))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no presets");
    assertThatThrownBy(
            () ->
                simulator(beta, settings(beta, null, List.of("physics=newton"), List.of()))
                    .training(request))
        .hasMessageContaining("knows no selectors");
    for (String own : new String[] {"--device", "--resume", "--load_run=x", "--distributed"}) {
      assertThat(simulator(beta, settings(beta, null, List.of(), List.of(own))).problems())
          .singleElement()
          .asString()
          .contains(own.replace("=x", ""), "set by Trotline");
    }
    assertThatThrownBy(() -> simulator(folder, settings(folder)).training(request))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("no source tree");
  }

  @Test
  void theReferenceIsTheDumpThatIsNamedBeforeWhatComesWithTrotline() {
    Path root = StandIn.V2_3_2.build(folder);
    assertThat(simulator(root, settings(root)).reference().origin()).contains("tabulated");

    StandIn.write(folder, "dump/params/env.yaml", "rewards: {named: {weight: 2.0}}\n");
    StandIn.write(folder, "dump/params/agent.yaml", "seed: 42\n");
    SimulatorSettings named = settings(root, null, List.of(), List.of(), "../dump", TASK);
    assertThat(simulator(root, named).reference().at("env.rewards.named.weight")).isEqualTo(2.0);

    SimulatorSettings gone = settings(root, null, List.of(), List.of(), "../nowhere", TASK);
    assertThat(simulator(root, gone).problems())
        .singleElement()
        .asString()
        .contains("has no env.yaml and agent.yaml");
    SimulatorSettings own = settings(root, null, List.of(), List.of(), null, "My-Task-v0");
    assertThat(simulator(root, own).problems()).isEmpty();
    assertThat(simulator(root, own).reference().origin())
        .contains("'My-Task-v0'", "nothing is known");
  }

  @Test
  void aRenamedTaskIsNotedAndTheRulesAreThoseOfTheGeneration() throws IOException {
    Path root = StandIn.DEVELOP.build(folder);
    StandIn.write(study(), "rewards/gait.py", "def trot(env):\n  pass\nclass Gait:\n  pass\n");
    IsaacLabSimulator develop = simulator(root, settings(root));
    assertThat(develop.notes()).singleElement().asString().contains("Isaac-Velocity-Flat-AnymalD");
    assertThat(develop.reference().rules().functions())
        .containsExactlyInAnyOrder("rewards/gait.py:trot", "rewards/gait.py:Gait");
    assertThat(develop.reference().rules().library()).containsKey("feet_slide");
    assertThat(develop.reference().rules().moved().toString()).contains("agent.policy");

    Path old = StandIn.V2_1_0.build(folder);
    IsaacLabSimulator earlier = simulator(old, settings(old));
    assertThat(earlier.reference().rules().anyListLength()).isFalse();
    assertThat(earlier.reference().rules().moved().toString()).contains("agent.actor");
    assertThat(earlier.judges()).isFalse();
    assertThat(earlier.notes()).isEmpty();
    String site = "env/lib/python" + pythonFolder(old) + "/site-packages/";
    Files.delete(old.resolve(site + "isaaclab_tasks-0.11.0.dist-info/METADATA"));
    Files.delete(old.resolve(site + "isaaclab_tasks-0.11.0.dist-info"));
    assertThat(simulator(old, settings(old)).notes())
        .singleElement()
        .asString()
        .contains("isaaclab_tasks is not seen", "isaaclab.sh --install");
    assertThat(Files.exists(old)).isTrue();
  }

  private static String pythonFolder(Path root) throws IOException {
    try (Stream<Path> folders = Files.list(root.resolve("env/lib"))) {
      return folders.findFirst().orElseThrow().getFileName().toString().substring(6);
    }
  }

  private Path study() {
    return folder.resolve("study");
  }

  private IsaacLabSimulator simulator(Path root, SimulatorSettings settings) {
    return new IsaacLabSimulator(settings, HOME, study(), Map.of("PATH", "/usr/bin:/bin"));
  }

  private static SimulatorSettings settings(Path root) {
    return settings(root, null, List.of(), List.of());
  }

  private static SimulatorSettings settings(
      Path root, @Nullable String agent, List<String> presets, List<String> arguments) {
    return settings(root, agent, presets, arguments, null, TASK);
  }

  private static SimulatorSettings settings(
      Path root,
      @Nullable String agent,
      List<String> presets,
      List<String> arguments,
      @Nullable String reference,
      String task) {
    return settings(root, agent, presets, arguments, reference, task, Map.of("OWN", "x"));
  }

  private static SimulatorSettings settings(Path root, Map<String, String> environment) {
    return settings(root, null, List.of(), List.of(), null, TASK, environment);
  }

  private static SimulatorSettings settings(
      Path root,
      @Nullable String agent,
      List<String> presets,
      List<String> arguments,
      @Nullable String reference,
      String task,
      Map<String, String> environment) {
    return new SimulatorSettings(
        "isaaclab",
        task,
        root.toString(),
        StandIn.python(root).toString(),
        agent,
        presets,
        reference,
        arguments,
        null,
        null,
        List.of(),
        environment);
  }
}
