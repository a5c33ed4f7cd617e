package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.simulator.isaaclab.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  @Test
  void x() {}
}
