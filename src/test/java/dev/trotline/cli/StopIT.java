package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that a person ends, and commands that a person interrupts, on the trainer's test double. */
class StopIT {
  @TempDir Path folder;
  private Path study;
  private Path log;

  @BeforeEach
  void makeAStudy() throws IOException {
    study = folder.resolve("s");
    log = folder.resolve("out.log");
    new Cli(folder).launch("init", "s", "--template", "quad-stands-still").exits(0);
    Path file = study.resolve("study.yaml");
    String text = Files.readString(file);
    assertThat(text).contains("  base: ", "executor: {kind: local}");
    Files.writeString(
        file,
        text.replace("  base: ", "  environment: {TROTLINE_FAULT: \"fake:seconds=90\"}\n  base: ")
            .replace("executor: {kind: local}", "executor: {kind: local, slots: 2}"));
  }

  @AfterEach
  void leaveNothingRunning() {
    new Cli(study).launch("stop", "--all");
  }

  private Cli cli() {
    return new Cli(study);
  }

  private Process start(String... args) throws IOException {
    List<String> argv =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.trotline.cli.Main"),
                Stream.of(args))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(argv).directory(study.toFile());
    builder.environment().put("TROTLINE_HOME", Cli.home().toString());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return builder.start();
  }

  private void awaitTraining(String... runs) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    for (String run : runs) {
      Path console = study.resolve("runs").resolve(run).resolve("console.log");
      while (!Files.exists(console)
          || !Files.readString(console).contains("Learning iteration 2/")) {
        assertThat(System.nanoTime()).as("waiting for " + run).isLessThan(end);
        Thread.sleep(100);
      }
    }
  }

  private static String states(JsonNode json) {
    StringBuilder text = new StringBuilder();
    json.path("runs")
        .forEach(
            row ->
                text.append(row.path("run").asText())
                    .append(' ')
                    .append(row.path("action").asText())
                    .append(' ')
                    .append(row.path("state").asText())
                    .append('\n'));
    return text.toString();
  }

  @Test
  void theOneWhoDrivesTheStudyCarriesItOut() throws Exception {
    Process launch = start("launch", "exp000", "--seeds", "3");
    awaitTraining("exp000/s1", "exp000/s2");

    JsonNode plan = cli().launch("--json", "stop", "exp000/s", "--dry-run").exits(3).json();
    assertThat(plan.at("/error/message").asText()).contains("exp000/s1, exp000/s2, exp000/s3");
    assertThat(states(cli().launch("--json", "stop", "--all", "--dry-run").exits(0).json()))
        .contains("exp000/s1 would_end training", "exp000/s3 would_leave_queue queued");
    assertThat(states(cli().launch("--json", "stop", "--queued").exits(0).json()))
        .isEqualTo("exp000/s3 left_queue cancelled\n");

    JsonNode one =
        cli().launch("--json", "stop", "exp000/s2", "--reason", "too slow").exits(0).json();

    assertThat(states(one)).isEqualTo("exp000/s2 ended cancelled\n");
    assertThat(one.path("driver").asText()).contains("trotline launch");
    assertThat(launch.isAlive()).isTrue();
    cli().launch("--json", "stop", "exp000").exits(0).json();
    assertThat(launch.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(log)).contains("exp000/s2 cancelled: too slow");
    assertThat(states(cli().launch("--json", "stop", "exp000/s2").exits(0).json()))
        .isEqualTo("exp000/s2 over_before cancelled\n");
    cli().launch("--json", "archive", "verify").exits(0);
  }

  @Test
  void whoeverInterruptsIsToldAndTheRunsGoOnUntilTheyAreStopped() throws Exception {
    Process launch = start("launch", "exp000", "--seeds", "3");
    awaitTraining("exp000/s1", "exp000/s2");

    new ProcessBuilder("kill", "-INT", Long.toString(launch.pid())).start().waitFor();

    assertThat(launch.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(launch.exitValue()).isEqualTo(130);
    List<String> told =
        Files.readAllLines(log).stream().filter(line -> line.startsWith("interrupted")).toList();
    assertThat(told).hasSize(1);
    assertThat(told.get(0))
        .contains("exp000/s1, exp000/s2 go on training", "1 run waits", "stop --all", "monitor");
    JsonNode stopped = cli().launch("--json", "stop", "--all", "--halt").exits(0).json();
    assertThat(stopped.path("driver").isNull()).isTrue();
    assertThat(states(stopped))
        .isEqualTo(
            "exp000/s1 ended cancelled\nexp000/s2 ended cancelled\nexp000/s3 left_queue cancelled\n");
    assertThat(study.resolve("HALT")).exists();
    cli().launch("--json", "archive", "verify").exits(0);
  }

  @Test
  void whatIgnoresSignalsIsEndedAlthoughNobodyDrivesTheStudy() throws Exception {
    StubbornPython.into(study, 1);
    Process launch = start("launch", "exp000");
    awaitTraining("exp000/s1");
    launch.destroyForcibly().waitFor();

    JsonNode stopped = cli().launch("--json", "stop", "--all").exits(0).json();

    assertThat(states(stopped)).isEqualTo("exp000/s1 ended cancelled\n");
    cli().launch("--json", "archive", "verify").exits(0);
  }

  @Test
  void anInterruptedStreamEndsWithADocumentThatSaysSo() throws Exception {
    Process loop = start("--json", "loop", "--waves", "1");
    awaitTraining("exp000/s1");

    new ProcessBuilder("kill", "-TERM", Long.toString(loop.pid())).start().waitFor();

    assertThat(loop.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(loop.exitValue()).isEqualTo(143);
    List<String> lines = Files.readAllLines(log);
    JsonNode last = Cli.Result.document(lines.get(lines.size() - 1));
    assertThat(last.at("/error/kind").asText()).isEqualTo("interrupted");
  }

  @Test
  void nobodyIsStoppedByAccident() {
    assertThat(cli().launch("--json", "stop").exits(3).json().at("/error/remedy").asText())
        .contains("--all");
    cli().launch("--json", "stop", "exp000/s1").exits(3);
    assertThat(cli().launch("--json", "stop", "--all").exits(0).json().path("runs")).isEmpty();
  }
}
