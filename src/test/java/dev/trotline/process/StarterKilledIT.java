package dev.trotline.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must survive the night: the starter is killed with SIGKILL again and again. */
class StarterKilledIT {

  /** A few in every build; -Dtrotline.kills=200 for the full proof. */
  private static final int KILLS = Integer.getInteger("trotline.kills", 8);

  private static final int JOBS = 12 * KILLS;

  @TempDir Path folder;
  private final String marker = Programs.marker();

  @AfterEach
  void leaveNothingBehind() {
    for (MarkerSweep.Marked left : MarkerSweep.find(marker)) {
      new GroupKill(InstantSource.system()).kill(left.marker(), folder, Duration.ZERO);
    }
  }

  @Test
  void losesDoublesAndOrphansNothingHoweverOftenTheStarterIsKilled() throws Exception {
    var random = new SplittableRandom(20261120);
    int killed = 0;
    for (int round = 0; round < KILLS; round++) {
      Process starter =
          Programs.java(StarterMain.class, folder.toString(), Integer.toString(JOBS), marker);
      try (var reader =
          new BufferedReader(
              new InputStreamReader(starter.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(reader.readLine()).isEqualTo("ready");
        Pause.sleep(Duration.ofMillis(random.nextInt(150)));
        killed += starter.isAlive() ? 1 : 0;
        starter.destroyForcibly().waitFor();
      }
      assertEveryStartHasAPidFile();
    }
    assertThat(killed).isEqualTo(KILLS);

    Process last =
        Programs.java(StarterMain.class, folder.toString(), Integer.toString(JOBS), marker);
    String output = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output).isEqualTo("ready\ndone\n");

    for (int i = 0; i < JOBS; i++) {
      Path job = folder.resolve("j" + i);
      assertThat(Programs.awaitEnd(job).exitCode()).as(job.toString()).isZero();
      assertThat(Programs.console(job)).as(job.toString()).isEqualTo("started\n");
    }
    Programs.await("an empty process table", () -> MarkerSweep.find(marker).isEmpty());
  }

  /** A program that runs without being known would be an orphan for ever. */
  private void assertEveryStartHasAPidFile() throws Exception {
    try (var jobs = Files.newDirectoryStream(folder)) {
      for (Path job : jobs) {
        if (!Programs.console(job).isEmpty()) {
          assertThat(Identity.read(job.resolve(ProcessFacts.PID_FILE))).isPresent();
        }
      }
    }
  }
}
