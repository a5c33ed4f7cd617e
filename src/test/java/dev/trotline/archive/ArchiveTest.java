package dev.trotline.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.EnvironmentException;
import dev.trotline.error.RefusedException;
import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.Verdict;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

  @TempDir Path folder;
  private final FakeClock clock = new FakeClock();
  private Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("archive.db");
  }

  private Archive open() {
    return Archive.open(file, clock);
  }

  private Experiment experiment(int number, @Nullable Integer parent) {
    return new Experiment(
        new ExperimentId(number),
        parent == null ? null : new ExperimentId(parent),
        Author.rule("stands_still"),
        "less action-rate penalty lets it walk",
        List.of(new Edit.SetWeight("action_rate_l2", -0.01)),
        List.of(),
        1,
        Instant.parse("2026-11-20T21:00:00Z"));
  }

  @Test
  void keepsEverythingWhenReopened() {
    try (Archive archive = open()) {
      archive.recordExperiment(experiment(0, null), "a: 1", "hash0");
      archive.recordExperiment(experiment(1, 0), "b: 2", "hash1");
      archive.openWave(1, "smoothness is too dear");
      archive.decide(Author.human("ada"), "directive", "study", "no edits to commands", "");
      archive.put("loop", "{\"stage\":\"baseline\"}");
    }

    try (Archive archive = open()) {
      assertThat(archive.experiments()).hasSize(2);
      assertThat(archive.experiments().get(1).parent()).isEqualTo(ExperimentId.BASELINE);
      assertThat(archive.experiments().get(0).parent()).isNull();
      assertThat(archive.nextExperimentId()).isEqualTo(new ExperimentId(2));
      assertThat(archive.waves()).singleElement().matches(WaveRow::isOpen);
      assertThat(archive.decisions(0)).extracting(Decision::id).containsExactly(1L);
      assertThat(archive.get("loop")).contains("{\"stage\":\"baseline\"}");
      assertThat(archive.verify()).isEmpty();
    }
  }

  @Test
  void countsExperimentsFromZero() {
    try (Archive archive = open()) {
      assertThat(archive.nextExperimentId()).isEqualTo(ExperimentId.BASELINE);
    }
  }

  @Test
  void letsAnExperimentChangeUntilItIsLaunched() {
    try (Archive archive = open()) {
      assertThat(archive.recordExperiment(experiment(0, null), "a: 1", "h1")).isTrue();
      assertThat(archive.recordExperiment(experiment(0, null), "a: 1", "h1")).isFalse();
      assertThat(archive.recordExperiment(experiment(0, null), "a: 2", "h2")).isTrue();
      archive.enqueue(RunId.of(ExperimentId.BASELINE, 0), 0, "baseline");

      assertThatThrownBy(() -> archive.recordExperiment(experiment(0, null), "a: 3", "h3"))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("exp000 was launched");
      assertThat(archive.recordExperiment(experiment(0, null), "a: 2", "h2")).isFalse();
      assertThat(archive.experiment(ExperimentId.BASELINE).orElseThrow().changeSet())
          .isEqualTo("h2");
    }
  }

  @Test
  void recordsVerdicts() {
    try (Archive archive = open()) {
      archive.recordExperiment(experiment(1, null), "a: 1", "h");
      assertThat(archive.verdict(new ExperimentId(1), Verdict.ACCEPTED, "{\"n\":3}")).isTrue();
      assertThat(archive.verdict(new ExperimentId(9), Verdict.ACCEPTED, "{}")).isFalse();

      ExperimentRow row = archive.experiment(new ExperimentId(1)).orElseThrow();
      assertThat(row.verdict()).isEqualTo(Verdict.ACCEPTED);
      assertThat(row.figures()).isEqualTo("{\"n\":3}");
    }
  }

  @Test
  void closesAWaveOnce() {
    try (Archive archive = open()) {
      assertThat(archive.openWave(1, "first")).isTrue();
      assertThat(archive.openWave(1, "again")).isFalse();
      assertThat(archive.closeWave(1, "accepted", "exp003 is better")).isTrue();
      assertThat(archive.closeWave(1, "rejected", "no")).isFalse();

      assertThat(archive.waves().get(0).verdict()).isEqualTo("accepted");
      assertThat(archive.waves().get(0).isOpen()).isFalse();
    }
  }

  @Test
  void givesTheJournalAfterAnEntry() {
    try (Archive archive = open()) {
      Decision first = archive.decide(Author.system("loop"), "launch", "wave 1", "why", "");
      Decision second = archive.decide(Author.system("loop"), "close", "wave 1", "why", "e");

      assertThat(archive.decisions(first.id())).containsExactly(second);
    }
  }

  @Test
  void doesAllOfATransactionOrNone() {
    try (Archive archive = open()) {
      assertThatThrownBy(
              () ->
                  archive.inTransaction(
                      () -> {
                        archive.put("a", "1");
                        archive.inTransaction(() -> archive.put("b", "2"));
                        throw new IllegalStateException("power cut");
                      }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(archive.get("a")).isEmpty();
      assertThat(archive.get("b")).isEmpty();

      archive.inTransaction(() -> archive.put("a", "1"));
      assertThat(archive.get("a")).contains("1");
    }
  }

  @Test
  void keepsNothingOfATransactionWhoseInnerPartFailed() {
    try (Archive archive = open()) {
      assertThatThrownBy(
              () ->
                  archive.inTransaction(
                      () -> {
                        archive.put("a", "1");
                        swallow(
                            () ->
                                archive.inTransaction(
                                    () -> {
                                      archive.put("b", "2");
                                      throw new IllegalStateException("inner");
                                    }));
                      }))
          .hasMessageContaining("none of it is kept");
      assertThat(archive.get("a")).isEmpty();
      archive.put("a", "2");
      assertThat(archive.get("a")).contains("2");
    }
  }

  private static void swallow(Runnable work) {
    try {
      work.run();
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("inner");
    }
  }

  @Test
  void forgetsAFact() {
    try (Archive archive = open()) {
      archive.put("a", "1");
      archive.put("a", "2");
      assertThat(archive.get("a")).contains("2");
      archive.remove("a");
      assertThat(archive.get("a")).isEmpty();
    }
  }

  @Test
  void namesAFileThatIsNoArchive() throws IOException {
    Files.writeString(file, "this is not a database, but it is long enough to look at\n".repeat(9));

    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            EnvironmentException.class,
            e -> assertThat(e.remedy()).contains("trotline archive rebuild"))
        .hasMessageContaining("archive.db");
  }

  @Test
  void refusesAnotherProgramsDatabase() throws Exception {
    try (Database other = Database.open(file)) {
      other.command("CREATE TABLE birds (name TEXT)");
    }

    assertThatThrownBy(this::open)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("not a Trotline archive");
  }

  @Test
  void refusesANewerSchema() throws Exception {
    open().close();
    try (Database database = Database.open(file)) {
      database.command("PRAGMA user_version=99");
    }

    assertThatThrownBy(this::open)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("schema version 99");
  }

  @Test
  void refusesASchemaWhoseScriptDiffers() throws Exception {
    open().close();
    try (Database database = Database.open(file)) {
      database.command("UPDATE schema_history SET checksum = 'x'");
    }

    assertThatThrownBy(this::open).hasMessageContaining("V001__the_spine.sql differs");
  }

  @Test
  void saysThatTheDiskIsFullAndKeepsWhatWasThere() throws Exception {
    open().close();
    try (Database database = Database.open(file)) {
      database.command("PRAGMA max_page_count=1");
      String large = "x".repeat(200_000);

      assertThatThrownBy(
              () ->
                  database.write(
                      connection -> {
                        JournalTable.put(connection, "small", "1");
                        JournalTable.put(connection, "large", large);
                        return true;
                      }))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("disk is full");
    }
    try (Archive archive = open()) {
      assertThat(archive.get("small")).isEmpty();
      assertThat(archive.verify()).isEmpty();
    }
  }

  @Test
  void reportsADamagedPage() throws IOException {
    try (Archive archive = open()) {
      for (int i = 0; i < 200; i++) {
        archive.put("key" + i, "value".repeat(100));
      }
    }
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      for (long at = 4096; at < raw.length(); at += 4096) {
        raw.seek(at);
        raw.write(new byte[512]);
      }
    }

    assertThat(complaints()).isNotEmpty();
  }

  private List<String> complaints() {
    try (Archive archive = open()) {
      return archive.verify();
    } catch (EnvironmentException e) {
      return List.of(e.getMessage());
    }
  }

  @Test
  void setsADamagedFileAside() throws IOException {
    assertThat(Archive.setAside(file, clock)).isEmpty();
    Files.writeString(file, "damaged");

    Path aside = Archive.setAside(file, clock).orElseThrow();

    assertThat(aside).hasContent("damaged");
    assertThat(file).doesNotExist();
    open().close();
  }

  @Test
  void neverRewritesTheJournal() throws Exception {
    try (Archive archive = open()) {
      archive.decide(Author.system("loop"), "launch", "wave 1", "why", "");
    }
    try (Database database = Database.open(file)) {
      assertThatThrownBy(() -> database.command("UPDATE decisions SET reason = 'other'"))
          .hasMessageContaining("append-only");
      assertThatThrownBy(() -> database.command("DELETE FROM decisions"))
          .hasMessageContaining("append-only");
    }
  }

  @Test
  void findsWhatIsInconsistent() {
    try (Archive archive = open()) {
      archive.enqueue(RunId.of(new ExperimentId(3), 0), 1, "screen");
      archive.recordExperiment(experiment(5, 4), "a: 1", "h");

      assertThat(archive.verify())
          .containsExactlyInAnyOrder(
              "exp003 has runs but was never recorded",
              "exp005 names a parent that was never recorded");
    }
  }
}
