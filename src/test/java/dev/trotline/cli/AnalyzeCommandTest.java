package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.analyze.FolderAnalysis;
import dev.trotline.archive.Archive;
import dev.trotline.archive.Change;
import dev.trotline.archive.MetricSource;
import dev.trotline.metrics.event.EventBytes;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code analyze} of log folders without a study: figures, flags, comparison, outputs. */
class AnalyzeCommandTest {
  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void writeTwoRuns() throws IOException {
    write("a", 1.0f, 0.8f);
    write("b", 1.0f, 0.2f);
    cli = new Cli(folder);
  }

  /**
   * A run of 200 iterations whose episodes are full and whose velocity error goes from one value to
   * another.
   */
  private void write(String name, float from, float to) throws IOException {
    EventBytes events = EventBytes.version2();
    for (int i = 0; i < 200; i++) {
      float error = from + (to - from) * Math.min(1, i / 100f) + 0.01f * (i % 5 - 2);
      events.scalar("Episode_Reward/track_lin_vel_xy_exp", i, 1 - error);
      events.scalar("Episode_Reward/action_rate_l2", i, -0.1f);
      events.scalar("Episode_Termination/time_out", i, 0.9f);
      events.scalar("Episode_Termination/base_contact", i, 0.1f);
      events.scalar("Metrics/base_velocity/mean_error_vel_xy", i, error);
      events.scalar("Perf/total_fps", i, 1000);
      events.scalar("Train/mean_reward", i, 10 - error);
      events.scalar("Train/mean_episode_length", i, 950);
    }
    Path run = Files.createDirectories(folder.resolve(name));
    Files.write(run.resolve("events.out.tfevents.1.h.1.0"), events.bytes());
  }

  @Test
  void tellsTheFiguresOfCurvesAndWhenABoundWasPassed() {
    JsonNode run =
        cli.launch("--json", "analyze", "b", "--until", "velocity_error <= 0.3", "--window", "20")
            .exits(0)
            .json()
            .at("/runs/0");

    assertThat(run.at("/metrics/velocity_error").asDouble()).isBetween(0.19, 0.21);
    assertThat(run.at("/provenance/velocity_error/tags/0").asText())
        .isEqualTo("Metrics/base_velocity/mean_error_vel_xy");
    assertThat(run.at("/curves/velocity_error/best").asDouble()).isBetween(0.18, 0.22);
    assertThat(run.at("/curves/velocity_error/reached/iteration").asInt()).isBetween(85, 110);
    assertThat(run.path("flags")).isEmpty();
  }

  @Test
  void holdsOneFolderAgainstAnother() {
    JsonNode json = cli.launch("--json", "analyze", "b", "--against", "a").exits(0).json();

    JsonNode error =
        json.at("/attribution/metrics")
            .valueStream()
            .filter(metric -> metric.path("name").asText().equals("velocity_error"))
            .findFirst()
            .orElseThrow();
    assertThat(error.path("difference").asDouble()).isBetween(-0.62, -0.58);
    assertThat(json.at("/attribution/parting/velocity_error/from").asInt()).isBetween(1, 60);
  }

  @Test
  void writesAPageAPictureATableAndADatabase() throws Exception {
    JsonNode json =
        cli.launch(
                "--json",
                "analyze",
                "a",
                "b",
                "--html",
                "x.html",
                "--png",
                "x.png",
                "--csv",
                "x.csv",
                "--sqlite",
                "x.db")
            .exits(0)
            .json();

    assertThat(json.path("written")).hasSize(4);
    assertThat(Files.readString(folder.resolve("x.html")))
        .contains("<svg", "Train/mean_reward")
        .doesNotContain("src=\"http", "href=\"http", "@import");
    assertThat(Files.readAllBytes(folder.resolve("x.png"))).startsWith(0x89, 'P', 'N', 'G');
    assertThat(Files.readString(folder.resolve("x.csv")))
        .startsWith("experiment,seed,metric,source,value\n")
        .contains("velocity_error,log,");
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("x.db"));
        var rows = database.createStatement().executeQuery("SELECT count(*) FROM scalars")) {
      assertThat(rows.getInt(1)).isEqualTo(2 * 200 * 8);
    }
  }

  @Test
  void aTableOnStdoutHasItForItself() {
    Cli.Result result = cli.launch("analyze", "a", "--scalars", "--csv", "-").exits(0);

    assertThat(result.out().lines().findFirst()).contains("run,tag,step,wall_time,value");
    assertThat(result.out().lines()).hasSize(1 + 200 * 8);
  }

  @Test
  void theTableOnStdoutGoesWithNoOtherOutput() {
    JsonNode error = cli.launch("--json", "analyze", "a", "--csv", "-").exits(3).json();

    assertThat(error.at("/error/path").asText()).isEqualTo("--csv");
    cli.launch("analyze", "a", "--csv", "-", "--html", "x.html").exits(3);
    assertThat(folder.resolve("x.html")).doesNotExist();
  }

  @Test
  void aMistypedFolderIsNamedInsteadOfAskingForAStudy() {
    for (String[] arguments :
        new String[][] {{"./c"}, {"a", "./c"}, {"a", "--against", folder + "/c"}}) {
      String[] all = new String[arguments.length + 2];
      all[0] = "--json";
      all[1] = "analyze";
      System.arraycopy(arguments, 0, all, 2, arguments.length);
      JsonNode error = cli.launch(all).exits(3).json();
      assertThat(error.at("/error/message").asText()).contains("/c' does not exist");
    }
  }

  @Test
  void theWindowAskedForIsTheWindowShown() {
    JsonNode run =
        cli.launch("--json", "analyze", "b", "--window", "5").exits(0).json().at("/runs/0");

    assertThat(run.path("window").asInt()).isEqualTo(5);
    assertThat(run.path("rule").asText()).startsWith("mean of the last 5 iterations");
    assertThat(run.at("/metrics/velocity_error")).isEqualTo(run.at("/curves/velocity_error/last"));
  }

  @Test
  void aBoundNeverPassedIsToldFromOneThatNothingMeasures() {
    assertThat(cli.launch("analyze", "b", "--until", "velocity_error <= 0.01").exits(0).out())
        .contains("reached", "never");
    JsonNode error =
        cli.launch("--json", "analyze", "b", "--until", "velocity <= 0.01").exits(3).json();
    assertThat(error.at("/error/message").asText()).contains("'velocity'");
    assertThat(error.at("/error/remedy").asText()).contains("velocity_error");
  }

  @Test
  void whatCannotBeLookedIntoIsSaid() {
    Path locked = folder.resolve("a");

    assertThat(new FolderAnalysis(List.of(), null, List.of(locked + ": denied")).lines())
        .contains("not read: " + locked + ": denied");
  }

  @Test
  void anUnknownTagIsSaidToBeUnknown() {
    assertThat(cli.launch("analyze", "b", "--plot", "--tag", "Nonsense").exits(0).out())
        .contains("no such tag");
  }

  @Test
  void drawsInTheTerminalWithLettersAlone() {
    Cli.Result result = cli.launch("analyze", "a", "b", "--plot", "--ascii").exits(0);

    assertThat(result.out()).contains("Train/mean_reward");
    assertThat(result.out().chars()).allMatch(c -> c < 128);
  }

  @Test
  void scalarsOfSeveralFoldersAreOneDocument() {
    JsonNode json = cli.launch("--json", "analyze", "a", "b", "--scalars").exits(0).json();

    assertThat(json.path("runs")).hasSize(2);
    assertThat(json.at("/runs/1/tags/Perf~1total_fps/points").asInt()).isEqualTo(200);
  }

  @Test
  void badInputIsNamed() {
    assertThat(error(3, "analyze", "a", "--window", "0")).contains("--window");
    assertThat(error(3, "analyze", "a", "--until", "good")).contains("--until");
    assertThat(
            error(
                3,
                "analyze",
                "a",
                "--until",
                "velocity_error <= 0.3",
                "--until",
                "velocity_error <= 0.2"))
        .contains("two bounds");
    assertThat(error(3, "analyze", "nowhere", "--scalars")).contains("nowhere");
    assertThat(error(3, "analyze", "--scalars")).contains("no folder is given");
  }

  private String error(int code, String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "--json";
    System.arraycopy(args, 0, all, 1, args.length);
    return cli.launch(all).exits(code).json().path("error").toString();
  }

  @Test
  void anExperimentAgainstItselfIsRefusedAndAnUntrainedOneSaysSo() {
    cli.launch("init", "s", "--template", "quad-smoke").exits(0);
    Cli study = new Cli(folder.resolve("s"));
    assertThat(
            study
                .launch("--json", "analyze", "exp000", "--against", "exp000")
                .exits(3)
                .json()
                .at("/error/message")
                .asText())
        .contains("against itself");
    JsonNode json = study.launch("--json", "analyze", "exp000").exits(1).json();
    assertThat(json.at("/withoutFigures/0").asText()).isEqualTo("exp000");
  }

  @Test
  void runsWhoseFoldersWereClearedAwayKeepTheirFigures() {
    cli.launch("init", "s", "--template", "quad-smoke").exits(0);
    Path root = folder.resolve("s");
    try (Archive archive = Archive.open(root.resolve("archive.db"), Instant::now)) {
      RunId run = RunId.of(ExperimentId.BASELINE, 1);
      archive.enqueue(run, 0, "baseline");
      archive.claim(run, "cpu0");
      archive.transition(run, RunState.STARTING, RunState.FINISHED, Change.none());
      archive.putMetrics(run, MetricSource.JUDGE, Map.of("velocity_error", 0.25));
    }

    JsonNode json = new Cli(root).launch("--json", "analyze").exits(0).json();

    assertThat(json.at("/experiments/0/metrics/velocity_error/mean").asDouble()).isEqualTo(0.25);
    assertThat(json.at("/experiments/0/notes").toString())
        .contains("exp000/s1: no scalar of its event file could be read, so less of it");
    new Cli(root).launch("analyze", "exp000", "--sqlite", "all.db").exits(0);
  }

  @Test
  void settingsThatCannotBeReadAreNamedWhereTheRunIsExamined() throws IOException {
    cli.launch("init", "s", "--template", "quad-smoke").exits(0);
    Path root = folder.resolve("s");
    try (Archive archive = Archive.open(root.resolve("archive.db"), Instant::now)) {
      RunId run = RunId.of(ExperimentId.BASELINE, 1);
      archive.enqueue(run, 0, "baseline");
      archive.claim(run, "cpu0");
      archive.transition(run, RunState.STARTING, RunState.FINISHED, Change.none());
      archive.putMetrics(run, MetricSource.JUDGE, Map.of("velocity_error", 0.25));
    }
    Path log = root.resolve("runs/exp000/s1/logs/rsl_rl/quad_flat/2026-11-21_12-00-00_exp000_s1");
    Files.createDirectories(log.resolve("params"));
    Files.copy(
        folder.resolve("a/events.out.tfevents.1.h.1.0"),
        log.resolve("events.out.tfevents.1.h.1.0"));
    Files.writeString(log.resolve("params/env.yaml"), "rewards: [unclosed\n");

    String notes =
        new Cli(root)
            .launch("--json", "analyze")
            .exits(0)
            .json()
            .at("/experiments/0/notes")
            .toString();

    assertThat(notes).contains("exp000/s1: env.yaml: ").doesNotContain("no scalar");
  }
}
