package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.simulator.isaaclab.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A night on a simulator without a judge: runs are ranked by their normalised training logs, and
 * the first dump becomes what edits are checked against.
 */
class IsaacLabNightIT {

  @TempDir Path folder;

  @Test
  void theLoopRanksByTheLogAndLearnsTheRealConfiguration() throws IOException {
    Path study = Files.createDirectories(folder.resolve("study"));
    Path root = StandIn.V2_3_2.build(folder);
    Files.writeString(
        study.resolve("study.yaml"),
        """
        name: night
        simulator:
          kind: isaaclab
          task: Isaac-Velocity-Flat-Anymal-D-v0
          root: %s
          python: %s
          num_envs: 64
          max_iterations: 120
          environment: {STANDIN_STARTUP: "0.05"}
        objective: {minimize: velocity_error, subject_to: [timeout_share >= 0.5]}
        seeds: {baseline: 2, screen: 1, full: 2, reproduce: 2}
        planner: {kind: rules, count: 2}
        executor: {kind: local, slots: 2, stagger: 0 s}
        limits: {startup: 30 s, no_progress: 20 s, kill_grace: 1 s, teardown: 5 s, free_disk_mib: 1}
        """
            .formatted(root, StandIn.python(root)));
    Cli cli = new Cli(study);

    Cli.Result night = cli.launch("--json", "--quiet", "loop", "--waves", "1");

    List<String> lines = night.out().lines().toList();
    JsonNode last = Cli.Result.document(lines.get(lines.size() - 1));
    assertThat(last.path("baseline")).as(night.err()).isNotEmpty();
    assertThat(Files.readString(study.resolve("reports/report.md"))).contains("velocity_error");
    try (var references = Files.list(study.resolve("reference"))) {
      assertThat(references).singleElement().asString().endsWith("Flat-Anymal-D-v0_2.3.2");
    }
    JsonNode edit =
        cli.launch(
                "--json", "edit-reward", "exp000", "--set", "action_rat_l2.weight=-1", "--dry-run")
            .exits(3)
            .json();
    assertThat(edit.at("/error/message").asText())
        .contains("the configuration exp000/s", "was trained with");
    JsonNode analysis = cli.launch("--json", "analyze").exits(0).json();
    assertThat(analysis.at("/experiments/0/metrics/velocity_error/mean").asDouble()).isPositive();
  }
}
