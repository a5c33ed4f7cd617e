package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trotline.archive.Archive;
import dev.trotline.archive.ImportRow;
import dev.trotline.launch.imports.ImportReport;
import dev.trotline.launch.imports.ImportReport.Action;
import dev.trotline.launch.imports.ImportReport.Item;
import dev.trotline.launch.imports.Importer;
import dev.trotline.metrics.Corpus;
import dev.trotline.metrics.ScalarSeries;
import dev.trotline.metrics.event.EventFolder;
import dev.trotline.simulator.rslrl.LogFolders;
import dev.trotline.study.Author;
import dev.trotline.study.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every real run folder there is, imported where it lies. */
class ImportCorpusTest {

  @TempDir Path folder;

  @Test
  void everyRunOfTheCorpusIsImportedOnceAndNoneIsTouched() throws Exception {
    Path corpus = Corpus.folder().resolve("runs");
    Map<String, String> before = LogTree.listing(corpus);
    Study study = Studies.in(Files.createDirectory(folder.resolve("study")));
    try (Archive archive = Archive.open(study.archive(), InstantSource.system())) {
      ImportReport first = importAll(study, archive, corpus);
      check(first, study, archive);

      ImportReport second = importAll(study, archive, corpus);

      assertThat(second.count(Action.IMPORTED) + second.count(Action.UPDATED)).isZero();
      assertThat(second.count(Action.UNCHANGED)).isEqualTo(first.count(Action.IMPORTED));
      assertThat(second.repaired()).isZero();
      assertThat(archive.verify()).isEmpty();
    }
    assertThat(LogTree.listing(corpus)).isEqualTo(before);
    LogTree.unlink(folder);
  }

  private static void check(ImportReport report, Study study, Archive archive) throws Exception {
    assertThat(report.unreadable()).isEmpty();
    assertThat(report.count(Action.UNREADABLE)).isZero();
    assertThat(report.items().stream().flatMap(item -> item.problems().stream()))
        .singleElement()
        .asString()
        .contains("truncated-payload");
    Set<Path> taken =
        report.items().stream()
            .filter(item -> item.action() == Action.IMPORTED || item.action() == Action.COPY)
            .filter(item -> item.run() != null)
            .map(Item::path)
            .collect(Collectors.toSet());
    for (Path run : Corpus.runs()) {
      assertThat(taken).contains(run.toRealPath());
    }
    // Three states of one growing file are one run; nothing else is there twice.
    assertThat(report.count(Action.COPY)).isEqualTo(2);
    assertThat(report.items().stream().filter(item -> item.action() == Action.COPY))
        .allMatch(item -> item.path().toString().contains("rlgames-growing"));
    assertThat(report.count(Action.CONFIGURATION_ONLY)).isEqualTo(36);
    for (ImportRow row : archive.imports()) {
      assertThat(row.rule()).isNotBlank();
      Path link = LogFolders.newest(study.runFolder(row.run())).orElseThrow();
      assertThat(link.toRealPath()).isEqualTo(Path.of(row.path()));
      figuresThroughTheLinkEqualTheTruth(link, Path.of(row.path()));
      meansOfTheTailAreTheArchives(link, archive, row);
    }
  }

  private static void figuresThroughTheLinkEqualTheTruth(Path link, Path original) {
    JsonNode truth = Corpus.truth(original).path("tags");
    Map<String, ScalarSeries> series = EventFolder.read(link).all();
    assertThat(series.keySet()).hasSize(truth.size());
    series.forEach(
        (tag, mine) -> {
          JsonNode wanted = truth.get(tag);
          assertThat(mine.size()).as(tag).isEqualTo(wanted.get("points").asInt());
          double[] finite = Arrays.stream(mine.values()).filter(Double::isFinite).toArray();
          same(tag, wanted.get("last_value"), mine.lastValue());
          same(tag, wanted.get("mean"), Arrays.stream(finite).average().orElse(Double.NaN));
          same(tag, wanted.get("min"), Arrays.stream(finite).min().orElse(Double.NaN));
          same(tag, wanted.get("max"), Arrays.stream(finite).max().orElse(Double.NaN));
        });
  }

  private static void same(String tag, JsonNode wanted, double mine) {
    if (wanted.isNumber()) {
      double value = wanted.asDouble();
      assertThat(mine).as(tag).isCloseTo(value, within(1e-6 * Math.abs(value) + 1e-30));
    }
  }

  private static void meansOfTheTailAreTheArchives(Path link, Archive archive, ImportRow row) {
    Double stored = archive.metrics(row.run(), "log").get("mean_reward");
    ScalarSeries reward = EventFolder.read(link).find("Train/mean_reward").orElse(null);
    if (stored != null && reward != null && row.rule().contains("last 50 iterations")) {
      assertThat(stored).isEqualTo(reward.meanOfLast(50));
    }
  }

  private static ImportReport importAll(Study study, Archive archive, Path corpus) {
    return new Importer(
            study,
            archive,
            new FakeSimulator(request -> null, path -> null),
            Author.importer("tester"),
            InstantSource.system(),
            (done, all) -> {})
        .run(List.of(corpus), false);
  }
}
