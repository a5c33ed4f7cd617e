package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.Archive;
import dev.trotline.archive.ImportRow;
import dev.trotline.archive.ImportRow.KnownFile;
import dev.trotline.launch.imports.ImportReport;
import dev.trotline.launch.imports.ImportReport.Action;
import dev.trotline.launch.imports.Importer;
import dev.trotline.study.Author;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that wrote little before they failed: each is one run, and stays the one it is. */
class ImportOfFailedStartsTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String SHORT = "starting\nno device\n";
  private static final String BANNER = "a line of the banner\n".repeat(400);
  private static final String EVENTS = "events.out.tfevents.1700000000.h.1.0";

  @TempDir Path folder;
  private Path logs;
  private Study study;
  private Archive archive;

  @BeforeEach
  void open() throws IOException {
    logs = Files.createDirectory(folder.toRealPath().resolve("logs"));
    study = Studies.in(Files.createDirectory(folder.toRealPath().resolve("study")));
    archive = Archive.open(study.archive(), InstantSource.fixed(NOW));
  }

  @AfterEach
  void close() throws IOException {
    archive.close();
    LogTree.unlink(folder);
  }

  private ImportReport importAll() {
    return new Importer(
            study,
            archive,
            new FakeSimulator(request -> null, path -> null),
            Author.importer("tester"),
            InstantSource.fixed(NOW),
            (done, all) -> {})
        .run(List.of(logs), false);
  }

  /** A start that got as far as its settings. */
  private Path start(String name, int seed) {
    Path at = logs.resolve(name);
    LogTree.params(at, seed, 2.0, 5);
    return at;
  }

  private void isOneRun(Action action) {
    assertThat(importAll().items())
        .singleElement()
        .satisfies(item -> assertThat(item.action()).isEqualTo(action));
    assertThat(archive.runs()).hasSize(1);
    assertThat(importAll().count(Action.UNCHANGED)).isEqualTo(1);
    assertThat(archive.verify()).isEmpty();
  }

  @Test
  void startsWithTheSameConsoleButOtherSeedsAreSeveralRuns() {
    for (String console : List.of(SHORT, BANNER, "")) {
      int before = archive.runs().size();
      for (int seed = 1; seed <= 4; seed++) {
        Path at = start(console.length() + "-" + seed, seed);
        LogTree.write(at.resolve("console.log"), console);
      }

      ImportReport report = importAll();

      assertThat(report.count(Action.IMPORTED)).as("%s", report.items()).isEqualTo(4);
      assertThat(report.count(Action.COPY)).isZero();
      assertThat(archive.runs()).hasSize(before + 4);
    }
    assertThat(importAll().count(Action.UNCHANGED)).isEqualTo(12);
  }

  @Test
  void startsThatDifferOnlyBehindTheBannerAreSeveralRuns() {
    Path a = start("a", 1);
    LogTree.write(a.resolve("console.log"), BANNER + "failed at 10:00");
    Path b = logs.resolve("b");
    LogTree.copy(a, b);
    LogTree.write(b.resolve("console.log"), BANNER + "failed at 11:00");
    LogTree.copy(a, logs.resolve("copy"));

    ImportReport report = importAll();

    assertThat(report.count(Action.IMPORTED)).isEqualTo(2);
    assertThat(report.count(Action.COPY)).isEqualTo(1);
  }

  @Test
  void aConsoleThatHasGrownIsTheSameRun() {
    List<String> before = List.of("", SHORT, BANNER);
    for (int i = 0; i < before.size(); i++) {
      LogTree.write(start("run" + i, i).resolve("console.log"), before.get(i));
    }
    importAll();
    for (int i = 0; i < before.size(); i++) {
      Path console = logs.resolve("run" + i).resolve("console.log");
      LogTree.write(console, before.get(i) + "one more line\n");
    }

    assertThat(importAll().count(Action.UPDATED)).isEqualTo(3);
    assertThat(archive.runs()).hasSize(3);
    assertThat(importAll().count(Action.UNCHANGED)).isEqualTo(3);
  }

  @Test
  void aStartThatBecameATrainingIsTheSameRun() {
    Path at = start("a", 1);
    LogTree.write(at.resolve("console.log"), SHORT);
    importAll();
    LogTree.write(at.resolve("console.log"), SHORT + "iteration 0\n");
    LogTree.events(at, EVENTS, 5);

    isOneRun(Action.UPDATED);
  }

  @Test
  void aConsoleThatWasReplacedIsAnotherRun() {
    Path at = start("a", 1);
    LogTree.write(at.resolve("console.log"), SHORT);
    importAll();
    LogTree.write(at.resolve("console.log"), "quite another start, and a longer one\n");

    assertThat(importAll().count(Action.IMPORTED)).isEqualTo(1);
    assertThat(archive.runs()).hasSize(2);
  }

  @Test
  void aConsoleThatWasMovedIsTheSameRun() throws IOException {
    LogTree.write(start("a", 1).resolve("console.log"), SHORT);
    importAll();
    Files.move(logs.resolve("a"), logs.resolve("b"));

    isOneRun(Action.RELINKED);
  }

  @Test
  void whatWasImportedBeforeSizesWereNotedIsKnownAgain() {
    Path at = start("a", 1);
    LogTree.write(at.resolve("console.log"), SHORT);
    importAll();
    ImportRow row = archive.imports().get(0);
    archive.putImport(
        new ImportRow(
            row.run(),
            row.path(),
            row.config(),
            row.bytes(),
            row.rule(),
            row.firstSeen(),
            row.updatedAt(),
            Set.of(new KnownFile("console.log", "")),
            row.manifest()));
    LogTree.write(start("b", 2).resolve("console.log"), SHORT);

    ImportReport report = importAll();

    assertThat(report.count(Action.UPDATED)).isEqualTo(1);
    assertThat(report.count(Action.IMPORTED)).isEqualTo(1);
    assertThat(importAll().count(Action.UNCHANGED)).isEqualTo(2);
  }

  @Test
  void emptyFilesOfOneNameAreOneRunOnlyWithTheSameSettings() {
    for (String name : List.of(EVENTS, "model_0.pt")) {
      int before = archive.runs().size();
      for (int seed = 1; seed <= 4; seed++) {
        LogTree.write(start(name + seed, seed).resolve(name), new byte[0]);
      }
      LogTree.copy(logs.resolve(name + 1), logs.resolve("copies").resolve(name));

      ImportReport report = importAll();

      assertThat(report.count(Action.IMPORTED)).as("%s", report.items()).isEqualTo(4);
      assertThat(archive.runs()).hasSize(before + 4);
    }
    assertThat(importAll().count(Action.COPY)).isEqualTo(2);
    LogTree.events(logs.resolve(EVENTS + 3), EVENTS, 5);

    ImportReport grown = importAll();

    assertThat(grown.count(Action.UPDATED)).isEqualTo(1);
    assertThat(grown.count(Action.UNCHANGED)).isEqualTo(7);
    assertThat(archive.runs()).hasSize(8);
  }

  @Test
  void emptyEventFilesWithoutSettingsAreCopies() {
    LogTree.write(logs.resolve("a").resolve(EVENTS), new byte[0]);
    LogTree.events(logs.resolve("b"), EVENTS, 5);

    ImportReport report = importAll();

    assertThat(report.count(Action.IMPORTED)).isEqualTo(1);
    assertThat(report.count(Action.COPY)).isEqualTo(1);
  }
}
