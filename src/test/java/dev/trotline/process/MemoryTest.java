package dev.trotline.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {

  private static final long MIB = 1 << 20;

  @TempDir Path folder;
  private Path proc;
  private Path cgroups;

  @BeforeEach
  void aMachineWith8000MiBAvailable() throws IOException {
    proc = folder.resolve("proc");
    cgroups = folder.resolve("cgroup");
    write(proc.resolve("meminfo"), "MemTotal: 9 kB\nMemAvailable:    8192000 kB\n");
  }

  @Test
  void withoutLimitsTheMachineCounts() throws IOException {
    write(proc.resolve("self/cgroup"), "0::/user.slice\n");
    assertThat(Memory.availableMiB(proc, cgroups)).isEqualTo(8000);

    write(cgroups.resolve("user.slice/memory.max"), "max\n");
    write(cgroups.resolve("user.slice/memory.current"), "12345\n");
    assertThat(Memory.availableMiB(proc, cgroups)).isEqualTo(8000);
  }

  @Test
  void theTightestLimitAboveTheProcessCountsAndTheCacheIsGivenBack() throws IOException {
    write(proc.resolve("self/cgroup"), "0::/a/b\n");
    group("a", 4000, 3500, 1000);
    group("a/b", 3900, 100, 0);

    assertThat(Memory.availableMiB(proc, cgroups)).isEqualTo(1500);
  }

  @Test
  void theFirstVersionOfCgroupsIsReadAlike() throws IOException {
    write(proc.resolve("self/cgroup"), "5:cpu,cpuacct:/x\n4:memory:/docker/abc\n");
    // Inside the container its own group lies at the top.
    Path top = cgroups.resolve("memory");
    write(top.resolve("memory.limit_in_bytes"), 2000 * MIB + "\n");
    write(top.resolve("memory.usage_in_bytes"), 1500 * MIB + "\n");
    write(top.resolve("memory.stat"), "cache 1\ntotal_inactive_file " + 250 * MIB + "\n");
    assertThat(Memory.availableMiB(proc, cgroups)).isEqualTo(750);

    write(top.resolve("memory.limit_in_bytes"), "9223372036854771712\n");
    assertThat(Memory.availableMiB(proc, cgroups)).isEqualTo(8000);
  }

  @Test
  void sayingNothingIsToldFromNothingLeft() {
    assertThat(Memory.availableMiB(folder.resolve("nowhere"), cgroups)).isNegative();
    assertThat(Memory.availableMiB()).isPositive();
  }

  private void group(String name, long max, long current, long cache) throws IOException {
    Path group = cgroups.resolve(name);
    write(group.resolve("memory.max"), max * MIB + "\n");
    write(group.resolve("memory.current"), current * MIB + "\n");
    write(group.resolve("memory.stat"), "anon 1\ninactive_file " + cache * MIB + "\n");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
