package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.archive.Archive;
import dev.trotline.archive.ImportRow;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.InvalidInputException;
import dev.trotline.launch.imports.ImportReport;
import dev.trotline.launch.imports.ImportReport.Action;
import dev.trotline.launch.imports.ImportReport.Item;
import dev.trotline.launch.imports.Importer;
import dev.trotline.simulator.rslrl.LogFolders;
import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImporterTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir Path folder;
  private Path logs;
  private Study study;
  private Archive archive;
  private final FakeSimulator simulator = new FakeSimulator(request -> null, path -> null);

  @BeforeEach
  void open() throws IOException {
    Path root = Files.createDirectory(folder.toRealPath().resolve("study"));
    logs = Files.createDirectory(folder.toRealPath().resolve("logs"));
    study = Studies.in(root);
    archive = Archive.open(study.archive(), InstantSource.fixed(NOW));
  }

  @AfterEach
  void close() throws IOException {
    archive.close();
    LogTree.unlink(folder);
  }

  private ImportReport importAll() {
    return importAll(NOW, false);
  }

  private ImportReport importAll(Instant now, boolean dryRun) {
    return new Importer(
            study,
            archive,
            simulator,
            Author.importer("tester"),
            InstantSource.fixed(now),
            (done, all) -> {})
        .run(List.of(logs), dryRun);
  }

  private RunRecord run(String id) {
    return archive.run(RunId.parse(id)).orElseThrow();
  }

  private static Item only(ImportReport report, Action action) {
    List<Item> items = report.items().stream().filter(i -> i.action() == action).toList();
    assertThat(items).as("%s", report.items()).hasSize(1);
    return items.get(0);
  }

  @Test
  void adoptsARunWithItsStateItsMetricsAndALink() throws IOException {
    Path at = LogTree.run(logs.resolve("exp/2025-05-01_12-00-00"), 42, 2.0, 5, 5);

    ImportReport report = importAll();

    assertThat(only(report, Action.IMPORTED).run()).isEqualTo(RunId.parse("exp001/s42"));
    RunRecord run = run("exp001/s42");
    assertThat(run.state()).isEqualTo(RunState.FINISHED);
    assertThat(run.isImported()).isTrue();
    assertThat(run.iteration()).isEqualTo(5);
    assertThat(run.iterationsAsked()).isEqualTo(5);
    assertThat(run.deviceSeconds()).isZero();
    assertThat(archive.metrics(run.id(), "log")).containsKey("mean_reward");
    assertThat(archive.metrics(run.id(), "judge")).isEmpty();
    assertThat(LogFolders.newest(study.runFolder(run.id())).orElseThrow().toRealPath())
        .isEqualTo(at);
    assertThat(archive.verify()).isEmpty();
  }

  @Test
  void oneConfigurationBecomesOneExperimentWithTheEditsThatMakeIt() {
    LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    LogTree.run(logs.resolve("exp/b"), 2, 2.0, 9, 9);
    LogTree.run(logs.resolve("exp/c"), 1, 3.0, 5, 5);

    ImportReport report = importAll();

    assertThat(report.experiments()).hasSize(2);
    assertThat(archive.runs())
        .extracting(run -> run.id().toString())
        .containsExactly("exp001/s1", "exp001/s2", "exp002/s1");
    var experiment = StudyFiles.readExperiment(study, new ExperimentId(1));
    assertThat(experiment.foreign()).isNull();
    assertThat(experiment.edits()).containsExactly(new Edit.SetWeight("alive", 2.0));
    assertThat(experiment.author()).isEqualTo(Author.importer("tester"));
    assertThat(experiment.hypothesis()).contains(logs.toString());
  }

  @Test
  void whatNoEditExpressesIsForeignAndIsNotTrained() {
    Path at = LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    LogTree.write(at.resolve("params/env.yaml"), "rewards:\n  hop: {func: h, weight: 1.0}\n");

    importAll();

    var experiment = StudyFiles.readExperiment(study, new ExperimentId(1));
    assertThat(experiment.foreign()).isNotBlank();
    assertThatThrownBy(
            () ->
                new Launcher(study, archive, simulator)
                    .enqueue(experiment, List.of(7), 0, "manual"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("exp001 was imported and cannot be trained");
  }

  @Test
  void anExperimentTheStudyCanTrainMayBeLaunched() {
    LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    importAll();

    var experiment = StudyFiles.readExperiment(study, new ExperimentId(1));
    assertThat(new Launcher(study, archive, simulator).enqueue(experiment, List.of(7), 0, "manual"))
        .containsExactly(RunId.parse("exp001/s7"));
  }

  @Test
  void theSameSeedTwiceMakesARepeat() {
    LogTree.run(logs.resolve("exp/a"), 42, 2.0, 5, 5);
    LogTree.run(logs.resolve("exp/b"), 42, 2.0, 5, 5);
    importAll();
    LogTree.run(logs.resolve("exp/c"), 42, 2.0, 5, 5);
    importAll();

    assertThat(archive.runs())
        .extracting(run -> run.id().leaf())
        .containsExactly("s42", "s42r1", "s42r2");
  }

  @Test
  void runsWithoutSettingsOfOneFolderBelongTogether() {
    LogTree.events(logs.resolve("rough/May01_a"), "events.out.tfevents.1.h.1.0", 5);
    LogTree.events(logs.resolve("rough/May01_b"), "events.out.tfevents.2.h.1.0", 5);
    LogTree.events(logs.resolve("flat/May01_c"), "events.out.tfevents.3.h.1.0", 5);

    importAll();

    assertThat(archive.experiments()).hasSize(2);
    assertThat(archive.runs()).extracting(RunRecord::state).containsOnly(RunState.LOST);
    assertThat(StudyFiles.readExperiment(study, new ExperimentId(1)).foreign())
        .contains("env.yaml");
  }

  @Test
  void importingTwiceAddsAndChangesNothing() {
    LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    LogTree.run(logs.resolve("exp/b"), 2, 2.0, 3, 5);
    importAll();
    var runs = archive.runs();
    var imports = archive.imports();
    int journal = archive.decisions(0).size();

    ImportReport again = importAll();

    assertThat(again.count(Action.UNCHANGED)).isEqualTo(2);
    assertThat(again.repaired()).isZero();
    assertThat(archive.runs()).isEqualTo(runs);
    assertThat(archive.imports()).isEqualTo(imports);
    assertThat(archive.decisions(0)).hasSize(journal);
  }

  @Test
  void changesNothingOfWhatItReads() {
    LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    Map<String, String> before = LogTree.listing(logs);

    importAll();

    assertThat(LogTree.listing(logs)).isEqualTo(before);
  }

  @Test
  void aDryRunWritesNothing() {
    LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    LogTree.run(logs.resolve("exp/b"), 1, 2.0, 5, 5);

    ImportReport report = importAll(NOW, true);

    assertThat(report.items())
        .extracting(item -> String.valueOf(item.run()))
        .containsExactly("exp001/s1", "exp001/s1r1");
    assertThat(archive.runs()).isEmpty();
    assertThat(archive.experiments()).isEmpty();
    assertThat(study.runs()).doesNotExist();
    assertThat(study.experiments()).doesNotExist();
  }

  @Test
  void aCopyIsNotAnotherRun() {
    Path first = LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    importAll();
    LogTree.copy(first, logs.resolve("backup/a"));
    LogTree.copy(first, first.resolve("a"));

    ImportReport report = importAll();

    assertThat(report.count(Action.COPY)).isEqualTo(2);
    assertThat(report.items()).allMatch(item -> "exp001/s1".equals(String.valueOf(item.run())));
    assertThat(archive.runs()).hasSize(1);
    assertThat(archive.imports().get(0).path()).isEqualTo(first.toString());
  }

  @Test
  void aFolderThatHoldsACopyOfItselfIsOneRun() {
    Path first = LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    LogTree.copy(first, first.resolve("a"));

    ImportReport report = importAll();

    assertThat(only(report, Action.IMPORTED).path()).isEqualTo(first);
    assertThat(only(report, Action.COPY).run()).isEqualTo(RunId.parse("exp001/s1"));
  }

  @Test
  void aFolderThatWasMovedIsLinkedAnew() throws IOException {
    Path first = LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    importAll();
    Path moved = logs.resolve("best_walk");
    Files.move(first, moved);

    ImportReport report = importAll();

    assertThat(only(report, Action.RELINKED).run()).isEqualTo(RunId.parse("exp001/s1"));
    assertThat(LogFolders.newest(study.runFolder(RunId.parse("exp001/s1"))).orElseThrow())
        .hasFileName("best_walk");
    assertThat(archive.imports()).extracting(ImportRow::path).containsExactly(moved.toString());
    assertThat(importAll().count(Action.UNCHANGED)).isEqualTo(1);
    assertThat(archive.verify()).isEmpty();
  }

  @Test
  void aFolderThatWasDeletedIsSaidToBeGone() throws IOException {
    Path at = LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    importAll();
    Files.move(at, folder.resolve("elsewhere"));

    assertThat(importAll().gone()).containsExactly(RunId.parse("exp001/s1"));
  }

  @Test
  void aRunThatHasGrownIsReadAgain() {
    Path at = LogTree.run(logs.resolve("exp/a"), 1, 2.0, 3, 5);
    importAll();
    assertThat(run("exp001/s1").state()).isEqualTo(RunState.PREEMPTED);
    LogTree.events(at, "events.out.tfevents.1700000000.a.1.0", 5);

    ImportReport report = importAll();

    assertThat(only(report, Action.UPDATED).run()).isEqualTo(RunId.parse("exp001/s1"));
    assertThat(run("exp001/s1").state()).isEqualTo(RunState.FINISHED);
    assertThat(run("exp001/s1").cause()).isNull();
    assertThat(run("exp001/s1").iteration()).isEqualTo(5);
    assertThat(archive.runs()).hasSize(1);
    assertThat(archive.verify()).isEmpty();
    assertThat(importAll().count(Action.UNCHANGED)).isEqualTo(1);
  }

  @Test
  void aRestartInTheSameFolderIsTheSameRun() {
    Path at = LogTree.run(logs.resolve("exp/a"), 1, 2.0, 3, 5);
    importAll();
    LogTree.events(at, "events.out.tfevents.1800000000.a.2.0", 3, 2);

    ImportReport report = importAll();

    assertThat(only(report, Action.UPDATED).record().iteration()).isEqualTo(5);
    assertThat(archive.runs()).hasSize(1);
  }

  @Test
  void anEmptyEventFileIsKnownAgainWhenItHasContent() {
    Path at = LogTree.run(logs.resolve("exp/a"), 1, 2.0, 3, 5);
    Path events = at.resolve("events.out.tfevents.1700000000.a.1.0");
    LogTree.write(events, new byte[0]);
    importAll();
    assertThat(run("exp001/s1").cause()).isEqualTo("no_iteration");
    LogTree.events(at, events.getFileName().toString(), 5);

    assertThat(only(importAll(), Action.UPDATED).record().state()).isEqualTo(RunState.FINISHED);
    assertThat(archive.runs()).hasSize(1);
  }

  @Test
  void aTornEventFileIsReadUpToTheTearAndNamed() throws IOException {
    Path at = LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    Path events = at.resolve("events.out.tfevents.1700000000.a.1.0");
    byte[] whole = Files.readAllBytes(events);
    LogTree.write(events, java.util.Arrays.copyOf(whole, whole.length - 10));

    Item item = only(importAll(), Action.IMPORTED);

    assertThat(item.problems()).singleElement().asString().contains("truncated-payload");
    assertThat(item.record().iteration()).isEqualTo(5);
  }

  @Test
  void anUnreadableFileIsReportedAndTheRestIsImported() throws IOException {
    LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    Path bad = Files.createDirectory(logs.resolve("exp/b"));
    // Reading its first byte is an input/output error for everybody, root included.
    Files.createSymbolicLink(bad.resolve("events.out.tfevents.1.h.1.0"), Path.of("/proc/self/mem"));
    Files.createSymbolicLink(logs.resolve("dangling"), logs.resolve("nowhere"));
    Files.createSymbolicLink(
        logs.resolve("exp/events.out.tfevents.9.h.1.0"), logs.resolve("nowhere"));
    Files.createSymbolicLink(logs.resolve("exp/loop"), logs);

    ImportReport report = importAll();

    assertThat(only(report, Action.UNREADABLE).problems()).isNotEmpty();
    assertThat(report.count(Action.IMPORTED)).isEqualTo(1);
  }

  @Test
  void tornSettingsAreNamedAndTheRunIsForeign() {
    Path at = LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    LogTree.write(at.resolve("params/env.yaml"), "rewards: [unclosed");

    ImportReport report = importAll();

    assertThat(only(report, Action.IMPORTED).problems())
        .singleElement()
        .asString()
        .startsWith("env.yaml: ");
    assertThat(report.experiments().get(0).foreign()).contains("env.yaml");
  }

  @Test
  void settingsAloneAreNoTraining() {
    LogTree.params(logs.resolve("exp/a"), 1, 2.0, 5);

    assertThat(only(importAll(), Action.CONFIGURATION_ONLY).run()).isNull();
    assertThat(archive.runs()).isEmpty();
  }

  @Test
  void checkpointsWithoutEventsAreATraining() {
    Path at = logs.resolve("exp/a");
    LogTree.params(at, 1, 2.0, 5);
    LogTree.write(at.resolve("model_0.pt"), "TROTLINE-FAKE\n{\"iteration\": 0}\n");
    LogTree.write(at.resolve("model_4.pt"), "TROTLINE-FAKE\n{\"iteration\": 4}\n");

    assertThat(only(importAll(), Action.IMPORTED).record().state()).isEqualTo(RunState.FINISHED);
    assertThat(importAll().count(Action.UNCHANGED)).isEqualTo(1);
  }

  @Test
  void aTrainingThatGoesOnIsLeftToTheNextImport() throws IOException {
    Path at = LogTree.run(logs.resolve("exp/a"), 1, 2.0, 3, 5);
    Path events = at.resolve("events.out.tfevents.1700000000.a.1.0");
    // The last entry's wall time in these files is 1002 s after 1970.
    Instant now = Instant.ofEpochSecond(1300);
    Files.setLastModifiedTime(events, FileTime.from(now.minusSeconds(60)));

    assertThat(importAll(now, false).count(Action.RUNNING)).isEqualTo(1);
    assertThat(archive.runs()).isEmpty();

    Instant later = now.plus(Duration.ofMinutes(20));
    assertThat(importAll(later, false).count(Action.IMPORTED)).isEqualTo(1);
  }

  @Test
  void aFreshCopyOfAnOldTrainingDoesNotGoOn() throws IOException {
    Path at = LogTree.run(logs.resolve("exp/a"), 1, 2.0, 3, 5);
    Files.setLastModifiedTime(
        at.resolve("events.out.tfevents.1700000000.a.1.0"), FileTime.from(NOW));

    assertThat(importAll().count(Action.IMPORTED)).isEqualTo(1);
  }

  @Test
  void theStudysOwnRunsAreNoImports() {
    LogTree.run(study.runs().resolve("exp000/s1/logs/rsl_rl/x/2025_a"), 1, 2.0, 5, 5);
    logs = study.root();

    assertThat(importAll().items()).isEmpty();
    logs = study.runs().resolve("exp000/s1");
    assertThat(importAll().items()).isEmpty();
  }

  @Test
  void aDamagedRunFolderIsMended() throws IOException {
    LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    importAll();
    Path at = study.runFolder(RunId.parse("exp001/s1"));
    Files.delete(at.resolve("outcome.json"));
    Files.delete(at.resolve("logs/rsl_rl/imported/a"));
    Files.delete(study.experimentFile(new ExperimentId(1)));

    ImportReport report = importAll();

    assertThat(report.repaired()).isEqualTo(1);
    assertThat(at.resolve("outcome.json")).exists();
    assertThat(at.resolve("logs/rsl_rl/imported/a")).exists();
    assertThat(study.experimentFile(new ExperimentId(1))).exists();
  }

  @Test
  void aLostArchiveIsRebuiltWithItsImports() throws IOException {
    LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    LogTree.run(logs.resolve("exp/b"), 1, 3.0, 3, 5);
    importAll();
    var runs = archive.runs();
    var imports = archive.imports();
    var metrics = archive.metrics(RunId.parse("exp002/s1"), "log");
    archive.close();
    Files.delete(study.archive());
    archive = Archive.open(study.archive(), InstantSource.fixed(NOW));

    assertThat(Rebuild.fromFolders(study, archive, simulator)).isEqualTo(2);

    assertThat(archive.runs()).isEqualTo(runs);
    assertThat(archive.imports()).isEqualTo(imports);
    assertThat(archive.metrics(RunId.parse("exp002/s1"), "log")).isEqualTo(metrics).isNotEmpty();
    assertThat(archive.verify()).isEmpty();
    assertThat(importAll().count(Action.UNCHANGED)).isEqualTo(2);
  }

  @Test
  void aHalfMadeFolderIsNeverTakenForAQueuedRun() throws IOException {
    LogTree.run(logs.resolve("exp/a"), 1, 2.0, 5, 5);
    importAll();
    Files.delete(study.runFolder(RunId.parse("exp001/s1")).resolve("outcome.json"));
    archive.close();
    Files.delete(study.archive());
    archive = Archive.open(study.archive(), InstantSource.fixed(NOW));

    Rebuild.fromFolders(study, archive, simulator);

    assertThat(archive.runs()).isEmpty();
    importAll();
    assertThat(archive.runs()).hasSize(1);
    assertThat(archive.verify()).isEmpty();
  }

  @Test
  void aMissingFolderIsSaidInOneSentence() {
    logs = logs.resolve("nowhere");

    assertThatThrownBy(this::importAll)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there is no folder");
  }
}
