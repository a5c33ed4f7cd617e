package dev.trotline.simulator.rslrl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.simulator.Artefacts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunArtefactsTest {

  @TempDir Path runs;
  private Path run;

  @BeforeEach
  void makeRunFolder() throws IOException {
    run = Files.createDirectories(runs.resolve("exp007").resolve("s2"));
  }

  @Test
  void aFolderWithoutALogSaysSo() {
    Artefacts artefacts = RunArtefacts.read(run);

    assertThat(artefacts.logFolder()).isNull();
    assertThat(artefacts.complete()).isFalse();
    assertThat(artefacts.evidence()).containsExactly("the trainer made no log folder");
  }

  @Test
  void aFinishedTrainingIsComplete() throws IOException {
    Path log = logFolder("2026-11-20_13-00-00_exp007_s2", 100, false);
    checkpoint(log, 0);
    checkpoint(log, 50);
    checkpoint(log, 99);
    console("Learning iteration 98/100\nLearning iteration 99/100\nTraining time: 12.5 seconds\n");

    Artefacts artefacts = RunArtefacts.read(run);

    assertThat(artefacts.complete()).isTrue();
    assertThat(artefacts.iterationsDone()).isEqualTo(100);
    assertThat(artefacts.iterationsAsked()).isEqualTo(100);
    assertThat(artefacts.finalCheckpoint()).isEqualTo(log.resolve("model_99.pt"));
  }

  @Test
  void ofTheFoldersOfSeveralRanksTheOneWithTheLogCounts() throws IOException {
    Path first = logFolder("2026-11-20_13-00-00_exp007_s2", 100, false);
    logFolder("2026-11-20_13-00-01_exp007_s2", 100, false);
    Files.createFile(first.resolve("events.out.tfevents.1.host.2.0"));

    assertThat(RunArtefacts.read(run).logFolder()).isEqualTo(first);
  }

  @Test
  void theLastCheckpointAloneIsEnough() throws IOException {
    checkpoint(logFolder("2026-11-20_13-00-00_exp007_s2", 100, false), 99);
    console("\u001b[1m Learning iteration 99/100 \u001b[0m\n");

    assertThat(RunArtefacts.read(run).complete()).isTrue();
  }

  @Test
  void aCrashHalfwayIsNotComplete() throws IOException {
    Path log = logFolder("2026-11-20_13-00-00_exp007_s2", 100, false);
    checkpoint(log, 50);
    console("Learning iteration 61/100\nTraceback (most recent call last):\n");

    Artefacts artefacts = RunArtefacts.read(run);

    assertThat(artefacts.complete()).isFalse();
    assertThat(artefacts.iterationsDone()).isEqualTo(62);
    assertThat(artefacts.finalCheckpoint()).isEqualTo(log.resolve("model_50.pt"));
    assertThat(artefacts.evidence()).contains("a Python traceback follows the last iteration");
  }

  @Test
  void tornCheckpointsArePassedOver() throws IOException {
    Path log = logFolder("2026-11-20_13-00-00_exp007_s2", 100, false);
    checkpoint(log, 50);
    byte[] whole = Files.readAllBytes(log.resolve("model_50.pt"));
    Files.write(log.resolve("model_99.pt"), Arrays.copyOf(whole, whole.length - 10));
    Files.createFile(log.resolve("model_90.pt"));
    Files.write(log.resolve("model_91.pt"), new byte[4096]);
    Files.writeString(log.resolve("model_92.pt"), "TROTLINE-FA");
    Files.writeString(log.resolve("model_93.pt"), "TROTLINE-FAKE\n{\"iter\": 93");
    Files.write(log.resolve("model_94.pt"), Arrays.copyOf(whole, 2));
    console("Learning iteration 99/100\nTraining time: 12.5 seconds\n");

    Artefacts artefacts = RunArtefacts.read(run);

    assertThat(artefacts.finalCheckpoint()).isEqualTo(log.resolve("model_50.pt"));
    assertThat(artefacts.complete()).as("its last checkpoint cannot be judged").isFalse();
    assertThat(artefacts.evidence()).contains("model_99.pt is torn or empty");
  }

  @Test
  void thePretendedTrainingsCheckpointCounts() throws IOException {
    Path log = logFolder("2026-11-20_13-00-00_exp007_s2", 10, false);
    Files.writeString(log.resolve("model_9.pt"), "TROTLINE-FAKE\n{\"iter\": 9}\n");

    assertThat(RunArtefacts.read(run).complete()).isTrue();
  }

  @Test
  void aResumedRunIsMeasuredByTheConsolesTotal() throws IOException {
    Path log = logFolder("2026-11-20_13-00-00_exp007_s2", 100, true);
    checkpoint(log, 150);
    console("Learning iteration 150/199\n");
    assertThat(RunArtefacts.read(run).complete()).isFalse();

    checkpoint(log, 198);
    console("Learning iteration 198/199\nTraining time: 1.0 seconds\n");
    Artefacts artefacts = RunArtefacts.read(run);
    assertThat(artefacts.complete()).isTrue();
    assertThat(artefacts.iterationsAsked()).isEqualTo(199);
  }

  @Test
  void settingsThatAreTornOrMissingFallBackToTheConsole() throws IOException {
    Path log = logFolder("2026-11-20_13-00-00_exp007_s2", 100, false);
    Files.writeString(log.resolve("params/agent.yaml"), "max_iterations: [1");
    checkpoint(log, 99);
    console("Learning iteration 99/100\n");

    assertThat(RunArtefacts.read(run).complete()).isTrue();
  }

  @Test
  void onlyTheEndOfALongLogIsRead() throws IOException {
    Path log = logFolder("2026-11-20_13-00-00_exp007_s2", 100, false);
    checkpoint(log, 50);
    console(
        "Training time: 1.0 seconds\n"
            + "é noise\n".repeat(200_000)
            + "Learning iteration 60/100\n");

    Artefacts artefacts = RunArtefacts.read(run);

    assertThat(artefacts.iterationsDone()).isEqualTo(61);
    assertThat(artefacts.evidence()).contains("the trainer never printed its training time");
  }

  @Test
  void theNewestFolderWithTheRunsNameIsTaken() throws IOException {
    logFolder("2026-11-20_13-00-00_exp007_s2", 100, false);
    Path second = logFolder("2026-11-20_14-00-00_exp007_s2", 100, false);
    logFolder("2026-11-20_15-00-00_exp007_s12", 100, false);
    logFolder("2026-11-20_16-00-00", 100, false);
    Files.createDirectories(run.resolve("logs/rsl_rl/quad_flat/notes"));

    assertThat(LogFolders.newest(run)).contains(second);
  }

  @Test
  void aRenamedRunFolderStillFindsItsLog() throws IOException {
    Path log = logFolder("2026-11-20_13-00-00_exp007_s2", 100, false);
    Path moved = Files.move(run, runs.resolve("kept"));

    assertThat(LogFolders.newest(moved)).contains(moved.resolve(run.relativize(log)));
  }

  private Path logFolder(String name, int iterations, boolean resume) throws IOException {
    Path log = run.resolve("logs/rsl_rl/quad_flat").resolve(name);
    Files.createDirectories(log.resolve("params"));
    Files.writeString(
        log.resolve("params/agent.yaml"),
        "seed: 2\nmax_iterations: " + iterations + "\nresume: " + resume + "\n");
    return log;
  }

  /** As torch saves: a zip file. */
  private static void checkpoint(Path log, int iteration) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("model/data.pkl"));
      zip.write("weights".getBytes(StandardCharsets.US_ASCII));
    }
    Files.write(log.resolve("model_" + iteration + ".pt"), bytes.toByteArray());
  }

  private void console(String text) throws IOException {
    Files.writeString(run.resolve("console.log"), text);
  }
}
