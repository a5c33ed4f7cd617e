package dev.trotline.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.EnvironmentException;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgementsTest {
  private static final RunId RUN = RunId.of(new ExperimentId(1), 2);

  @TempDir Path folder;

  private Archive open() {
    return Archive.open(folder.resolve("archive.db"), new FakeClock());
  }

  private static JudgementRow row(String document, boolean ranks) {
    return new JudgementRow(
        RUN, document, "d1", "logs/model_9.pt", "c1", "code", "seed=7", ranks, true);
  }

  @Test
  void keepsOneRankingJudgementOfARunAndReplacesThoseOfTheSameDocument() {
    try (Archive archive = open()) {
      archive.enqueue(RUN, 0, "screen");
      archive.putJudgement(row("judge/a.json", true));
      archive.putJudgement(row("judge/b.json", true));
      archive.putJudgement(row("judge/a.json", false));

      assertThat(archive.rankingJudgement(RUN)).contains(row("judge/b.json", true));
      assertThat(archive.judgement(RUN, "judge/a.json")).contains(row("judge/a.json", false));
      assertThat(archive.judgements(RUN)).hasSize(2);
      assertThat(archive.judgement(RUN, "judge/c.json")).isEmpty();
    }
  }

  @Test
  void keepsNoJudgementOfARunItDoesNotKnow() {
    try (Archive archive = open()) {
      assertThatThrownBy(() -> archive.putJudgement(row("judge/a.json", true)))
          .isInstanceOf(EnvironmentException.class);
    }
  }

  @Test
  void keepsNeitherFiguresNorRecordOfATransactionThatFailed() {
    try (Archive archive = open()) {
      archive.enqueue(RUN, 0, "screen");
      assertThatThrownBy(
              () ->
                  archive.inTransaction(
                      () -> {
                        archive.putJudgement(row("judge/a.json", true));
                        archive.putMetrics(RUN, MetricSource.JUDGE, Map.of("a", 1.0));
                        throw new IllegalStateException("power cut");
                      }))
          .isInstanceOf(IllegalStateException.class);

      assertThat(archive.judgements(RUN)).isEmpty();
      assertThat(archive.metrics(RUN, MetricSource.JUDGE)).isEmpty();
    }
  }

  @Test
  void anArchiveOfTheSecondSchemaKeepsItsFiguresAndHasNoRecords() throws Exception {
    List<String> scripts = List.of("V001__the_spine.sql", "V002__imports.sql");
    try (Database old = Database.open(folder.resolve("archive.db"))) {
      for (int i = 0; i < scripts.size(); i++) {
        String sql = script(scripts.get(i));
        old.command(sql);
        old.command(
            "INSERT INTO schema_history VALUES (%d, '%s', '%s', 0)"
                .formatted(i + 1, scripts.get(i), sha256(sql)));
      }
      old.command("PRAGMA user_version=2");
      old.command(
          "INSERT INTO runs (id, experiment, state, wave, purpose, queued_ms)"
              + " VALUES ('exp001/s2', 1, 'queued', 0, 'screen', 0)");
      old.command("INSERT INTO metrics VALUES ('exp001/s2', 'judge', 'velocity_error', 0.25)");
    }

    try (Archive archive = open()) {
      assertThat(archive.metrics(RUN, MetricSource.JUDGE)).containsEntry("velocity_error", 0.25);
      assertThat(archive.judgements(RUN)).isEmpty();
      archive.putJudgement(row("judge/a.json", true));
      assertThat(archive.rankingJudgement(RUN)).isPresent();
    }
  }

  private static String script(String name) throws IOException {
    try (InputStream in = Archive.class.getResourceAsStream("/migrations/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
