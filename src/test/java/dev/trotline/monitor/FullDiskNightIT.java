package dev.trotline.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.RunRecord;
import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.process.MarkerSweep;
import dev.trotline.process.TinyDisk;
import dev.trotline.study.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk is full for some seconds in the middle of a night of real processes. Needs root. */
class FullDiskNightIT {

  private static final int RUNS = 16;

  /** Tells of its start on another disk, so that starts can be counted whatever was full. */
  private static final String TRAINER =
      """
      echo started >>"$1/starts-$2"
      i=0
      while [ $i -lt 5 ]; do
        sleep 0.3
        printf '  Learning iteration %d/5\\n\\n' $i
        i=$((i + 1))
      done
      echo "Training time: 1.5 seconds"
      """;

  @TempDir Path folder;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void goesOnWhenThereIsRoomAgainAndLosesNothing() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    try (TinyDisk disk = TinyDisk.mount(folder.resolve("disk"), 8192);
        ShellNight night =
            new ShellNight(
                disk.path().resolve("study"),
                4,
                "{no_progress: 20 s, kill_grace: 1 s, free_disk_mib: 0}",
                seed -> List.of("-c", TRAINER, "trainer", elsewhere.toString(), "" + seed))) {
      night.enqueue(RUNS);
      Troubles troubles = new Troubles(disk);
      night.watch(troubles, troubles::look);

      assertThat(troubles.heard).anyMatch(message -> message.contains("the disk is full"));
      assertThat(night.archive.verify()).isEmpty();
      assertThat(MarkerSweep.find(night.marker() + ":")).isEmpty();
      for (int seed = 1; seed <= RUNS; seed++) {
        RunRecord run = night.archive.run(ShellNight.run(seed)).orElseThrow();
        // What could not be printed may be missing from the log of a run that was under way.
        assertThat(run.state()).isIn(RunState.FINISHED, RunState.CRASHED);
        assertThat(Files.readAllLines(elsewhere.resolve("starts-" + seed))).hasSize(1);
      }
      long finished =
          night.archive.runs().stream().filter(r -> r.state() == RunState.FINISHED).count();
      assertThat(finished).isGreaterThanOrEqualTo(RUNS - 8);
    }
  }

  /** Fills the disk after some ends, and frees it a while after that was noticed. */
  private static final class Troubles implements WatchListener {
    private final TinyDisk disk;
    private final List<String> heard = new ArrayList<>();
    private int ended;
    private boolean full;
    private boolean over;
    private long fullSince;

    Troubles(TinyDisk disk) {
      this.disk = disk;
    }

    void look() {
      try {
        if (!full && !over && ended >= 4) {
          full = true;
          fullSince = System.nanoTime();
          disk.fillUpTo(0);
        } else if (full && System.nanoTime() - fullSince > TimeUnit.SECONDS.toNanos(5)) {
          full = false;
          over = true;
          disk.free();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void trouble(String message) {
      heard.add(message);
    }

    @Override
    public void ended(RunRecord run) {
      ended++;
    }

    @Override
    public void stopping(RunRecord run, RuleVerdict.Stop verdict) {}

    @Override
    public void judged(RunRecord run) {}

    @Override
    public void judgeFailed(RunRecord run, String message) {}
  }
}
