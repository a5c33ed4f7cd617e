package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.Archive;
import dev.trotline.archive.ImportRow;
import dev.trotline.archive.RunRecord;
import dev.trotline.simulator.rslrl.LogFolders;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a real import with -9 at random instants, starts it again, and counts. */
class ImportKilledIT {

  private static final int KILLS = Integer.getInteger("trotline.kills", 20);
  private static final int RUNS = 150;

  private final SplittableRandom random = new SplittableRandom(7);
  @TempDir Path folder;

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void losesAndDoublesNothing() throws Exception {
    Path logs = Files.createDirectory(folder.toRealPath().resolve("logs"));
    for (int i = 0; i < RUNS; i++) {
      LogTree.run(logs.resolve("exp" + i % 5).resolve("run" + i), i % 3, 1.5 + i % 7, 4, 5);
    }
    int kills = 0;
    for (int study = 0; kills < KILLS; study++) {
      Study at = Studies.in(Files.createDirectory(folder.resolve("study" + study)));
      kills += killThrough(at, logs, KILLS - kills);
      check(at);
    }
    LogTree.unlink(folder);
    System.out.println(kills + " imports killed");
  }

  private int killThrough(Study study, Path logs, int most) throws Exception {
    int kills = 0;
    while (kills < most) {
      Process process = start(study, logs);
      Path awake = study.root().resolve("awake-" + process.pid());
      while (!Files.exists(awake) && process.isAlive()) {
        TimeUnit.MILLISECONDS.sleep(2);
      }
      if (process.waitFor(random.nextLong(20, 900), TimeUnit.MILLISECONDS)) {
        break;
      }
      process.destroyForcibly().waitFor();
      kills++;
      try (Archive archive = Archive.open(study.archive(), InstantSource.system())) {
        assertThat(archive.verify()).isEmpty();
      }
    }
    Process last = start(study, logs);
    assertThat(last.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(last.exitValue()).as(study.root() + "/import.log").isZero();
    return kills;
  }

  private static void check(Study study) throws IOException {
    try (Archive archive = Archive.open(study.archive(), InstantSource.system())) {
      assertThat(archive.verify()).isEmpty();
      assertThat(archive.runs()).hasSize(RUNS);
      assertThat(archive.experiments()).hasSize(7);
      assertThat(new TreeSet<>(archive.imports().stream().map(ImportRow::path).toList()))
          .hasSize(RUNS);
      for (ImportRow row : archive.imports()) {
        RunRecord run = archive.run(row.run()).orElseThrow();
        Path at = study.runFolder(run.id());
        assertThat(Files.readString(at.resolve(Manifest.FILE))).isEqualTo(row.manifest());
        assertThat(Files.readString(at.resolve(RunOutcome.FILE))).isEqualTo(RunOutcome.text(run));
        assertThat(LogFolders.newest(at).orElseThrow().toRealPath()).isEqualTo(Path.of(row.path()));
      }
      assertThat(StudyFiles.experiments(study)).hasSize(7);
    }
  }

  private static Process start(Study study, Path logs) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ImportMain.class.getName(),
                study.root().toString(),
                logs.toString()))
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(study.root().resolve("import.log").toFile()))
        .start();
  }
}
