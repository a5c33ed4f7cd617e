package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands that need no Python: exit codes, sentences, documents. */
class CommandsTest {
  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void makeAStudy() {
    cli = new Cli(folder);
    cli.launch("init", "s", "--template", "quad-stands-still").exits(0);
    cli = new Cli(folder.resolve("s"));
  }

  private Path study() {
    return folder.resolve("s");
  }

  @Test
  void initRefusesADirectoryThatHoldsAStudy() {
    Cli.Result result = cli.launch("init", "--json").exits(3);
    assertThat(result.json().at("/error/message").asText()).contains("already");
  }

  @Test
  void initNamesTheTemplatesThereAre() {
    JsonNode error =
        new Cli(folder).launch("--json", "init", "x", "--template", "moon").exits(3).json();
    assertThat(error.at("/error/remedy").asText()).contains("quad-flat", "quad-stands-still");
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void initWritesNothingInADryRun() {
    new Cli(folder).launch("--json", "init", "y", "--dry-run").exits(0).json();
    assertThat(folder.resolve("y")).doesNotExist();
  }

  @Test
  void anEditMakesAChildAndShowsTheDiff() throws IOException {
    JsonNode json =
        cli.launch("--json", "edit-reward", "exp000", "--set", "action_rate_l2.weight=-0.05")
            .exits(0)
            .json();
    assertThat(json.path("experiment").asText()).isEqualTo("exp001");
    assertThat(json.path("diff").get(0).asText())
        .contains("env.rewards.action_rate_l2.weight")
        .contains("-2.0")
        .contains("-0.05");
    assertThat(Files.readString(study().resolve("experiments/exp001.yaml")))
        .contains("parent: exp000", "author: human:tester", "weight: -0.05");
  }

  @Test
  void anEditsDryRunWritesNothing() {
    JsonNode json =
        cli.launch("--json", "edit-terrain", "exp000", "--set", "boxes.proportion=0.5", "--dry-run")
            .exits(3)
            .json();
    assertThat(json.at("/error/message").asText()).contains("sub_terrains");
    cli.launch("edit-config", "exp000", "--set", "agent.algorithm.gamma=0.97", "--dry-run")
        .exits(0);
    assertThat(study().resolve("experiments")).doesNotExist();
  }

  static Stream<List<String>> badEdits() {
    return Stream.of(
        List.of("--set", "no_such_term.weight=1.0"),
        List.of("--set", "action_rate_l2.weight=heavy"),
        List.of("--set", "action_rate_l2.weight=nan"),
        List.of("--set", "action_rate_l2.weight=0.5"),
        List.of("--set", "track_lin_vel_xy_exp.weight=-1.0"),
        List.of("--param", "track_lin_vel_xy_exp.std=0.0"),
        List.of("--param", "track_lin_vel_xy_exp.nope=1.0"),
        List.of("--scale", "action_rate_l2"),
        List.of("--remove", "nobody"));
  }

  @ParameterizedTest
  @MethodSource("badEdits")
  void aBadEditIsRefusedInOneSentence(List<String> edit) {
    String[] args =
        Stream.concat(Stream.of("--json", "edit-reward", "exp000"), edit.stream())
            .toArray(String[]::new);
    JsonNode error = cli.launch(args).exits(3).json().path("error");
    assertThat(error.path("kind").asText()).isEqualTo("invalid_input");
    assertThat(error.path("message").asText()).isNotBlank().doesNotContain("\n");
    assertThat(study().resolve("experiments")).doesNotExist();
  }

  static Stream<List<String>> brokenStudies() {
    return Stream.of(
        List.of("kind: mujoco", "kind: gazebo", "simulator.kind"),
        List.of("minimize: velocity_error", "minimise: velocity_error", "minimise"),
        List.of("baseline: 3", "baseline: three", "seeds.baseline"),
        List.of("term: action_rate_l2", "term: action_rat", "rewards"),
        List.of("num_envs: 128", "num_envs: [128", "line"),
        List.of("startup: 3 min", "startup: soon", "limits.startup"));
  }

  @ParameterizedTest
  @MethodSource("brokenStudies")
  void aBrokenStudyFileIsNamedWithItsKey(List<String> change) throws IOException {
    Path file = study().resolve("study.yaml");
    String text = Files.readString(file);
    assertThat(text).contains(change.get(0));
    Files.writeString(file, text.replace(change.get(0), change.get(1)));
    JsonNode error =
        cli.with("TROTLINE_PYTHON", "/usr/bin/true")
            .launch("--json", "edit-reward", "exp000", "--scale", "dof_acc_l2=2")
            .exits(3)
            .json()
            .path("error");
    assertThat(error.toString()).contains(change.get(2));
    assertThat(study().resolve("experiments")).doesNotExist();
  }

  @Test
  void aMissingPythonIsAnEnvironmentError() {
    JsonNode error =
        cli.with("TROTLINE_PYTHON", "/nonexistent/python")
            .launch("--json", "loop", "--waves", "1")
            .exits(4)
            .json()
            .path("error");
    assertThat(error.path("message").asText()).contains("/nonexistent/python");
    assertThat(study().resolve("runs")).doesNotExist();
  }

  @Test
  void usageErrorsExitWithTwo() {
    cli.launch("--json", "launch").exits(2).json();
    cli.launch("--json", "frobnicate").exits(2).json();
    cli.launch("loop", "--waves", "many").exits(2);
  }

  @Test
  void commandsOutsideAStudySaySo() {
    JsonNode error = new Cli(folder).launch("--json", "status").exits(3).json().path("error");
    assertThat(error.path("remedy").asText()).contains("trotline init");
  }

  @Test
  void statusOfAFreshStudyIsEmpty() {
    assertThat(cli.launch("--json", "status").exits(0).json().path("runs")).isEmpty();
  }

  @Test
  void readOnlyCommandsAnswerOnAFreshStudy() {
    cli.launch("--json", "analyze").exits(0).json();
    cli.launch("--json", "monitor", "--once").exits(0).json();
    cli.launch("--json", "report", "--dry-run").exits(0).json();
    assertThat(cli.launch("--json", "propose", "--dry-run").exits(1).json().path("proposals"))
        .isEmpty();
  }

  @Test
  void diagnoseReadsALogWithoutAStudy() throws IOException {
    Path log = folder.resolve("train.log");
    Files.writeString(
        log,
        """
        Traceback (most recent call last):
          File "train.py", line 3, in <module>
            import rsl_rl
        ModuleNotFoundError: No module named 'rsl_rl'
        """);
    JsonNode json = new Cli(folder).launch("--json", "diagnose", "train.log").exits(1).json();
    assertThat(json.path("status").asText()).isEqualTo("failed");
    assertThat(json.at("/causes/0/cause").asText()).isEqualTo("missing_module");
    assertThat(json.at("/causes/0/evidence/0/line").asInt()).isEqualTo(4);
  }

  @Test
  void versionAndHelpTouchNothing() {
    assertThat(cli.launch("--version").exits(0).out()).startsWith("trotline ");
    assertThat(cli.launch("loop", "--help").exits(0).out()).contains("--waves");
  }
}
