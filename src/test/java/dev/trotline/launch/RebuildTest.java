package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.Archive;
import dev.trotline.archive.Decision;
import dev.trotline.archive.RunRecord;
import dev.trotline.study.Edit;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebuildTest {

  @TempDir Path folder;
  private final Mortality mortality = new Mortality();
  private final FakeMachine machine = new FakeMachine(mortality, FakeMachine.LateSupervisor.DIES);
  private final FakeSimulator simulator = FakeSimulator.on(machine, mortality);
  private Study study;

  @BeforeEach
  void makeAStudyThatHasRun() {
    study = Studies.in(folder);
    machine.ending("exp000/s1", FakeMachine.Ending.CRASHES);
    StudyFiles.writeExperiment(study, Studies.experiment(0));
    StudyFiles.writeExperiment(study, Studies.experiment(1, new Edit.SetWeight("alive", 2.0)));
    try (Archive archive = open()) {
      new Launcher(study, archive, simulator)
          .enqueue(Studies.experiment(0), List.of(0, 1), 0, "baseline");
      Dispatcher dispatcher = dispatcher(archive);
      for (int i = 0; i < 6; i++) {
        dispatcher.tick();
        machine.advance();
      }
    }
  }

  private Archive open() {
    return Archive.open(study.archive(), machine.clock());
  }

  private Dispatcher dispatcher(Archive archive) {
    return new Dispatcher(
        study, archive, machine, simulator, Postmortem.byExitCode(), machine.clock());
  }

  @Test
  void bringsBackExperimentsAndEndedRunsAsTheyWere() throws IOException {
    List<RunRecord> before;
    try (Archive archive = open()) {
      before = archive.runs();
    }
    Files.delete(study.archive());

    try (Archive archive = open()) {
      assertThat(Rebuild.fromFolders(study, archive, simulator)).isEqualTo(2);

      assertThat(archive.runs()).isEqualTo(before);
      assertThat(archive.experiments()).hasSize(2);
      assertThat(archive.verify()).isEmpty();
      assertThat(archive.nextExperimentId().number()).isEqualTo(2);
    }
  }

  @Test
  void addsNothingWhenRepeated() {
    try (Archive archive = open()) {
      assertThat(Rebuild.fromFolders(study, archive, simulator)).isZero();
      assertThat(archive.runs()).hasSize(2);
      assertThat(archive.verify()).isEmpty();
    }
  }

  @Test
  void queuesAgainWhatWasPreparedButNeverStarted() throws IOException {
    Path prepared = study.runFolder(RunId.parse("exp000/s7"));
    RunFolder.make(prepared, java.util.Map.of(Manifest.FILE, manifest("exp000/s7")), Map.of());
    Files.delete(study.archive());

    try (Archive archive = open()) {
      Rebuild.fromFolders(study, archive, simulator);

      assertThat(archive.run(RunId.parse("exp000/s7")).orElseThrow().state())
          .isEqualTo(RunState.QUEUED);
    }
  }

  @Test
  void bringsBackSeveralRunsThatEndedUnnoticedOnOneDevice() throws IOException {
    for (String run : List.of("exp000/s7", "exp000/s8")) {
      Path at = study.runFolder(RunId.parse(run));
      RunFolder.make(
          at,
          java.util.Map.of(
              Manifest.FILE, manifest(run), "pid", "1 1 another-boot x\n", "exit_code", "1 9\n"),
          Map.of());
    }
    Files.delete(study.archive());

    try (Archive archive = open()) {
      assertThat(Rebuild.fromFolders(study, archive, simulator)).isEqualTo(4);

      assertThat(archive.runsIn(java.util.EnumSet.of(RunState.STARTING))).hasSize(2);
      assertThat(archive.verify()).isEmpty();
    }
  }

  @Test
  void namesADamagedManifestAndGoesOn() throws IOException {
    Files.writeString(study.runFolder(RunId.parse("exp000/s1")).resolve("run.json"), "{torn");
    Files.delete(study.archive());

    try (Archive archive = open()) {
      assertThat(Rebuild.fromFolders(study, archive, simulator)).isEqualTo(1);

      assertThat(archive.decisionsAbout("study"))
          .extracting(Decision::evidence)
          .allMatch(evidence -> evidence.contains("run.json is not JSON"));
    }
  }

  @Test
  void refusesAFolderThatWasMovedToAnotherPlace() throws IOException {
    Path moved = study.runFolder(RunId.parse("exp000/s5"));
    Files.move(study.runFolder(RunId.parse("exp000/s1")), moved);
    Files.delete(study.archive());

    try (Archive archive = open()) {
      assertThat(Rebuild.fromFolders(study, archive, simulator)).isEqualTo(1);
    }
  }

  private static String manifest(String run) {
    return """
        {"schema": "trotline/run-manifest/1", "run": "%s", "wave": 2, "purpose": "screen",
         "device": {"name": "cpu0"}, "queued_at": "2026-11-20T22:00:00Z",
         "prepared_at": "2026-11-20T22:00:01Z"}
        """
        .formatted(run);
  }
}
