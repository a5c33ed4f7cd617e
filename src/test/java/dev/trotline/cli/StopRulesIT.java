package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.archive.Archive;
import dev.trotline.archive.Decision;
import dev.trotline.study.StopSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stop rules end real processes of the trainer's test double. */
class StopRulesIT {
  @TempDir Path folder;
  private Path study;

  @BeforeEach
  void makeAStudy() {
    study = folder.resolve("s");
    new Cli(folder).launch("init", "s", "--template", "quad-stands-still").exits(0);
  }

  private void configure(String fault, String stop) throws IOException {
    Path file = study.resolve("study.yaml");
    String text = Files.readString(file).replaceAll("(?m)^  environment:.*\n", "");
    assertThat(text).contains("  base: ");
    text = text.replace("  base: ", "  environment: {TROTLINE_FAULT: \"" + fault + "\"}\n  base: ");
    Files.writeString(file, text + "\nstop: " + stop + "\n");
  }

  private List<Decision> journal(String kind) {
    try (Archive archive = Archive.open(study.resolve("archive.db"), InstantSource.system())) {
      return archive.decisionsAbout("exp000/s1").stream()
          .filter(decision -> decision.kind().equals(kind))
          .toList();
    }
  }

  @Test
  void aRunOverItsHoursIsEndedRightAfterACheckpoint() throws IOException {
    // 6 s of 30.
    configure("fake:seconds=30", "{budget: {run_hours: 0.0016666}}");

    JsonNode json =
        new Cli(study).launch("--json", "launch", "exp000", "--seeds", "1").exits(1).json();

    JsonNode run = json.at("/runs/0");
    assertThat(run.path("state").asText()).isEqualTo("cancelled");
    assertThat(run.path("cause").asText()).isEqualTo("budget");
    int done = run.path("iteration").asInt();
    assertThat(done).isBetween(1, run.path("iterationsAsked").asInt() - 1);
    // A checkpoint every 50 iterations; hardly anything was trained after the last one.
    assertThat((done - 1) % 50).isLessThan(20);
    assertThat(journal("stop_intended")).hasSize(1);
    assertThat(journal("stop")).hasSize(1);
    assertThat(journal("stop").get(0).evidence())
        .contains("rule budget")
        .contains("device hours spent")
        .contains("not spent");
  }

  @Test
  void aRunThatCannotMakeTheDeadlineIsEndedBeforeIt() throws IOException {
    configure("fake:seconds=300", "{}");
    new Cli(study).launch("--json", "launch", "exp000", "--seeds", "1", "--detach").exits(0);
    LocalDateTime until = LocalDateTime.now().plusSeconds(36).truncatedTo(ChronoUnit.SECONDS);

    new Cli(study).launch("--json", "monitor", "--act", "--until", until.toString()).exits(0);

    assertThat(LocalDateTime.now()).isBefore(until.plusSeconds(3));
    JsonNode status = new Cli(study).launch("--json", "status").exits(0).json();
    assertThat(status.toString()).contains("preempted");
    assertThat(journal("stop").get(0).evidence()).contains("rule deadline");
  }

  @Test
  void listsTheRulesThatAreOffToo() throws IOException {
    configure("fake:seconds=1", "{hopeless: off}");

    JsonNode rules =
        new Cli(study).launch("--json", "monitor", "--rules").exits(0).json().path("rules");

    assertThat(rules.size()).isEqualTo(StopSettings.RULES.size());
    for (JsonNode rule : rules) {
      boolean off = List.of("hopeless", "plateau", "budget").contains(rule.path("rule").asText());
      assertThat(rule.path("on").asBoolean()).isEqualTo(!off);
    }
  }

  @Test
  void aRuleThatIsOffEndsNothing() throws IOException {
    configure("fake:seconds=4", "{budget: {on: false, run_hours: 0.0003}}");

    JsonNode json =
        new Cli(study).launch("--json", "launch", "exp000", "--seeds", "1").exits(0).json();

    assertThat(json.at("/runs/0/state").asText()).isEqualTo("finished");
    assertThat(journal("stop")).isEmpty();
  }
}
