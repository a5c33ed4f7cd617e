package dev.trotline.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.diagnose.signature.OpenEdit;
import dev.trotline.study.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFactsTest {

  private static final OpenEdit FEWER = new OpenEdit("env.scene.num_envs", 0.5, false);
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant END = Instant.parse("2026-03-01T11:00:00Z");
  private static final KernelLog SILENT = new KernelLog(List.of());

  @TempDir Path folder;

  @Test
  void believesTheKernelThatItKilledTheTraining() {
    KernelLog kernel =
        KernelLog.parse(
            "2026-03-01T12:59:58,5+02:00 Memory cgroup out of memory: Killed process 77 (python3)"
                + " total-vm:9kB\n"
                + "2026-03-01T12:59:58,6+02:00 usb 1-1: new device\n");

    List<Cause> causes = facts(RunState.CRASHED, 137, kernel).causes();

    assertThat(causes).extracting(Cause::cause).containsExactly("host_memory_exhausted");
    assertThat(causes.get(0).evidence().get(0).text()).contains("Killed process 77 (python3)");
  }

  @Test
  void doesNotBlameAKillOfAnotherDayOrOfARunThatWasNotKilled() {
    KernelLog kernel =
        KernelLog.parse("2026-03-01T09:00:00,1+00:00 Out of memory: Killed process 7 (python)\n");
    assertThat(facts(RunState.CRASHED, 137, kernel).causes()).isEmpty();
    KernelLog earlier =
        KernelLog.parse("2026-03-01T10:30:00,1+00:00 Out of memory: Killed process 7 (python)\n");
    assertThat(facts(RunState.CRASHED, 137, earlier).causes()).isEmpty();
    KernelLog another =
        KernelLog.parse("2026-03-01T10:59:59,1+00:00 Out of memory: Killed process 7 (mysqld)\n");
    assertThat(facts(RunState.CRASHED, 137, another).causes()).isEmpty();

    KernelLog within =
        KernelLog.parse("2026-03-01T10:59:58,1+00:00 Out of memory: Killed process 7 (python)\n");
    assertThat(facts(RunState.CRASHED, 1, within).causes()).isEmpty();
    assertThat(facts(RunState.HUNG, 137, within).causes()).isEmpty();
  }

  @Test
  void readsTheLimitOfTheControlGroupThatWasCaptured() throws IOException {
    Files.createDirectory(folder.resolve("evidence"));
    Files.writeString(
        folder.resolve("evidence/memory.txt"),
        "/sys/fs/cgroup/job/memory.events: low 0,high 0,max 12,oom 3,oom_kill 2\n");

    List<Cause> causes = facts(RunState.CRASHED, 137, SILENT).causes();

    assertThat(causes).extracting(Cause::cause).containsExactly("host_memory_exhausted");
    Files.writeString(
        folder.resolve("evidence/memory.txt"),
        "/sys/fs/cgroup/job/memory.events: low 0,high 0,max 0,oom 0,oom_kill 0\n");
    assertThat(facts(RunState.CRASHED, 137, SILENT).causes()).isEmpty();
  }

  @Test
  void saysThatAnExitCodeOfZeroLies() {
    assertThat(facts(RunState.CRASHED, 0, SILENT).notes())
        .extracting(EvidenceLine::text)
        .anyMatch(text -> text.contains("the code lies"));
    assertThat(
            RunFacts.read(new RunEnd(folder, RunState.FINISHED, 0, true, START, END), END, SILENT)
                .notes())
        .isEmpty();
  }

  @Test
  void findsACoreAndTheSchedulersLog() throws IOException {
    Files.writeString(folder.resolve("core.4711"), "x");
    Files.writeString(folder.resolve("slurm-12.out"), "x");
    Files.writeString(folder.resolve("console.log"), "x");

    assertThat(facts(RunState.CRASHED, 139, SILENT).causes())
        .extracting(Cause::cause)
        .containsExactly("simulator_gpu_crash");
    assertThat(RunFacts.schedulerLogs(folder))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("slurm-12.out");
  }

  @Test
  void standsAboveAGuessAndBelowAnErrorOfTheLog() throws IOException {
    KernelLog kernel =
        KernelLog.parse("2026-03-01T10:59:58,1+00:00 Out of memory: Killed process 7 (python)\n");
    RunFacts facts = facts(RunState.CRASHED, 137, kernel);

    assertThat(facts.with(log("killed_sigkill", "system")).causes())
        .extracting(Cause::cause)
        .containsExactly("host_memory_exhausted", "killed_sigkill");
    assertThat(facts.with(log("cuda_out_of_memory", "gpu_memory")).causes())
        .extracting(Cause::cause)
        .containsExactly("cuda_out_of_memory", "host_memory_exhausted");
    Diagnosis same = facts.with(log("host_memory_exhausted", "system"));
    assertThat(same.causes()).hasSize(1);
    assertThat(same.causes().get(0).evidence()).hasSize(2);
    assertThat(same.causes().get(0).openEdits()).containsExactly(FEWER);
  }

  private static Diagnosis log(String cause, String category) {
    var line = new EvidenceLine("console.log", 3, "a line");
    var found =
        new Cause(
            cause, category, true, 0.8, List.of(line), "r", List.of(), List.of(FEWER), List.of());
    return new Diagnosis(Diagnosis.Status.FAILED, List.of(found), "it failed", List.of());
  }

  private RunFacts facts(RunState state, @Nullable Integer exitCode, KernelLog kernel) {
    return RunFacts.read(
        new RunEnd(folder, state, exitCode, false, START, END), END.plusSeconds(3600), kernel);
  }
}
