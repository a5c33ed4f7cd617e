package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nights that are too short, on the trainer's test double. */
class DeadlineIT {
  @TempDir Path folder;
  private Path study;

  @BeforeEach
  void makeAStudy() throws IOException {
    study = folder.resolve("s");
    new Cli(folder).launch("init", "s", "--template", "quad-stands-still").exits(0);
    configure(40);
  }

  private void configure(int seconds) throws IOException {
    Path file = study.resolve("study.yaml");
    String text = Files.readString(file).replaceAll("(?m)^  environment:.*\n", "");
    Files.writeString(
        file,
        text.replace(
                "  base: ",
                "  environment: {TROTLINE_FAULT: \"fake:seconds="
                    + seconds
                    + ",spread=0.02\"}\n  base: ")
            .replaceAll("executor: \\{kind: local[^}]*}", "executor: {kind: local, slots: 2}"));
  }

  private static String in(int seconds) {
    return LocalDateTime.now().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private List<JsonNode> night(int seconds) {
    LocalDateTime end = LocalDateTime.now().plusSeconds(seconds);
    Cli.Result result =
        new Cli(study).launch("--json", "--quiet", "loop", "--waves", "1", "--until", in(seconds));
    assertThat(LocalDateTime.now()).as("over by the deadline").isBefore(end.plusSeconds(15));
    return result.out().lines().map(Cli.Result::document).toList();
  }

  private JsonNode status() {
    return new Cli(study).launch("--json", "status").exits(0).json();
  }

  @Test
  void whatADeadlineCutsOffGoesOnFromItsCheckpointTheNextNight() throws IOException {
    List<JsonNode> first = night(24);

    JsonNode end = first.get(first.size() - 1);
    assertThat(end.path("paused").asBoolean()).isTrue();
    JsonNode status = status();
    assertThat(status.at("/runs/preempted").asInt()).as("%s", status).isEqualTo(2);
    assertThat(status.at("/runs/queued").asInt()).isEqualTo(1);
    assertThat(status.at("/loop/phase").asText()).isEqualTo("baseline");
    assertThat(study.resolve("reports/summary.txt")).exists();
    assertThat(Files.readString(study.resolve("reports/report.md"))).contains("Died.** Nothing");

    configure(2);
    List<JsonNode> second = night(300);

    assertThat(second.get(second.size() - 1).path("targetReached").asBoolean()).isTrue();
    JsonNode after = status();
    assertThat(after.at("/runs/preempted").asInt()).isEqualTo(2);
    assertThat(after.path("runs").has("queued")).isFalse();
    assertThat(after.at("/loop/phase").asText()).isEqualTo("done");
    Path carried = study.resolve("runs/exp000/s1r1");
    assertThat(Files.readString(carried.resolve("console.log")))
        .contains("Loading model checkpoint from");
    assertThat(study.resolve("runs/exp000/s4")).as("no seed took its place").doesNotExist();
    new Cli(study).launch("--json", "archive", "verify").exits(0);
  }

  @Test
  void whatIgnoresSignalsIsOverWhenTheSessionIs() throws IOException {
    configure(200);
    StubbornPython.into(study, 6);

    List<JsonNode> events = night(12);

    assertThat(events.get(events.size() - 1).path("paused").asBoolean()).isTrue();
    JsonNode status = status();
    assertThat(status.path("runs").has("preempted")).as("%s", status).isTrue();
    assertThat(status.path("runs").has("training")).as("%s", status).isFalse();
    assertThat(status.path("runs").has("starting")).as("%s", status).isFalse();
  }

  @Test
  void nothingIsStartedThatCannotEndInTime() throws IOException {
    configure(6);
    new Cli(study).launch("--json", "launch", "exp000", "--seeds", "2").exits(0);

    List<JsonNode> events = night(5);

    assertThat(events.get(events.size() - 1).path("paused").asBoolean()).isTrue();
    JsonNode status = status();
    assertThat(status.at("/runs/finished").asInt()).isEqualTo(2);
    assertThat(status.at("/runs/queued").asInt()).isEqualTo(1);
    assertThat(status.path("runs").size()).as("%s", status).isEqualTo(2);
  }

  @Test
  void aNightThatIsOverIsRefusedInOneLine() {
    Cli.Result result =
        new Cli(study).launch("loop", "--from", clock(120), "--until", clock(180)).exits(5);
    assertThat(result.err().lines().count()).isEqualTo(1);
    assertThat(result.err()).contains("outside the night");
    assertThat(study.resolve("runs")).doesNotExist();
  }

  private static String clock(int minutes) {
    return LocalDateTime.now()
        .plusMinutes(minutes)
        .toLocalTime()
        .truncatedTo(ChronoUnit.MINUTES)
        .toString();
  }
}
