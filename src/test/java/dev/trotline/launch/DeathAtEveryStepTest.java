package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.launch.FakeMachine.LateSupervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
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

  @Test
  void needsNoDeathToWork() throws IOException {
    FakeNight world = world("world", LateSupervisor.DIES);

    world.life();

    world.check();
  }

  @ParameterizedTest
  @EnumSource
  void carriesOnAfterADeathAtAnyStep(LateSupervisor late) throws IOException {
    int step = 1;
    for (boolean died = true; died; step++) {
      FakeNight world = world(late + "-" + step, late);
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
      FakeNight world = world(late + "-" + i, late);
      int deaths = 0;
      while (deaths < 30 && diesAt(world, 1 + random.nextInt(90))) {
        deaths++;
      }
      world.mortality.liveOn();
      world.life();
      world.check();
    }
  }

  private static boolean diesAt(FakeNight world, int step) {
    world.mortality.dieAt(step);
    try {
      world.life();
      return false;
    } catch (Mortality.Died died) {
      return true;
    }
  }

  private FakeNight world(String name, LateSupervisor late) throws IOException {
    return new FakeNight(folder.resolve(name), late);
  }
}
