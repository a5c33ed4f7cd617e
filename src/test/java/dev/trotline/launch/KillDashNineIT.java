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

  /** Few enough that a night ends after a dozen kills, so that beginnings and ends are hit, too. */
  private static final int RUNS = 12;

  private final SplittableRandom random = new SplittableRandom(42);
  @TempDir Path folder;

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void losesDoublesAndOrphansNothing() throws Exception {
    int kills = 0;
    for (int night = 0; kills < KILLS; night++) {
      Study study = Studies.in(Files.createDirectory(folder.resolve("night" + night)));
      kills += killThrough(study, KILLS - kills);
      check(study);
    }
    System.out.println(kills + " kills at work");
  }

  /** Kills one Trotline after the other until the night's work is done; says how many it took. */
  private int killThrough(Study study, int most) throws Exception {
    int kills = 0;
    Process trotline = night(study);
    while (kills < most) {
      long startUp = awaitAwake(study, trotline);
      // As long as it took to start: on a slow machine it gets as far as on a quick one.
      if (trotline.waitFor(random.nextLong(200 + startUp), TimeUnit.MILLISECONDS)) {
        break;
      }
      trotline.destroyForcibly().waitFor();
      kills++;
      trotline = night(study);
    }
    assertThat(trotline.waitFor(10, TimeUnit.MINUTES)).as("the last one ends by itself").isTrue();
    assertThat(trotline.exitValue()).as(study.root() + "/night.log").isZero();
    return kills;
  }

  private static void check(Study study) throws IOException {
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
  private static long awaitAwake(Study study, Process trotline) throws InterruptedException {
    Path signOfLife = study.root().resolve("awake-" + trotline.pid());
    long start = System.nanoTime();
    while (!Files.exists(signOfLife) && trotline.isAlive()) {
      if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(2)) {
        throw new AssertionError("Trotline did not open its archive within two minutes");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private static Process night(Study study) throws IOException {
    Path log = study.root().resolve("night.log");
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                NightMain.class.getName(),
                study.root().toString(),
                String.valueOf(RUNS)))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
