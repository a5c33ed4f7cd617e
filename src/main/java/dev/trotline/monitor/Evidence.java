package dev.trotline.monitor;

import dev.trotline.error.TrotlineException;
import dev.trotline.process.AtomicFile;
import dev.trotline.process.MarkerSweep;
import dev.trotline.process.ShortCommand;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Keeps what a hung run can still tell before it is killed: what each of its processes is doing,
 * the end of the console, the GPU's state. Takes at most some seconds and never fails: evidence
 * that cannot be had is left out.
 */
public final class Evidence {
  private static final int TAIL = 64 << 10;
  private static final Duration TOOL = Duration.ofSeconds(5);
  private static final int MOST_DUMPS = 4;

  private Evidence() {}

  /**
   * Writes the folder {@code evidence/} of a run.
   *
   * @param runFolder the run's folder
   * @param marker marks the run's processes
   */
  public static void capture(Path runFolder, String marker) {
    Path folder = runFolder.resolve("evidence");
    try {
      Files.createDirectories(folder);
      AtomicFile.write(folder.resolve("console-tail.txt"), tail(runFolder.resolve("console.log")));
      List<Long> pids = pids(marker);
      StringBuilder text = new StringBuilder();
      pids.forEach(pid -> describe(pid, text));
      AtomicFile.write(folder.resolve("processes.txt"), text.toString());
      pids.stream().limit(MOST_DUMPS).forEach(pid -> dump(folder, pid));
      tool(folder.resolve("nvidia-smi.txt"), List.of("nvidia-smi"));
    } catch (IOException | TrotlineException e) {
      // The run is killed all the same: a full disk must not keep a hung run alive.
      return;
    }
  }

  private static List<Long> pids(String marker) {
    return MarkerSweep.find(marker).stream()
        .filter(found -> found.marker().equals(marker))
        .map(MarkerSweep.Marked::pid)
        .toList();
  }

  private static String tail(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    try (RandomAccessFile input = new RandomAccessFile(file.toFile(), "r")) {
      input.seek(Math.max(0, input.length() - TAIL));
      byte[] bytes = new byte[(int) Math.min(TAIL, input.length() - input.getFilePointer())];
      input.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static void describe(long pid, StringBuilder text) {
    Path proc = Path.of("/proc", String.valueOf(pid));
    text.append("== ")
        .append(pid)
        .append(' ')
        .append(read(proc.resolve("cmdline")).replace('\0', ' '));
    text.append('\n');
    try (Stream<Path> threads = Files.list(proc.resolve("task"))) {
      for (Path thread : threads.sorted().toList()) {
        text.append(thread.getFileName()).append(": ");
        read(thread.resolve("status"))
            .lines()
            .filter(line -> line.startsWith("State") || line.startsWith("Name"))
            .forEach(line -> text.append(line.replace('\t', ' ')).append("  "));
        text.append("wchan ").append(read(thread.resolve("wchan")));
        text.append("  syscall ").append(read(thread.resolve("syscall")).strip()).append('\n');
      }
    } catch (IOException e) {
      text.append("gone\n");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static void dump(Path folder, long pid) {
    tool(
        folder.resolve("py-spy-" + pid + ".txt"),
        List.of("py-spy", "dump", "--pid", String.valueOf(pid)));
  }

  private static void tool(Path file, List<String> argv) {
    try {
      ShortCommand.Result result = ShortCommand.run(argv, Map.of(), null, TOOL);
      if (result.exitCode() == 0) {
        AtomicFile.write(file, result.out());
      }
    } catch (TrotlineException e) {
      // Not installed: there is nothing to keep.
      return;
    }
  }
}
