package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that writes its own marks, on the trainer's test double and the true judge. */
class JudgeIT {
  private static final String FORGED = "0.000125";

  @TempDir Path folder;
  private Path study;

  @BeforeEach
  void makeAStudy() throws IOException {
    study = folder.resolve("s");
    new Cli(folder).launch("init", "s", "--template", "quad-stands-still").exits(0);
    Path file = study.resolve("study.yaml");
    String text = Files.readString(file).replaceAll("(?m)^  environment:.*\n", "");
    Files.writeString(
        file,
        text.replace("  base: ", "  environment: {TROTLINE_FAULT: \"fake:seconds=2\"}\n  base: "));
  }

  private Cli cli() {
    return new Cli(study);
  }

  /** What a training could leave: a judgement of every checkpoint, and modules for Python. */
  private void forge(AtomicInteger forged) {
    Path run = study.resolve("runs/exp000/s1");
    try {
      while (!Files.exists(run.resolve("console.log"))) {
        Thread.sleep(20);
      }
      Files.createDirectories(run.resolve("judge"));
      for (int iteration = 0; iteration < 1000; iteration++) {
        Path file = run.resolve("judge/model_" + iteration + "-128x20s-90210.json");
        Files.writeString(file, document(iteration));
        forged.incrementAndGet();
      }
      Files.createDirectories(run.resolve("trotline_mujoco"));
      Files.writeString(
          run.resolve("trotline_mujoco/evaluate.py"), "raise SystemExit('the training judged')\n");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String document(int iteration) {
    return """
        {"schema": "trotline/judge-raw/1",
         "metrics": {"velocity_error": %s, "yaw_error": 0, "timeout_share": 1, "distance": 9,
                     "energy": 9, "foot_slip": 0},
         "protocol": {}, "checkpoint": "model_%d.pt", "sha256": ""}
        """
        .formatted(FORGED, iteration);
  }

  @Test
  void marksThatATrainingGaveItselfAreNotBelieved() throws Exception {
    AtomicInteger forged = new AtomicInteger();
    Thread training = new Thread(() -> forge(forged));
    training.start();
    JsonNode launched = cli().launch("--json", "launch", "exp000", "--seeds", "1").exits(0).json();
    training.join();

    assertThat(forged).hasValue(1000);
    double error = launched.at("/runs/0/metrics/velocity_error").asDouble();
    assertThat(error).isGreaterThan(0.05);
    assertThat(launched.at("/runs/0/metrics/commanded_speed").asDouble()).isPositive();
    assertThat(cli().launch("--json", "archive", "verify").exits(0).json().path("notes")).isEmpty();

    JsonNode known = cli().launch("--json", "evaluate", "exp000/s1").exits(0).json();
    assertThat(known.path("fresh").asBoolean()).isFalse();
    assertThat(known.at("/metrics/velocity_error").asDouble()).isEqualTo(error);

    Path document = believed();
    Files.writeString(
        document,
        Files.readString(document).replace("velocity_error\": 0.", "velocity_error\": 0.0"));
    JsonNode tampered = cli().launch("--json", "archive", "verify").exits(1).json();
    assertThat(tampered.at("/problems/0").asText()).contains("was changed after it was recorded");

    JsonNode again = cli().launch("--json", "evaluate", "exp000", "--again").exits(0).json();
    assertThat(again.path("judgements")).hasSize(1);
    assertThat(again.at("/judgements/0/fresh").asBoolean()).isTrue();
    assertThat(again.at("/metrics/velocity_error").asDouble()).isEqualTo(error);
    cli().launch("--json", "archive", "verify").exits(0);

    Files.delete(study.resolve("archive.db"));
    JsonNode rebuilt = cli().launch("--json", "archive", "rebuild").exits(0).json();
    assertThat(rebuilt.at("/judgements/0").asText()).isEqualTo("exp000/s1");
    JsonNode verified = cli().launch("--json", "archive", "verify").json();
    assertThat(verified.at("/notes/0").asText()).contains("Trotline did not see them made");
  }

  /** The only one that is not forged. */
  private Path believed() throws IOException {
    List<Path> honest = new ArrayList<>();
    try (Stream<Path> files = Files.list(study.resolve("runs/exp000/s1/judge"))) {
      for (Path file : files.toList()) {
        if (!Files.readString(file).contains(FORGED)) {
          honest.add(file);
        }
      }
    }
    assertThat(honest).hasSize(1);
    return honest.get(0);
  }
}
