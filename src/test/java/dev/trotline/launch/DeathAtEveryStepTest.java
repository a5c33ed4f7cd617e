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
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills Trotline at each of its steps in turn, and at several in a row, and lets the next one carry
 * on: no run may be lost, started twice or left behind, and every end must be the true one.
 */
class DeathAtEveryStepTest {

  private static final List<Integer> SEEDS = List.of(0, 1, 2, 3);
  private static final Set<RunState> OPEN =
      EnumSet.of(RunState.QUEUED, RunState.STARTING, RunState.TRAINING);

  /** In memory where that is possible: thousands of transactions wait for the disk otherwise. */
  @TempDir(factory = InMemory.class)
  Path folder;

  static final class InMemory implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
        throws Exception {
      Path memory = Path.of("/dev/shm");
      return Files.isWritable(memory)
          ? Files.createTempDirectory(memory, "trotline")
          : Files.createTempDirectory("trotline");
    }
  }

  /** A study on a machine; both stay while one Trotline after the other lives and dies. */
  private final class World {
    final Study study;
    final Mortality mortality = new Mortality();
    final FakeMachine machine;

    World(String name, LateSupervisor late) throws IOException {
      study = Studies.in(Files.createDirectories(folder.resolve(name)));
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

  @Test
  void needsNoDeathToWork() throws IOException {
    World world = new World("world", LateSupervisor.DIES);

    world.life();

    world.check();
  }

  @ParameterizedTest
  @EnumSource
  void carriesOnAfterADeathAtAnyStep(LateSupervisor late) throws IOException {
    int step = 1;
    for (boolean died = true; died; step++) {
      World world = new World(late + "-" + step, late);
      died = diesAt(world, step);
      if (died && late != LateSupervisor.DIES && !world.machine.isHalfStarted()) {
        // The same as with the first kind of supervisor.
        continue;
      }
      if (died) {
        world.mortality.liveOn();
        world.life();
      }
      world.check();
    }
    assertThat(step).isGreaterThan(100);
  }

  @ParameterizedTest
  @EnumSource
  void carriesOnAfterManyDeathsInARow(LateSupervisor late) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 15; i++) {
      World world = new World(late + "-" + i, late);
      int deaths = 0;
      while (deaths < 30 && diesAt(world, 1 + random.nextInt(90))) {
        deaths++;
      }
      world.mortality.liveOn();
      world.life();
      world.check();
    }
  }

  private static boolean diesAt(World world, int step) {
    world.mortality.dieAt(step);
    try {
      world.life();
      return false;
    } catch (Mortality.Died died) {
      return true;
    }
  }
}
