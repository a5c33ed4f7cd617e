package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.launch.FakeMachine.Ending;
import dev.trotline.launch.FakeMachine.LateSupervisor;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A study on a machine in memory; both stay while one Trotline after the other lives and dies. */
final class FakeNight {

  private static final List<Integer> SEEDS = List.of(0, 1, 2, 3);
  private static final Set<RunState> OPEN =
      EnumSet.of(RunState.QUEUED, RunState.STARTING, RunState.TRAINING);

  final Study study;
  final Mortality mortality = new Mortality();
  final FakeMachine machine;

  FakeNight(Path root, LateSupervisor late) throws IOException {
    study = Studies.in(Files.createDirectories(root));
    machine = new FakeMachine(mortality, late);
    machine.ending("exp000/s1", Ending.HANGS);
    machine.ending("exp000/s2", Ending.CRASHES_LEAVING_A_CHILD);
    machine.ending("exp000/s3", Ending.VANISHES);
  }

  /** One Trotline, from its start until all runs have ended or it is killed. */
  void life() {
    try (Archive archive = Archive.open(study.archive(), machine.clock())) {
      FakeSimulator simulator = FakeSimulator.on(machine, mortality);
      Launcher launcher = new Launcher(study, archive, simulator);
      Dispatcher dispatcher =
          new Dispatcher(
              study, archive, machine, simulator, Postmortem.byExitCode(), machine.clock());
      launcher.enqueue(Studies.experiment(0), SEEDS, 0, "baseline");
      for (int tick = 0; tick < 100 && !archive.runsIn(OPEN).isEmpty(); tick++) {
        machine.advance();
        dispatcher.tick();
        stopTheHungOne(archive, dispatcher);
      }
      assertThat(archive.runsIn(OPEN)).isEmpty();
      dispatcher.reconcile();
    }
  }

  private void stopTheHungOne(Archive archive, Dispatcher dispatcher) {
    RunId hung = RunId.parse("exp000/s1");
    RunRecord run = archive.run(hung).orElseThrow();
    if (run.state() == RunState.TRAINING && run.deviceSeconds() >= 4) {
      dispatcher.stop(hung, RunState.HUNG, "no_progress", "no iteration for 4 s");
    }
  }

  void check() {
    mortality.liveOn();
    machine.advance();
    assertThat(machine.alive()).as("orphans").isEmpty();
    for (int seed : SEEDS) {
      assertThat(machine.starts("exp000/s" + seed)).as("starts of seed " + seed).isEqualTo(1);
    }
    try (Archive archive = Archive.open(study.archive(), machine.clock())) {
      assertThat(archive.verify()).isEmpty();
      assertThat(
              archive.runs().stream()
                  .map(run -> run.id() + " " + run.state().word() + " " + run.cause())
                  .collect(Collectors.toList()))
          .containsExactly(
              "exp000/s0 finished null",
              "exp000/s1 hung no_progress",
              "exp000/s2 crashed exit_1",
              "exp000/s3 lost null");
      for (RunRecord run : archive.runs()) {
        assertThat(RunOutcome.read(study.runFolder(run.id())).orElseThrow().state())
            .isEqualTo(run.state());
      }
    }
    assertThat(drafts()).isEmpty();
  }

  private List<Path> drafts() {
    try (var files = Files.list(study.runs().resolve("exp000"))) {
      return files.filter(file -> file.getFileName().toString().startsWith(".")).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
