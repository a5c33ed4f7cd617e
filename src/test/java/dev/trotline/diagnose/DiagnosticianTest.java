package dev.trotline.diagnose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trotline.error.InvalidInputException;
import dev.trotline.simulator.Artefacts;
import dev.trotline.study.RunState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosticianTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private final Diagnostician diagnostician = new Diagnostician(InstantSource.fixed(NOW));

  @TempDir Path folder;

  @Test
  void givesTheDocumentThatTheCommandPrints() throws IOException {
    Path log =
        log(
            "run.log",
            "\u001b[1mNumber of environments: 64\u001b[0m\n"
                + "Traceback (most recent call last):\n"
                + "  File \"train.py\", line 1, in <module>\n"
                + "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB.\n");

    Diagnosis diagnosis = diagnostician.file(log);

    Map<String, Object> json = diagnosis.toJson();
    assertThat(json).containsEntry("status", "failed").containsKeys("summary", "causes", "tail");
    Map<?, ?> cause = (Map<?, ?>) ((List<?>) json.get("causes")).get(0);
    assertThat(cause.get("cause")).isEqualTo("cuda_out_of_memory");
    assertThat(cause.get("category")).isEqualTo("gpu_memory");
    assertThat(cause.get("fatal")).isEqualTo(true);
    Map<?, ?> evidence = (Map<?, ?>) ((List<?>) cause.get("evidence")).get(0);
    assertThat(evidence.get("file")).isEqualTo(log.toString());
    assertThat(evidence.get("line")).isEqualTo(4);
    assertThat(evidence.get("text")).asString().startsWith("torch.OutOfMemoryError");
    assertThat(cause.get("edits")).isEqualTo(List.of("env.scene.num_envs = 32"));
    assertThat(diagnosis.state(RunState.CRASHED)).isEqualTo(RunState.OUT_OF_MEMORY);
    assertThat(diagnosis.lines().get(1)).startsWith("cuda_out_of_memory (gpu_memory), fatal");
  }

  @Test
  void aLogThatJustStopsIsGuessedAtAndNotCalledAFailure() throws IOException {
    Path log = log("run.log", "   Learning iteration 3/100\n   Iteration time: 1.0s\n");
    Diagnosis old = diagnostician.file(log);
    assertThat(old.status()).isEqualTo(Diagnosis.Status.UNKNOWN);
    assertThat(old.causes().get(0).cause()).isEqualTo("training_stalled");
    assertThat(old.causes().get(0).fatal()).isFalse();
    assertThat(diagnostician.file(log, 137).rootCause()).isPresent();

    Files.setLastModifiedTime(log, FileTime.from(NOW.minusSeconds(20)));
    assertThat(diagnostician.file(log).causes().get(0).confidence())
        .isEqualTo(old.causes().get(0).confidence());

    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "no /proc on this machine");
    try (OutputStream writer = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
      Diagnosis fresh = diagnostician.file(log);
      assertThat(fresh.status()).isEqualTo(Diagnosis.Status.UNKNOWN);
      assertThat(fresh.causes().get(0).confidence()).isLessThan(old.causes().get(0).confidence());
      writer.flush();
    }
  }

  @Test
  void readsTheLogsOfARunTogetherAndQuotesEachByItsOwnLineNumber() throws IOException {
    Files.createDirectory(folder.resolve("run"));
    log(
        "run/kit_20260101.log",
        "\nPhysX error: Patch buffer overflow detected, please increase its size to at least 167690 in the scene desc!\n");
    log(
        "run/slurm-12.out",
        "  Learning iteration 0/10\n  Iteration time: 1.0s\n  Learning iteration 1/10\n");
    log(
        "run/slurm-12.err",
        "one\ntwo\nslurmstepd: error: *** JOB 12 ON n1 CANCELLED AT 2026-01-01T00:00:00 DUE TO TIME LIMIT ***\n");

    List<RunLogs> runs = RunLogs.in(folder.resolve("run"));

    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).files())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("slurm-12.out", "slurm-12.err", "kit_20260101.log");
    Diagnosis diagnosis = diagnostician.foreign(runs.get(0), null);
    assertThat(diagnosis.causes())
        .extracting(Cause::cause)
        .contains("terminated_by_signal", "physx_patch_buffer");
    for (Cause cause : diagnosis.causes()) {
      EvidenceLine line = cause.evidence().get(0);
      if (cause.cause().equals("terminated_by_signal")) {
        assertThat(line.file()).endsWith("slurm-12.err");
        assertThat(line.line()).isEqualTo(3);
      } else if (cause.cause().equals("physx_patch_buffer")) {
        assertThat(line.file()).endsWith("kit_20260101.log");
        assertThat(line.line()).isEqualTo(2);
      }
    }
  }

  @Test
  void takesEveryFolderWithLogsForARunOfItsOwn() throws IOException {
    Files.createDirectories(folder.resolve("sweep/a/attempt_0/0"));
    Files.createDirectories(folder.resolve("sweep/b"));
    Files.createDirectories(folder.resolve("sweep/empty"));
    log("sweep/a/console.log", "hello\n");
    log("sweep/a/attempt_0/0/stderr.log", "ModuleNotFoundError: No module named 'rsl_rl'\n");
    log("sweep/b/train.out.gz", "not looked into here\n");
    log("sweep/requirements.txt", "torch\n");

    List<RunLogs> runs = RunLogs.in(folder.resolve("sweep"));

    assertThat(runs)
        .extracting(run -> folder.relativize(run.folder()).toString())
        .containsExactly("sweep/a", "sweep/b");
    assertThat(runs.get(0).files()).hasSize(2);
    assertThatThrownBy(() -> RunLogs.in(folder.resolve("sweep/empty")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no log");
  }

  @Test
  void passesOverWhatIsNoTextInAFolder() throws IOException {
    Path run = Files.createDirectories(folder.resolve("packed"));
    Files.writeString(run.resolve("train.log"), "MemoryError\n");
    Files.write(run.resolve("old.log"), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 4, 0});

    Files.writeString(run.resolve("zz.log"), "BZh");

    assertThat(RunLogs.in(run).get(0).files())
        .containsExactly(run.resolve("train.log"), run.resolve("zz.log"));
    assertThatThrownBy(() -> diagnostician.file(run.resolve("old.log")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("zstd");
  }

  @Test
  void readsAStreamAndBelievesTheExitCodeItIsTold() {
    byte[] text = "  Learning iteration 3/100\n  Iteration time: 1.0s\n".getBytes(UTF_8);
    Diagnosis killed = diagnostician.stream(new ByteArrayInputStream(text), "stdin", 137);
    assertThat(killed.causes().get(0).cause()).isEqualTo("killed_sigkill");
    assertThat(killed.causes().get(0).evidence().get(0).file()).isEqualTo("stdin");
  }

  @Test
  void readsWhereAHungRunStoodFromTheStacksTakenBeforeItWasEnded() throws IOException {
    log("console.log", "   Learning iteration 3/100\n   Iteration time: 1.0s\n");
    Files.createDirectory(folder.resolve("evidence"));
    log(
        "evidence/py-spy-12.txt",
        "Thread 12 (active): \"MainThread\"\n"
            + "    _step (isaacsim/core/api/physics_context/physics_context.py:1200)\n"
            + "    learn (rsl_rl/runners/on_policy_runner.py:160)\n");

    Diagnosis diagnosis = diagnostician.runFolder(folder, RunState.HUNG, 137, null);

    assertThat(diagnosis.causes()).extracting(Cause::cause).containsExactly("physics_step_hang");
    assertThat(diagnosis.causes().get(0).evidence().get(0).file())
        .isEqualTo("evidence/py-spy-12.txt");
    assertThat(diagnosis.state(RunState.HUNG)).isEqualTo(RunState.HUNG);
  }

  @Test
  void believesTheArtefactsMoreThanTheExitCode() throws IOException {
    log("console.log", "   Learning iteration 3/100\n");
    Artefacts complete = new Artefacts(null, null, 100, 100, true, List.of());
    Diagnosis diagnosis = diagnostician.runFolder(folder, RunState.FINISHED, 0, complete);
    assertThat(diagnosis.status()).isEqualTo(Diagnosis.Status.HEALTHY);
  }

  @Test
  void speaksOfARunThatLeftNoLogAtAll() {
    Diagnosis diagnosis = diagnostician.runFolder(folder, RunState.CRASHED, 1, null);
    assertThat(diagnosis.status()).isEqualTo(Diagnosis.Status.UNKNOWN);
    assertThat(diagnosis.summary()).contains("empty");
  }

  @Test
  void saysWhichFileCannotBeRead() {
    assertThatThrownBy(() -> diagnostician.file(folder.resolve("no.log")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no.log")
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> diagnostician.file(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it is a folder");
  }

  private Path log(String name, String text) throws IOException {
    Path log = Files.writeString(folder.resolve(name), text);
    Files.setLastModifiedTime(log, FileTime.from(NOW.minusSeconds(3600)));
    return log;
  }
}
