package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.simulator.isaaclab.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Conformance: what every generation is told, and what becomes of it. */
class IsaacLabIT extends IsaacLabConformance {

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
      "edit-config",
      "exp001",
      "--set",
      "agent.algorithm.entropy_coef=0.01",
      "--set",
      "env.events.reset_base.params.pose_range.x=[-0.1,0.1]",
      "--set"
    };
    cli().launch(Stream.concat(Stream.of(more), Stream.of(clip)).toArray(String[]::new)).exits(0);

    JsonNode json = launch(0, "exp002", "--seeds", "1");

    assertThat(json.at("/runs/0/state").asText()).as(console("exp002/s1")).isEqualTo("finished");
    assertThat(json.at("/runs/0/iteration").asInt()).isEqualTo(60);
    assertThat(json.at("/runs/0/metrics/velocity_error").asDouble()).isBetween(0.2, 0.5);
    assertThat(json.at("/runs/0/metrics/timeout_share").asDouble()).isBetween(0.89, 0.91);
    String env = Files.readString(logFolder("exp002/s1").resolve("params/env.yaml"));
    assertThat(env)
        .contains("trotline_rewards", "undesired_contacts: null", "std: 0.4")
        .containsPattern("x: !!python/tuple\\n\\s+- -0.1\\n\\s+- 0.1");
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
}
