package dev.trotline.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.StoppedException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {

  @TempDir Path folder;

  @Test
  void knowsThisMachine() {
    assertThat(Host.name()).isNotBlank();
    assertThat(Host.cores()).isPositive();
    assertThat(Host.availableMemoryMiB()).isPositive();
    assertThat(Host.boot()).isNotBlank();
  }

  @Test
  void measuresFreeSpaceForAPathThatIsNotThereYet() {
    assertThat(Disk.freeMiB(folder.resolve("a/b/c"))).isEqualTo(Disk.freeMiB(folder));
  }

  @Test
  void pauseKeepsTheInterruptFlag() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Pause.sleep(Duration.ofSeconds(10)))
        .isInstanceOf(StoppedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void spawnsAProgramThatHasNoTerminalAndLogsToAFile() {
    Path log = folder.resolve("logs/loop.log");

    long pid = Background.spawn(java.util.List.of("sh", "-c", "cat; echo up; exec sleep 60"), log);

    Programs.await("its word", () -> Programs.read(log).equals("up\n"));
    assertThat(ProcStat.read(pid).orElseThrow().session()).isEqualTo(pid);
    Programs.signal("KILL", -pid);
  }
}
