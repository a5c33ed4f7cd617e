package dev.trotline.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.EnvironmentException;
import dev.trotline.error.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyLockIT {

  @TempDir Path folder;

  @Test
  void refusesWhileAnotherProcessHoldsItAndNamesThatProcess() throws Exception {
    Path file = folder.resolve("study.lock");
    Process holder = holder(file);

    assertThatThrownBy(() -> StudyLock.acquire(file, "trotline launch"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("trotline loop, pid " + holder.pid())
        .hasMessageContaining("study.lock");
    holder.destroyForcibly().waitFor();
  }

  @Test
  void isFreeAtOnceWhenTheHolderIsKilled() throws Exception {
    Path file = folder.resolve("study.lock");
    Process holder = holder(file);
    holder.destroyForcibly().waitFor();

    try (var lock = StudyLock.acquire(file, "trotline loop")) {
      assertThat(lock.isHeld()).isTrue();
    }
  }

  @Test
  void staysHeldWhenThisProcessTriesItASecondTime() throws Exception {
    Path file = folder.resolve("sub/study.lock");
    try (var lock = StudyLock.acquire(file, "trotline loop")) {
      assertThatThrownBy(() -> StudyLock.acquire(file, "trotline loop"))
          .isInstanceOf(RefusedException.class);
      assertThatThrownBy(() -> StudyLock.acquire(folder.resolve("./sub/study.lock"), "again"))
          .isInstanceOf(RefusedException.class);

      assertThat(answer(file)).startsWith("refused ").contains("trotline loop, pid ");
      assertThat(lock.isHeld()).isTrue();
    }
    assertThat(answer(file)).isEqualTo("held");
  }

  @Test
  void canBeTakenAgainAfterClosing() {
    Path file = folder.resolve("study.lock");
    var first = StudyLock.acquire(file, "a long name that must not show through");
    first.close();
    first.close();
    try (var second = StudyLock.acquire(file, "b")) {
      assertThat(second.isHeld()).isTrue();
      assertThat(Programs.read(file)).isEqualTo("b, pid " + ProcessHandle.current().pid() + "\n");
    }
  }

  @Test
  void saysWhyItCannotLock() {
    assertThatThrownBy(() -> StudyLock.acquire(Path.of("/proc/nothing/study.lock"), "x"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("/proc/nothing/study.lock");
  }

  private static Process holder(Path file) throws IOException {
    Process holder = Programs.java(LockMain.class, file.toString(), "trotline loop", "60000");
    assertThat(holder.inputReader().readLine()).isEqualTo("held");
    return holder;
  }

  private static String answer(Path file) throws IOException {
    return Programs.java(LockMain.class, file.toString(), "another", "0").inputReader().readLine();
  }
}
