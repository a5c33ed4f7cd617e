package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.process.MarkerSweep;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a real Trotline process with -9 at random instants, starts it again, and counts: real
 * archive on disk, real supervisors, real process groups.
 */
class KillDashNineIT {

  private static final int KILLS = Integer.getInteger("trotline.kills", 50);
  private static final int RUNS = KILLS * 2;

  @TempDir Path folder;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void losesDoublesAndOrphansNothing() throws Exception {
    Study study = Studies.in(folder);
    SplittableRandom random = new SplittableRandom(42);
    int killed = 0;
    Process trotline = night();
    while (killed < KILLS) {
      awaitAwake(trotline);
      if (trotline.waitFor(random.nextLong(400), TimeUnit.MILLISECONDS)) {
        break;
      }
      trotline.destroyForcibly().waitFor();
      killed++;
      trotline = night();
    }
    assertThat(trotline.waitFor(5, TimeUnit.MINUTES)).as("the last one ends by itself").isTrue();

    assertThat(trotline.exitValue()).isZero();
    System.out.println(killed + " times killed at work, " + RUNS + " runs");
    assertThat(killed).as("kills before the night was over").isGreaterThan(KILLS / 3);
    check(study);
  }

  private void check(Study study) throws IOException {
    assertThat(MarkerSweep.find(StudyMarker.of(study).prefix() + ":")).as("orphans").isEmpty();
    try (Archive archive = Archive.open(study.archive(), InstantSource.system())) {
      assertThat(archive.verify()).isEmpty();
      assertThat(archive.runs()).hasSize(RUNS);
      for (RunRecord run : archive.runs()) {
        assertThat(run.state()).as(run.toString()).isEqualTo(expected(run.id()));
        Path console = study.runFolder(run.id()).resolve("console.log");
        assertThat(Files.readAllLines(console).stream().filter("payload started"::equals))
            .as("starts of " + run.id())
            .hasSize(1);
        assertThat(study.runFolder(run.id()).resolve(RunOutcome.FILE)).exists();
      }
    }
  }

  private static RunState expected(RunId run) {
    return switch (run.seed() % 4) {
      case 1 -> RunState.HUNG;
      case 2 -> RunState.CRASHED;
      default -> RunState.FINISHED;
    };
  }

  /** So that slow machines kill it at work, too, and not while Java starts. */
  private void awaitAwake(Process trotline) throws InterruptedException {
    Path signOfLife = folder.resolve("awake-" + trotline.pid());
    long start = System.nanoTime();
    while (!Files.exists(signOfLife) && trotline.isAlive()) {
      if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(2)) {
        throw new AssertionError("Trotline did not open its archive within two minutes");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  private Process night() throws IOException {
    Path log = folder.resolve("night.log");
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                NightMain.class.getName(),
                folder.toString(),
                String.valueOf(RUNS)))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
