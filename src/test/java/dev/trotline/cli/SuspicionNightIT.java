package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A night whose every good candidate cheats: it tracks well and keeps one foot in the air. */
class SuspicionNightIT {
  @TempDir Path folder;

  @Test
  void whatTheDetectorsFlagIsNotPromotedHoweverGoodItsFigures() throws IOException {
    new Cli(folder).launch("init", "s", "--template", "quad-stands-still").exits(0);
    Path study = folder.resolve("s");
    Path file = study.resolve("study.yaml");
    String text = Files.readString(file);
    Files.writeString(
        file,
        text.replaceAll("(?m)^  environment:.*\n", "")
            .replace(
                "  base: ",
                "  environment: {TROTLINE_FAULT: \"fake:seconds=0.3,spread=0.02,limp=1\"}\n  base: ")
            .replaceAll("executor: \\{kind: local[^}]*}", "executor: {kind: local, slots: 2}"));
    Cli cli = new Cli(study);

    Cli.Result night = cli.launch("--json", "--quiet", "loop", "--waves", "1").exits(1);

    List<JsonNode> events = night.out().lines().map(Cli.Result::document).toList();
    assertThat(events.get(events.size() - 1).path("incumbent").asText()).isEqualTo("exp000");
    JsonNode refused =
        events.stream()
            .filter(e -> e.path("event").asText().equals("verdict"))
            .filter(e -> e.path("reason").asText().contains("not promoted, whatever"))
            .findFirst()
            .orElseThrow();
    assertThat(refused.path("verdict").asText()).isEqualTo("rejected");
    assertThat(refused.path("reason").asText()).contains("lifted_leg");
    JsonNode analysis =
        cli.launch("--json", "analyze", refused.path("experiment").asText()).exits(1).json();
    assertThat(analysis.at("/comparisons/0/gate/verdict").asText()).isEqualTo("accepted");
    assertThat(analysis.at("/comparisons/0/promotable").asBoolean()).isFalse();
    assertThat(analysis.at("/comparisons/0/blockedBy").asText()).contains("lifted_leg");
    assertThat(analysis.at("/experiments/0/flags/0/evidence")).isNotEmpty();
  }
}
