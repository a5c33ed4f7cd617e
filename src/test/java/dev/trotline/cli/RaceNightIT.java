package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A night whose candidates may get more seeds than one round gives them. */
class RaceNightIT {
  @TempDir Path folder;

  private Path study() throws IOException {
    Path study = folder.resolve("s");
    new Cli(folder).launch("init", "s", "--template", "quad-stands-still").exits(0);
    Path file = study.resolve("study.yaml");
    String text = Files.readString(file);
    Files.writeString(
        file,
        text.replaceAll("(?m)^  environment:.*\n", "")
            .replace(
                "  base: ",
                "  environment: {TROTLINE_FAULT: \"fake:seconds=0.3,spread=0.02\"}\n  base: ")
            .replaceAll("(?m)^  full: 3", "  full: 6")
            .replaceAll("(?m)^  reproduce: 3", "  reproduce: 2")
            .replaceAll("executor: \\{kind: local[^}]*}", "executor: {kind: local, slots: 2}"));
    return study;
  }

  @Test
  void aClearWinnerSparesSeedsAndTheNightSurvivesAKillBetweenTheRounds() throws Exception {
    Path study = study();
    Process first =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.trotline.cli.Main"),
                        Stream.of("loop", "--waves", "1"))
                    .toList())
            .directory(study.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("loop.log").toFile())
            .start();
    // The second seed of a candidate: the race is on.
    Path second = study.resolve("runs/exp001/s2");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (first.isAlive() && !Files.exists(second) && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    first.destroyForcibly().waitFor();

    Cli.Result night = new Cli(study).launch("--json", "--quiet", "loop", "--waves", "1").exits(0);

    List<JsonNode> events = night.out().lines().map(Cli.Result::document).toList();
    JsonNode closed =
        events.stream()
            .filter(e -> e.path("event").asText().equals("wave_closed"))
            .findFirst()
            .orElseThrow();
    assertThat(closed.path("incumbent").asText()).isNotEqualTo("exp000");
    assertThat(closed.path("seedsSaved").asInt()).isPositive();
    assertThat(closed.path("expectedFalseAcceptances").asDouble()).isCloseTo(0.05, within(1e-9));
    new Cli(study).launch("--json", "archive", "verify").exits(0);
    JsonNode status = new Cli(study).launch("--json", "status").exits(0).json();
    assertThat(status.path("runs").size()).as("only finished: %s", status).isEqualTo(1);
    try (Stream<Path> runs = Files.list(study.resolve("runs/exp001"))) {
      assertThat(runs.count()).isLessThan(8);
    }
  }
}
