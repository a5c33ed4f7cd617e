package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.archive.Archive;
import dev.trotline.archive.Decision;
import dev.trotline.archive.ExperimentRow;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {

  @TempDir Path folder;
  private final Mortality mortality = new Mortality();
  private final FakeMachine machine = new FakeMachine(mortality, FakeMachine.LateSupervisor.DIES);
  private final FakeSimulator simulator = FakeSimulator.on(machine, mortality);
  private Study study;
  private Archive archive;
  private Launcher launcher;

  @BeforeEach
  void open() {
    study = Studies.in(folder);
    archive = Archive.open(study.archive(), machine.clock());
    launcher = new Launcher(study, archive, simulator);
  }

  @AfterEach
  void close() {
    archive.close();
  }

  @Test
  void enqueuesEachSeedOnce() {
    assertThat(launcher.enqueue(Studies.experiment(0), List.of(1, 2), 3, "screen"))
        .containsExactly(RunId.parse("exp000/s1"), RunId.parse("exp000/s2"));
    assertThat(launcher.enqueue(Studies.experiment(0), List.of(2, 3), 3, "full"))
        .containsExactly(RunId.parse("exp000/s3"));
    assertThat(launcher.enqueue(Studies.experiment(0), List.of(1, 2, 3), 3, "full")).isEmpty();

    assertThat(archive.runs()).hasSize(3);
  }

  @Test
  void journalsWhoAskedForTheRuns() {
    launcher.enqueue(Studies.experiment(0), List.of(1, 2), 0, "manual", Author.human("ada"));

    assertThat(archive.decisionsAbout("exp000"))
        .extracting(Decision::author, Decision::kind, Decision::reason, Decision::evidence)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Author.human("ada"), "launch", "manual", "s1, s2"));
  }

  @Test
  void makesProbesThatAreNoRuns() {
    assertThat(launcher.enqueue(Studies.experiment(0), List.of(1), 0, "probe"))
        .containsExactly(RunId.parse("exp000/p1"));
  }

  @Test
  void recordsTheChangeSet() {
    launcher.enqueue(Studies.experiment(0), List.of(1), 0, "baseline");
    launcher.enqueue(
        Studies.experiment(1, new Edit.SetWeight("alive", 2.0)), List.of(1), 1, "screen");

    assertThat(archive.experiments())
        .extracting(ExperimentRow::changeSet)
        .allMatch(hash -> hash.matches("[0-9a-f]{64}"))
        .doesNotHaveDuplicates();
  }

  @Test
  void refusesAnInvalidEditAndEnqueuesNothing() {
    assertThatThrownBy(
            () ->
                launcher.enqueue(
                    Studies.experiment(1, new Edit.SetWeight("alvie", 2.0)),
                    List.of(1),
                    1,
                    "screen"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("alvie");
    assertThat(archive.runs()).isEmpty();
    assertThat(archive.experiments()).isEmpty();
  }

  @Test
  void refusesAnExperimentThatWasChangedAfterItsLaunch() {
    launcher.enqueue(
        Studies.experiment(1, new Edit.SetWeight("alive", 2.0)), List.of(1), 1, "screen");

    assertThatThrownBy(
            () ->
                launcher.enqueue(
                    Studies.experiment(1, new Edit.SetWeight("alive", 3.0)), List.of(2), 1, "full"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("was changed after exp001 was launched");
    assertThat(archive.runs()).hasSize(1);
  }

  @Test
  void refusesAMachineThatCannotTrain() {
    Preflight preflight = new Preflight(study, simulator);
    preflight.requireReady();
    simulator.problems.add("Python is missing");

    assertThatThrownBy(preflight::requireReady)
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("Python is missing");
  }
}
