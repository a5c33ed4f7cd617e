package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.metrics.event.EventBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void makeAStudy() {
    new Cli(folder).launch("init", "s", "--template", "quad-stands-still").exits(0);
    cli = new Cli(folder.resolve("s"));
  }

  /** A run of the study's own task whose action rate was made cheaper. */
  private Path run(String name, String weight) throws IOException {
    Path run = folder.resolve("logs").resolve(name);
    Path stock = Cli.home().resolve("isaac-configs/mujoco/Trotline-Velocity-Flat-Quad-v0");
    Files.createDirectories(run.resolve("params"));
    String env = Files.readString(stock.resolve("env.yaml"));
    String agent = Files.readString(stock.resolve("agent.yaml"));
    assertThat(env).contains("    weight: -0.02\n");
    Files.writeString(
        run.resolve("params/env.yaml"),
        env.replaceFirst("    weight: -0\\.02\n", "    weight: " + weight + "\n"));
    Files.writeString(
        run.resolve("params/agent.yaml"),
        agent.replaceFirst("max_iterations: \\d+", "max_iterations: 4"));
    EventBytes events = EventBytes.version2();
    for (int i = 0; i < 4; i++) {
      events.scalar("Perf/total_fps", i, 1000).scalar("Train/mean_reward", i, i);
    }
    Files.write(run.resolve("events.out.tfevents.1700000000." + name + ".1.0"), events.bytes());
    return run;
  }

  @Test
  void importsWhatItCanExpressAsAnExperimentOfTheStudy() throws IOException {
    run("cheap", "-0.05");

    JsonNode json = cli.launch("--json", "import", "../logs").exits(0).json();

    assertThat(json.at("/counts/imported").asInt()).isEqualTo(1);
    JsonNode experiment = json.at("/experiments/0");
    assertThat(experiment.path("foreign").isNull()).as(experiment.toString()).isTrue();
    assertThat(experiment.path("edits").get(0).asText())
        .isEqualTo("rewards.action_rate_l2.weight = -0.05");
    assertThat(json.at("/runs/0/state").asText()).isEqualTo("finished");
    assertThat(cli.launch("--json", "import", "../logs").exits(0).json().at("/counts/unchanged"))
        .hasToString("1");
    cli.launch("--json", "edit-reward", "exp001", "--scale", "dof_acc_l2=2").exits(0).json();
  }

  @Test
  void showsImportedRunsAndRanksNone() throws IOException {
    run("cheap", "-0.05");
    cli.launch("import", "../logs").exits(0);

    JsonNode status = cli.launch("--json", "status").exits(0).json();
    assertThat(status.at("/imported/runs").asInt()).isEqualTo(1);
    assertThat(status.path("runs")).isEmpty();
    assertThat(status.at("/budget/experiments").asInt()).isZero();
    assertThat(cli.launch("status").exits(0).out()).contains("1 imported run of 1 configuration");
    JsonNode analysis = cli.launch("--json", "analyze", "exp001").exits(0).json();
    assertThat(analysis.at("/imported/0/metrics/mean_reward").isNumber()).isTrue();
    assertThat(analysis.at("/imported/0/rule").asText()).contains("last");
    assertThat(analysis.path("experiments")).isEmpty();
    assertThat(cli.launch("--json", "analyze").exits(0).json().path("experiments")).hasSize(1);
    assertThat(cli.launch("--json", "report", "--dry-run").exits(0).json().toString())
        .contains("1 run of 1 configuration, trained elsewhere");
    assertThat(cli.launch("--json", "archive", "verify").exits(0).json().path("problems"))
        .isEmpty();
    assertThat(cli.launch("--json", "archive", "rebuild").exits(0).json().path("runs").asInt())
        .isEqualTo(1);
    assertThat(cli.launch("--json", "import", "../logs").exits(0).json().at("/counts/unchanged"))
        .hasToString("1");
  }

  @Test
  void asksForARebuildWhereTheArchiveWasLost() throws IOException {
    run("cheap", "-0.05");
    cli.launch("import", "../logs").exits(0);
    try (var files = Files.list(folder.resolve("s"))) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("archive")).toList()) {
        Files.delete(file);
      }
    }

    JsonNode error = cli.launch("--json", "import", "../logs").exits(3).json().path("error");
    assertThat(error.path("message").asText()).contains("run 'trotline archive rebuild' first");
    cli.launch("--json", "archive", "rebuild").exits(0);
    assertThat(cli.launch("--json", "import", "../logs").exits(0).json().at("/counts/unchanged"))
        .hasToString("1");
  }

  @Test
  void refusesToBuildOnWhatItCannotTrain() throws IOException {
    Path run = run("foreign", "-0.05");
    Files.writeString(run.resolve("params/env.yaml"), "decimation: 4\n");
    JsonNode json = cli.launch("--json", "import", "../logs").exits(0).json();
    assertThat(json.at("/experiments/0/foreign").asText()).isNotBlank();

    for (String[] args :
        new String[][] {
          {"--json", "edit-reward", "exp001", "--scale", "dof_acc_l2=2"},
          {"--json", "propose", "--from", "exp001", "--dry-run"}
        }) {
      JsonNode error = cli.launch(args).exits(3).json().path("error");
      assertThat(error.path("message").asText())
          .startsWith("exp001 was imported and cannot be trained or built upon here: ");
      assertThat(error.path("remedy").asText()).contains("exp000");
    }
  }

  @Test
  void aDryRunWritesNothingAndNothingFoundIsANo() throws IOException {
    run("cheap", "-0.05");
    cli.launch("--json", "import", "../logs", "--dry-run").exits(0).json();
    assertThat(folder.resolve("s/runs")).doesNotExist();
    Files.createDirectory(folder.resolve("empty"));
    cli.launch("--json", "import", "../empty").exits(1).json();
    assertThat(cli.launch("--json", "import", "../nowhere").exits(3).json().at("/error/message"))
        .asString()
        .contains("there is no folder");
    cli.launch("--json", "import").exits(2).json();
  }
}
