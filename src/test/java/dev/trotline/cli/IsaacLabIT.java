package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.simulator.isaaclab.StandIn;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Conformance: for every generation of Isaac Lab an installation that stands in for it, driven
 * through the real commands. See {@link StandIn}.
 */
class IsaacLabIT {

  private static final String TASK = "Isaac-Velocity-Flat-Anymal-D-v0";

  @TempDir Path folder;

  private Path study;
  private Path root;

  private void makeStudy(StandIn standIn, String environment) throws IOException {
    makeStudy(standIn, environment, "");
  }

  private void makeStudy(StandIn standIn, String environment, String simulator) throws IOException {
    study = Files.createDirectories(folder.resolve("study"));
    root = standIn.build(folder);
    configure(environment, simulator);
  }

  private void configure(String environment, String simulator) throws IOException {
    Files.writeString(
        study.resolve("study.yaml"),
        """
        name: conformance
        simulator:
          kind: isaaclab
          task: %s
          root: %s
          python: %s
          num_envs: 64
          max_iterations: 60
        %s  environment: {STANDIN_STARTUP: "0.05", %s}
        objective: {minimize: velocity_error, subject_to: [timeout_share >= 0.5]}
        executor: {kind: local, slots: 1}
        limits: {startup: 20 s, no_progress: 3 s, kill_grace: 1 s, teardown: 2 s, free_disk_mib: 1}
        """
            .formatted(TASK, root, StandIn.python(root), simulator, environment));
  }

  private Cli cli() {
    return new Cli(study).with("DISPLAY", ":99");
  }

  private JsonNode launch(int exit, String... arguments) {
    List<String> all = Stream.concat(Stream.of("--json", "launch"), Stream.of(arguments)).toList();
    return cli().launch(all.toArray(new String[0])).exits(exit).json();
  }

  private String console(String run) throws IOException {
    return Files.readString(study.resolve("runs").resolve(run).resolve("console.log"));
  }

  private Path logFolder(String run) throws IOException {
    Path logs = study.resolve("runs").resolve(run).resolve("logs/rsl_rl/anymal_d_flat");
    try (Stream<Path> folders = Files.list(logs)) {
      return folders.filter(f -> !Files.isSymbolicLink(f)).findFirst().orElseThrow();
    }
  }

  @ParameterizedTest
  @EnumSource(StandIn.class)
  void anEditedExperimentTrainsAsAsked(StandIn standIn) throws IOException {
    makeStudy(standIn, "STANDIN_SECONDS: \"0.005\"");
    Files.createDirectories(study.resolve("rewards"));
    Files.writeString(
        study.resolve("rewards/gait.py"), "def trot(env, period=0.5):\n    return 0.0\n");
    String[] edits = {
      "edit-reward",
      "exp000",
      "--set",
      "action_rate_l2.weight=-0.05",
      "--param",
      "track_lin_vel_xy_exp.std=0.4",
      "--remove",
      "undesired_contacts",
      "--add",
      "trot=0.5",
      "--func",
      "trot=rewards/gait.py:trot",
      "--param",
      "trot.period=0.6"
    };
    cli().launch(edits).exits(0);
    // 2.0 does not have clip_actions; elsewhere it is null, which a plain override cannot replace.
    boolean clips = standIn != StandIn.V2_0_2;
    String clip = clips ? "agent.clip_actions=100.0" : "agent.algorithm.schedule=fixed";
    String[] more = {
      "edit-config", "exp001", "--set", "agent.algorithm.entropy_coef=0.01", "--set"
    };
    cli().launch(Stream.concat(Stream.of(more), Stream.of(clip)).toArray(String[]::new)).exits(0);

    JsonNode json = launch(0, "exp002", "--seeds", "1");

    assertThat(json.at("/runs/0/state").asText()).as(console("exp002/s1")).isEqualTo("finished");
    assertThat(json.at("/runs/0/iteration").asInt()).isEqualTo(60);
    assertThat(json.at("/runs/0/metrics/velocity_error").asDouble()).isBetween(0.2, 0.5);
    assertThat(json.at("/runs/0/metrics/timeout_share").asDouble()).isBetween(0.89, 0.91);
    String env = Files.readString(logFolder("exp002/s1").resolve("params/env.yaml"));
    assertThat(env).contains("trotline_rewards", "undesired_contacts: null", "std: 0.4");
    String agent = Files.readString(logFolder("exp002/s1").resolve("params/agent.yaml"));
    assertThat(agent)
        .contains(
            clips ? "clip_actions: 100.0" : "schedule: fixed", "entropy_coef: 0.01", "seed: 1");
    JsonNode manifest =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(study.resolve("runs/exp002/s1/run.json").toFile());
    assertThat(manifest.at("/versions/isaaclab").asText()).isEqualTo(standIn.version());
    assertThat(manifest.at("/versions/rsl-rl-lib").asText()).isEqualTo(standIn.rslRl());
  }

  @ParameterizedTest
  @EnumSource(StandIn.class)
  void anInterruptedRunIsCarriedOn(StandIn standIn) throws IOException {
    makeStudy(standIn, "STANDIN_SECONDS: \"0.002\", STANDIN_FAULT: \"crash:55\"");
    JsonNode first = launch(1, "exp000", "--seeds", "1").at("/runs/0");
    assertThat(first.path("state").asText()).as(console("exp000/s1")).isIn("crashed", "diverged");
    assertThat(first.path("iteration").asInt()).isEqualTo(55);
    configure("STANDIN_SECONDS: \"0.002\"", "");

    JsonNode json = launch(0, "exp000", "--seeds", "1", "--resume").at("/runs/0");

    assertThat(json.path("run").asText()).isEqualTo("exp000/s1r1");
    assertThat(json.path("state").asText()).as(console("exp000/s1r1")).isEqualTo("finished");
    assertThat(json.path("iteration").asInt()).isEqualTo(60);
    assertThat(console("exp000/s1r1"))
        .contains("Learning iteration 50/60", "Learning iteration 59/60")
        .doesNotContain("Learning iteration 49/", "Learning iteration 60/");
  }

  @ParameterizedTest
  @EnumSource(StandIn.class)
  void theDryRunPrintsOneLineThatCanBePasted(StandIn standIn) throws Exception {
    String base =
        "  base: [{kind: config, path: env.commands.base_velocity.ranges.lin_vel_x,"
            + " value: [-0.5, 0.5]}]\n";
    makeStudy(standIn, "STANDIN_SECONDS: \"0.001\"", base);
    boolean stub = standIn != StandIn.V2_0_2;
    String clip = stub ? "agent.clip_actions=100.0" : "agent.algorithm.schedule=fixed";
    cli().launch("edit-config", "exp000", "--set", clip).exits(0);

    String out = cli().launch("launch", "exp001", "--dry-run").exits(0).out().strip();

    assertThat(out.lines()).hasSize(1);
    assertThat(study.resolve("runs")).doesNotExist();
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path log = folder.resolve("pasted.log");
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", out).directory(elsewhere.toFile());
    shell.environment().put("DISPLAY", ":99");
    shell.redirectErrorStream(true).redirectOutput(log.toFile());
    assertThat(shell.start().waitFor()).as(out + Files.readString(log)).isZero();
    try (Stream<Path> dumps = Files.walk(elsewhere.resolve("logs/rsl_rl"))) {
      Path env = dumps.filter(f -> f.endsWith("params/env.yaml")).findFirst().orElseThrow();
      assertThat(Files.readString(env)).contains("lin_vel_x: !!python/tuple", "- -0.5");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = StandIn.class,
      names = {"V2_3_2", "V3_BETA1", "V3_BETA2", "ENTRYPOINTS"})
  void anExceptionIsAFailureWhateverTheExitCode(StandIn standIn) throws IOException {
    makeStudy(standIn, "STANDIN_SECONDS: \"0.002\", STANDIN_FAULT: \"crash:20\"");

    JsonNode run = launch(1, "exp000", "--seeds", "1").at("/runs/0");

    assertThat(run.path("state").asText()).isEqualTo("diverged");
    assertThat(run.path("cause").asText()).isNotEmpty();
    boolean hidden = standIn == StandIn.V3_BETA1 || standIn == StandIn.V3_BETA2;
    assertThat(Files.readString(study.resolve("runs/exp000/s1/exit_code")).strip())
        .startsWith(hidden ? "0" : "1");
  }

  @ParameterizedTest
  @EnumSource(
      value = StandIn.class,
      names = {"V2_3_2", "DEVELOP"})
  void aRunThatDiesWhileItsSceneIsMadeIsACrash(StandIn standIn) throws IOException {
    makeStudy(standIn, "STANDIN_FAULT: scene");

    JsonNode run = launch(1, "exp000", "--seeds", "1").at("/runs/0");

    assertThat(run.path("state").asText()).isEqualTo("crashed");
    assertThat(run.path("note").asText()).contains("Failed to create the scene");
    assertThat(Files.exists(study.resolve("runs/exp000/s1/logs")))
        .isEqualTo(standIn == StandIn.DEVELOP);
  }

  @Test
  void aHangingTrainerThatIsDeafToTermIsKilledAndNothingOfItIsLeft() throws IOException {
    makeStudy(StandIn.V2_3_2, "STANDIN_SECONDS: \"0.01\", STANDIN_FAULT: \"hang:20,deaf\"");

    JsonNode run = launch(1, "exp000", "--seeds", "1").at("/runs/0");

    assertThat(run.path("state").asText()).isEqualTo("hung");
    assertThat(run.path("iteration").asInt()).isEqualTo(20);
    assertThat(left()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = StandIn.class,
      names = {"V2_0_2", "V2_3_2", "V3_BETA2"})
  void aHangAfterTheLastIterationIsASuccessWithANote(StandIn standIn) throws IOException {
    makeStudy(standIn, "STANDIN_SECONDS: \"0.002\", STANDIN_FAULT: \"teardown_hang,deaf\"");

    JsonNode run = launch(0, "exp000", "--seeds", "1").at("/runs/0");

    assertThat(run.path("state").asText()).isEqualTo("finished");
    assertThat(run.path("note").asText()).isNotEmpty();
    assertThat(left()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = StandIn.class,
      names = {"V2_0_2", "V3_BETA1", "ENTRYPOINTS"})
  void aRunWhoseConsoleIsLostIsJudgedByWhatElseItLeft(StandIn standIn) throws IOException {
    makeStudy(standIn, "STANDIN_SECONDS: \"0.1\", STANDIN_FAULT: lost_stdout");

    JsonNode run = launch(0, "exp000", "--seeds", "1").at("/runs/0");

    assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("finished");
    assertThat(run.path("iteration").asInt()).isEqualTo(60);
    assertThat(run.at("/metrics/velocity_error").asDouble()).isBetween(0.2, 0.5);
    assertThat(console("exp000/s1")).doesNotContain("Learning iteration");
  }

  @Test
  void aTrainerThatTrainsSomethingElseIsStoppedNamingTheKey() throws IOException {
    makeStudy(StandIn.V3_BETA2, "STANDIN_SECONDS: \"0.05\", STANDIN_FAULT: typo");
    cli().launch("edit-reward", "exp000", "--set", "action_rate_l2.weight=-0.05").exits(0);

    JsonNode run = launch(1, "exp001", "--seeds", "1").at("/runs/0");

    assertThat(run.path("cause").asText()).isEqualTo("config_mismatch");
    assertThat(run.path("note").asText()).contains("env.rewards.action_rate_l2.weight", "-0.5");
  }

  @ParameterizedTest
  @EnumSource(
      value = StandIn.class,
      names = {"V2_3_2", "ENTRYPOINTS"})
  void aKilledTrotlineIsFollowedByOneThatCarriesOn(StandIn standIn) throws Exception {
    makeStudy(standIn, "STANDIN_SECONDS: \"0.08\"");
    Process first = trotline("launch", "exp000", "--seeds", "1");
    await(() -> Files.exists(study.resolve("runs/exp000/s1/pid")));
    first.destroyForcibly().waitFor();

    cli().launch("--json", "monitor", "--act").exits(0);

    JsonNode status = cli().launch("--json", "status").exits(0).json();
    assertThat(status.at("/runs/finished").asInt()).as(status.toString()).isEqualTo(1);
    assertThat(console("exp000/s1").split("Learning iteration 0/60", -1)).hasSize(2);
    assertThat(left()).isEmpty();
  }

  @Test
  void aCancelledRunEndsAtOnceThoughItsProgramIsDeaf() throws Exception {
    makeStudy(StandIn.DEVELOP, "STANDIN_SECONDS: \"0.2\", STANDIN_FAULT: deaf");
    cli().launch("launch", "exp000", "--seeds", "1", "--dry-run").exits(0);
    Process first = trotline("launch", "exp000", "--seeds", "1");
    await(() -> Files.exists(study.resolve("runs/exp000/s1/pid")));
    first.destroyForcibly().waitFor();
    Context context =
        new Context(
            System.getenv(),
            study,
            System.out,
            System.err,
            java.time.InstantSource.system(),
            false);
    try (Services services = Services.open(context, study)) {
      RunId id = RunId.parse("exp000/s1");
      services.dispatcher().reconcile();
      assertThat(services.dispatcher().cancel(id, "test").state()).isEqualTo(RunState.CANCELLED);
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void whatTheGenerationCannotDoIsRefusedBeforeAnythingStarts() throws IOException {
    makeStudy(StandIn.V2_1_0, "", "  presets: [newton_mjwarp]\n");
    assertThat(cli().launch("launch", "exp000").exits(4).err())
        .contains("Isaac Lab 2.1.0 has no presets");
    configure("", "  agent: rsl_rl_with_symmetry_cfg_entry_point\n");
    assertThat(cli().launch("launch", "exp000").exits(4).err()).contains("has no --agent");
    configure("", "  arguments: [--device, 'cuda:1']\n");
    assertThat(cli().launch("launch", "exp000").exits(4).err())
        .contains("'--device' is set by Trotline itself");
    configure("", "");
    Files.delete(StandIn.python(root));
    assertThat(cli().launch("launch", "exp000").exits(4).err()).contains("no Python interpreter");
  }

  @ParameterizedTest
  @EnumSource(StandIn.class)
  void theDoctorSaysWhatIsInstalled(StandIn standIn) throws IOException {
    makeStudy(standIn, "");

    JsonNode json = cli().launch("--json", "doctor").exits(0).json();

    assertThat(json.path("checks").toString())
        .contains("simulator isaaclab", "isaaclab " + standIn.version())
        .contains("generation ", "rsl-rl-lib " + standIn.rslRl());
  }

  /** Processes that still run in this test's folder. */
  private List<Long> left() throws IOException {
    List<Long> found = new ArrayList<>();
    for (ProcessHandle process : (Iterable<ProcessHandle>) ProcessHandle.allProcesses()::iterator) {
      try {
        Path cwd = Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"));
        if (cwd.startsWith(study)) {
          found.add(process.pid());
        }
      } catch (IOException gone) {
        continue;
      }
    }
    return found;
  }

  private Process trotline(String... arguments) throws IOException {
    List<String> argv =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.trotline.cli.Main"));
    argv.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(argv).directory(study.toFile());
    builder.environment().put("TROTLINE_HOME", Cli.home().toString());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("trotline.log").toFile());
    return builder.start();
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waiting").isLessThan(end);
      Thread.sleep(20);
    }
  }
}
