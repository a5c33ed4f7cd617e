package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.process.MarkerSweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole nights on the trainer's test double (TROTLINE_FAULT=fake): real processes, real archive,
 * real files, no physics.
 */
class NightIT {
  @TempDir Path folder;
  private Path study;

  @BeforeEach
  void makeAStudy() throws IOException {
    study = folder.resolve("s");
    new Cli(folder).launch("init", "s", "--template", "quad-stands-still").exits(0);
    configure("fake:seconds=0.4,spread=0.02", "slots: 2");
  }

  private void configure(String fault, String executor) throws IOException {
    Path file = study.resolve("study.yaml");
    String text = Files.readString(file);
    text = text.replaceAll("(?m)^  environment:.*\n", "");
    text =
        text.replace("  base: ", "  environment: {TROTLINE_FAULT: \"" + fault + "\"}\n  base: ")
            .replaceAll(
                "executor: \\{kind: local[^}]*}", "executor: {kind: local, " + executor + "}");
    Files.writeString(file, text);
  }

  private Cli cli() {
    return new Cli(study);
  }

  @Test
  void aNightFindsTheMistakeReproducesTheWinnerAndReports() throws IOException {
    Cli.Result night = cli().launch("--json", "--quiet", "loop", "--waves", "2").exits(0);
    List<String> lines = night.out().lines().toList();
    lines.forEach(Cli.Result::document);
    JsonNode last = Cli.Result.document(lines.get(lines.size() - 1));
    assertThat(last.path("targetReached").asBoolean()).isTrue();
    assertThat(last.path("reproduced").asBoolean()).isTrue();
    assertThat(mean(last.path("best"))).isLessThan(0.5 * mean(last.path("baseline")));
    assertThat(Files.readString(study.resolve("reports/report.md"))).contains("action_rate_l2");
    JsonNode status = cli().launch("--json", "status").exits(0).json();
    assertThat(status.at("/loop/phase").asText()).isEqualTo("done");
    cli().launch("--json", "analyze", "best").exits(0).json();
    cli().launch("--json", "propose", "--dry-run", "--from", "exp000").json();
    cli().launch("--json", "evaluate", "exp000/s1").exits(0).json();
    cli().launch("--json", "archive", "verify").exits(0).json();
  }

  private static double mean(JsonNode values) {
    double sum = 0;
    for (JsonNode value : values) {
      sum += value.asDouble();
    }
    return sum / values.size();
  }

  @Test
  void launchWaitsAndTellsTheStates() throws IOException {
    JsonNode json = cli().launch("--json", "launch", "exp000", "--seeds", "2").exits(0).json();
    assertThat(json.path("runs")).hasSize(2);
    assertThat(json.at("/runs/0/state").asText()).isEqualTo("finished");
    assertThat(json.at("/runs/0/metrics/velocity_error").asDouble()).isPositive();
    assertThat(study.resolve("runs/exp000/s1/run.json")).exists();
    assertThat(study.resolve("runs/exp000/s1/command.sh")).exists();
  }

  @Test
  void failuresAreNamedAndTheAnswerIsNo() throws IOException {
    configure("fake:seconds=0.4;oom:iteration=5", "slots: 2");
    JsonNode json = cli().launch("--json", "launch", "exp000", "--seeds", "1").exits(1).json();
    assertThat(json.at("/runs/0/state").asText()).isEqualTo("out_of_memory");
    assertThat(json.at("/runs/0/cause").asText()).isEqualTo("cuda_out_of_memory");
    JsonNode diagnosis = cli().launch("--json", "diagnose", "exp000/s1").exits(1).json();
    assertThat(diagnosis.at("/causes/0/cause").asText()).isEqualTo("cuda_out_of_memory");
  }

  @Test
  void anInterruptedRunIsCarriedOnFromItsCheckpoint() throws IOException {
    configure("fake:seconds=0.4;crash:iteration=60", "slots: 1");
    cli().launch("--json", "launch", "exp000", "--seeds", "1").exits(1);
    configure("fake:seconds=0.4", "slots: 1");

    JsonNode json =
        cli().launch("--json", "launch", "exp000", "--seeds", "1", "--resume").exits(0).json();

    assertThat(json.at("/runs/0/run").asText()).isEqualTo("exp000/s1r1");
    assertThat(json.at("/runs/0/state").asText()).isEqualTo("finished");
    int asked = json.at("/runs/0/iterationsAsked").asInt();
    assertThat(json.at("/runs/0/iteration").asInt()).isEqualTo(asked).isGreaterThan(60);
    Path run = study.resolve("runs/exp000/s1r1");
    assertThat(Files.readString(run.resolve("console.log")))
        .contains("Learning iteration 50/" + asked)
        .doesNotContain("Learning iteration 49/");
    assertThat(Files.readString(run.resolve("run.json"))).contains("model_50.pt");
    JsonNode first = cli().launch("--json", "status").json();
    assertThat(first.toString()).contains("crashed");
    assertThat(
            cli()
                .launch("--json", "launch", "exp000", "--seeds", "1", "--resume")
                .exits(3)
                .json()
                .at("/error/message")
                .asText())
        .contains("exp000/s1r1 has finished");
  }

  @Test
  void aRunThatDiedBeforeItSavedAnythingStartsAnewAndFinishedSeedsArePassedOver()
      throws IOException {
    cli().launch("--json", "launch", "exp000", "--seeds", "1").exits(0);
    configure("fake:seconds=0.4;crash-import", "slots: 1");
    cli().launch("--json", "launch", "exp000", "--seeds", "1,2").exits(1);
    configure("fake:seconds=0.4", "slots: 1");

    JsonNode json =
        cli().launch("--json", "launch", "exp000", "--seeds", "2", "--resume").exits(0).json();

    assertThat(json.path("runs")).hasSize(1);
    assertThat(json.at("/runs/0/run").asText()).isEqualTo("exp000/s2r1");
    assertThat(json.at("/runs/0/state").asText()).isEqualTo("finished");
    assertThat(json.at("/runs/0/metrics/velocity_error").asDouble()).isPositive();
  }

  @Test
  void anImportedRunKeepsNobodyWaitingAndItsSeedIsTaken() throws IOException {
    cli().launch("--json", "launch", "exp000", "--seeds", "1").exits(0);
    new Cli(folder).launch("init", "other", "--template", "quad-stands-still").exits(0);
    Path finished = study;
    study = folder.resolve("other");
    configure("fake:seconds=0.4", "slots: 1");
    cli().launch("--json", "import", finished.resolve("runs").toString()).exits(0);

    JsonNode json = cli().launch("--json", "launch", "exp000", "--seeds", "1").exits(0).json();

    assertThat(json.at("/runs/0/state").asText()).isEqualTo("finished");
    JsonNode error =
        cli().launch("--json", "launch", "exp001", "--seeds", "1").exits(3).json().path("error");
    assertThat(error.path("message").asText()).contains("exp001/s1 was trained elsewhere");
    cli().launch("--json", "launch", "exp001", "--seeds", "1", "--resume").exits(3);
  }

  @Test
  void anObjectiveNothingMeasuresEndsTheNightAfterTheBaseline() throws IOException {
    Path file = study.resolve("study.yaml");
    String text = Files.readString(file);
    Files.writeString(file, text.replace("timeout_share", "timeot_share"));

    Cli.Result night = cli().launch("--json", "--quiet", "loop", "--waves", "1");

    assertThat(night.out()).contains("nothing here measures timeot_share");
    assertThat(study.resolve("experiments/exp001.yaml")).doesNotExist();
  }

  @Test
  void aSecondLoopOnTheSameStudyIsRefused() throws Exception {
    configure("fake:seconds=8", "slots: 1");
    Process first = start("loop", "--waves", "1");
    try {
      await(() -> Files.exists(study.resolve("runs/exp000/s1/pid")));
      JsonNode error = cli().launch("--json", "loop", "--waves", "1").exits(5).json().path("error");
      assertThat(error.path("kind").asText()).isEqualTo("refused");
    } finally {
      first.destroyForcibly().waitFor();
      endRuns();
    }
  }

  /** As many kills as the property trotline.kills says, spread over as many nights as they fill. */
  @Test
  void aLoopKilledAtRandomInstantsLosesAndDoublesNothing() throws Exception {
    SplittableRandom random = new SplittableRandom(Long.getLong("trotline.seed", 20261120L));
    int wanted = Integer.getInteger("trotline.kills", 12);
    int kills = 0;
    int nights = 0;
    while (kills < wanted) {
      study = folder.resolve("night" + nights++);
      new Cli(folder)
          .launch("init", study.getFileName().toString(), "--template", "quad-stands-still")
          .exits(0);
      configure("fake:seconds=0.4,spread=0.02", "slots: 2");
      kills += killUntilDone(random, wanted - kills);
      checkNothingLostDoubledOrOrphaned();
    }
  }

  private int killUntilDone(SplittableRandom random, int most) throws Exception {
    int kills = 0;
    while (kills < most) {
      Process loop = start("loop", "--waves", "2");
      if (loop.waitFor(random.nextLong(300, 4000), TimeUnit.MILLISECONDS)) {
        assertThat(loop.exitValue()).as(Files.readString(folder.resolve("loop.log"))).isZero();
        return kills;
      }
      loop.destroyForcibly().waitFor();
      kills++;
    }
    Process last = start("loop", "--waves", "2");
    assertThat(last.waitFor(180, TimeUnit.SECONDS)).as("the last loop ends").isTrue();
    assertThat(last.exitValue()).as(Files.readString(folder.resolve("loop.log"))).isZero();
    return kills;
  }

  private void checkNothingLostDoubledOrOrphaned() throws IOException {
    cli().launch("--json", "archive", "verify").exits(0);
    JsonNode status = cli().launch("--json", "status").exits(0).json();
    assertThat(status.at("/loop/phase").asText()).isEqualTo("done");
    assertThat(status.path("runs").size()).as("only finished: %s", status).isEqualTo(1);
    assertThat(status.at("/runs/finished").asInt()).isEqualTo(runFolders().size());
    for (Path run : runFolders()) {
      long starts =
          Files.readAllLines(run.resolve("console.log")).stream()
              .filter(line -> line.contains("Logging experiment in directory"))
              .count();
      assertThat(starts).as("starts of %s", run).isEqualTo(1);
    }
    assertThat(MarkerSweep.find("")).as("orphans").noneMatch(m -> belongsHere(m.pid()));
  }

  private boolean belongsHere(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).startsWith(study);
    } catch (IOException e) {
      return false;
    }
  }

  private List<Path> runFolders() throws IOException {
    try (Stream<Path> files = Files.walk(study.resolve("runs"), 2)) {
      return files.filter(f -> f.getFileName().toString().matches("s\\d+")).toList();
    }
  }

  private Process start(String... args) throws IOException {
    List<String> argv =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.trotline.cli.Main"),
                Stream.of(args))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(argv).directory(study.toFile());
    builder.environment().put("TROTLINE_HOME", Cli.home().toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("loop.log").toFile()));
    return builder.start();
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waiting").isLessThan(end);
      Thread.sleep(50);
    }
  }

  private void endRuns() {
    MarkerSweep.find("").stream()
        .filter(m -> belongsHere(m.pid()))
        .forEach(m -> ProcessHandle.of(m.pid()).ifPresent(ProcessHandle::destroyForcibly));
  }
}
