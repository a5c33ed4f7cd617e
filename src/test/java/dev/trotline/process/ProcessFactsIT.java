package dev.trotline.process;

import static dev.trotline.process.Programs.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessFactsIT {

  @TempDir Path folder;

  @Test
  void saysNotStartedForAnEmptyOrMissingFolder() {
    assertThat(ProcessFacts.inspect(folder)).isEqualTo(new ProcessFacts.NotStarted());
    assertThat(ProcessFacts.inspect(folder.resolve("none")))
        .isEqualTo(new ProcessFacts.NotStarted());
  }

  @Test
  void readsAnExitCodeWhateverThePidFileSays() throws Exception {
    Files.writeString(folder.resolve("exit_code"), "3 1795180789\n      \n");

    assertThat(ProcessFacts.inspect(folder))
        .isEqualTo(new ProcessFacts.Ended(3, Instant.ofEpochSecond(1795180789)));
  }

  @Test
  void datesAnExitCodeWithoutATimeByTheFile() throws Exception {
    Files.writeString(folder.resolve("exit_code"), "1 0\n");

    assertThat(ProcessFacts.inspect(folder))
        .isEqualTo(new ProcessFacts.Ended(1, FileTimes.modified(folder.resolve("exit_code"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0\0\0\0", "77", "77 x", "x y z", "999999999999999999999 1 2"})
  void takesATornPidFileForARunThatVanished(String content) throws Exception {
    Files.writeString(folder.resolve("pid"), content);

    assertThat(ProcessFacts.inspect(folder)).isEqualTo(new ProcessFacts.Vanished());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0\0\0\0\0\0\0\0", "     \n"})
  void takesATornExitCodeForNone(String content) throws Exception {
    Files.writeString(folder.resolve("pid"), "1 1 another-boot m:exp000/s1\n");
    Files.writeString(folder.resolve("exit_code"), content);

    assertThat(ProcessFacts.inspect(folder)).isEqualTo(new ProcessFacts.Vanished());
  }

  @Test
  void believesInAProcessOnlyIfPidStartAndBootAgree() throws Exception {
    ProcStat self = ProcStat.read(ProcessHandle.current().pid()).orElseThrow();
    Path pid = folder.resolve("pid");
    Files.writeString(pid, self.pid() + " " + self.startTicks() + " " + Identity.currentBoot());
    assertThat(ProcessFacts.inspect(folder))
        .isEqualTo(new ProcessFacts.Running(self.pid(), FileTimes.modified(pid)));

    Files.writeString(
        pid, self.pid() + " " + (self.startTicks() + 1) + " " + Identity.currentBoot());
    assertThat(ProcessFacts.inspect(folder)).isEqualTo(new ProcessFacts.Vanished());
    Files.writeString(pid, self.pid() + " " + self.startTicks() + " other");
    assertThat(ProcessFacts.inspect(folder)).isEqualTo(new ProcessFacts.Vanished());
  }

  @Test
  void takesAZombieForDead() throws Exception {
    // The shell starts a child and turns into a sleep, which will never ask how the child ended.
    Process parent = new ProcessBuilder("sh", "-c", "sleep 0.1 & echo $!; exec sleep 60").start();
    long child = Long.parseLong(parent.inputReader().readLine());
    await("the zombie", () -> ProcStat.read(child).orElseThrow().state() == 'Z');
    long ticks = ProcStat.read(child).orElseThrow().startTicks();
    Files.writeString(folder.resolve("pid"), child + " " + ticks + " " + Identity.currentBoot());

    assertThat(ProcessFacts.inspect(folder)).isEqualTo(new ProcessFacts.Vanished());
    parent.destroyForcibly().waitFor();
  }
}
