package dev.trotline.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trotline.monitor.rule.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryProbeTest {

  /** A group of its own that holds 80 MiB in two processes. */
  private static Process start(boolean marked) throws IOException {
    var builder =
        new ProcessBuilder(
            List.of(
                "setsid",
                "python3",
                "-c",
                "import os,time\nos.fork()\nx=bytearray(b'1')*(40<<20)\nprint('ready',flush=True)\n"
                    + "time.sleep(30)"));
    builder.environment().remove("TROTLINE_RUN");
    if (marked) {
      builder.environment().put("TROTLINE_RUN", "test");
    }
    return builder.start();
  }

  private static void end(Process process) throws InterruptedException {
    for (long pid : ProcFs.group(process.pid())) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    process.waitFor();
  }

  @Test
  void seesTheMemoryOfTheWholeGroupAndWhatIsLeft() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/meminfo")), "no /proc here");
    Process process = start(true);
    try {
      var reader = process.inputReader();
      reader.readLine();
      reader.readLine();
      Surroundings.Memory memory = MemoryProbe.look(process.pid());
      assertThat(memory).isNotNull();
      assertThat(memory.residentMib()).isBetween(80.0, 200.0);
      assertThat(memory.freeMib()).isPositive();
    } finally {
      end(process);
    }
  }

  @Test
  void saysNothingOfAProcessThatIsNoRun() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/meminfo")), "no /proc here");
    Process process = start(false);
    try {
      process.inputReader().readLine();
      assertThat(MemoryProbe.look(process.pid())).isNull();
      assertThat(MemoryProbe.look(0)).isNull();
    } finally {
      end(process);
    }
  }
}
