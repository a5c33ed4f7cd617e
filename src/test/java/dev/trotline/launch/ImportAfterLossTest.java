package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.archive.Archive;
import dev.trotline.error.InvalidInputException;
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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is imported into an archive that has forgotten what was imported before. */
class ImportAfterLossTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

  @TempDir Path folder;
  private final FakeSimulator simulator = new FakeSimulator(request -> null, path -> null);
  private Path logs;
  private Study study;
  private Archive archive;

  @BeforeEach
  void importAndLoseTheArchive() throws IOException {
    logs = Files.createDirectory(folder.toRealPath().resolve("logs"));
    study = Studies.in(Files.createDirectory(folder.toRealPath().resolve("study")));
    LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    LogTree.run(logs.resolve("exp/b"), 1, 3.0, 3, 5);
    archive = Archive.open(study.archive(), CLOCK);
    assertThat(importAll(false).count(Action.IMPORTED)).isEqualTo(2);
    archive.close();
    Files.delete(study.archive());
    archive = Archive.open(study.archive(), CLOCK);
  }

  @AfterEach
  void close() throws IOException {
    archive.close();
    LogTree.unlink(folder);
  }

  private ImportReport importAll(boolean dryRun) {
    return new Importer(
            study, archive, simulator, Author.importer("tester"), CLOCK, (done, all) -> {})
        .run(List.of(logs), dryRun);
  }

  @Test
  void refusesUntilTheArchiveIsRebuiltAndWritesNothing() {
    Map<String, String> runs = LogTree.listing(study.runs());
    Map<String, String> experiments = LogTree.listing(study.experiments());
    for (boolean dryRun : new boolean[] {false, true}) {
      assertThatThrownBy(() -> importAll(dryRun))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("exp001/s1 and 1 more")
          .hasMessageEndingWith(": run 'trotline archive rebuild' first");
    }
    assertThat(archive.runs()).isEmpty();
    assertThat(archive.experiments()).isEmpty();
    assertThat(LogTree.listing(study.runs())).isEqualTo(runs);
    assertThat(LogTree.listing(study.experiments())).isEqualTo(experiments);

    Rebuild.fromFolders(study, archive, simulator);

    assertThat(importAll(false).count(Action.UNCHANGED)).isEqualTo(2);
    assertThat(archive.runs()).hasSize(2);
  }

  @Test
  void refusesWhileAnyOneIsMissing() throws IOException {
    Path one = study.runs().resolve("exp002");
    Path aside = folder.resolve("aside");
    Files.move(one, aside);
    Rebuild.fromFolders(study, archive, simulator);
    Files.move(aside, one);

    assertThatThrownBy(() -> importAll(false)).hasMessageContaining("exp002/s1: run");
  }

  @Test
  void whatNoRebuildRestoresStopsNobody() throws IOException {
    Files.writeString(study.runs().resolve("exp001/s1/run.json"), "{torn");
    Files.delete(study.runs().resolve("exp002/s1/outcome.json"));

    assertThat(importAll(false).count(Action.IMPORTED)).isEqualTo(2);
  }
}
