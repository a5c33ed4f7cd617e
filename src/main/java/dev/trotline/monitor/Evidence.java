package dev.trotline.monitor;

import dev.trotline.error.EnvironmentException;
import dev.trotline.process.AtomicFile;
import dev.trotline.process.ShortCommand;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is to be seen of a run just before it is ended: once the processes are gone, so is the
 * answer to where they stood. Best effort: a tool that is missing or refuses leaves a note, never
 * an error.
 */
public final class Evidence {

  /** The folder below the run's folder. */
  public static final String FOLDER = "evidence";

  private static final int TAIL_BYTES = 64 << 10;
  private static final int MOST_PROCESSES = 64;
  private static final int MOST_THREADS = 32;
  private static final Duration TOOL_LIMIT = Duration.ofSeconds(10);
  private static final List<String> STATUS =
      List.of("Name:", "State:", "PPid:", "Threads:", "VmRSS:", "VmSwap:");

  private Evidence() {}

  /**
   * Writes {@code evidence/}: the console's tail, the processes of the group with their threads and
   * what these wait for, Python stacks by py-spy, nvidia-smi. Takes a minute at the very most.
   *
   * @param runFolder the run's folder
   * @param pid the leader of the run's process group
   * @return the files written
   */
  public static List<Path> capture(Path runFolder, long pid) {
    List<Path> written = new ArrayList<>();
    Path folder = runFolder.resolve(FOLDER);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      return written;
    }
    write(folder.resolve("console-tail.txt"), tail(runFolder.resolve("console.log")), written);
    List<Long> group = group(pid);
    StringBuilder processes = new StringBuilder();
    for (long member : group) {
      describe(member, processes);
    }
    if (group.isEmpty()) {
      processes.append("no process of group ").append(pid).append(" is left\n");
    }
    write(folder.resolve("processes.txt"), processes.toString(), written);
    for (long member : group) {
      if (isPython(member)) {
        String stacks = tool("py-spy", "dump", "--nonblocking", "--pid", Long.toString(member));
        write(folder.resolve("py-spy-" + member + ".txt"), stacks, written);
      }
    }
    write(folder.resolve("nvidia-smi.txt"), tool("nvidia-smi"), written);
    return written;
  }

  private static String tail(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - TAIL_BYTES);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static List<Long> group(long pid) {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !name.isEmpty() && name.chars().allMatch(Character::isDigit))
          .map(Long::valueOf)
          .filter(member -> member == pid || groupOf(member) == pid)
          .filter(member -> Files.exists(proc(member)))
          .sorted()
          .limit(MOST_PROCESSES)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Field 5 of {@code stat}; the command in field 2 may hold spaces and brackets. */
  private static long groupOf(long pid) {
    String stat = read(proc(pid).resolve("stat"));
    int end = stat.lastIndexOf(')');
    if (end < 0) {
      return -1;
    }
    String[] fields = stat.substring(end + 1).strip().split(" ");
    return fields.length > 2 ? Long.parseLong(fields[2]) : -1;
  }

  private static void describe(long pid, StringBuilder text) {
    text.append("== ").append(pid).append(' ').append(commandLine(pid)).append('\n');
    read(proc(pid).resolve("status"))
        .lines()
        .filter(line -> STATUS.stream().anyMatch(line::startsWith))
        .forEach(line -> text.append(line.replace('\t', ' ')).append('\n'));
    for (Path thread : threads(pid)) {
      text.append("thread ")
          .append(thread.getFileName())
          .append(' ')
          .append(read(thread.resolve("comm")).strip())
          .append(", state ")
          .append(state(thread))
          .append(", waits in ")
          .append(read(thread.resolve("wchan")).strip())
          .append('\n');
      String stack = read(thread.resolve("stack"));
      if (!stack.isBlank()) {
        text.append(stack.stripTrailing()).append('\n');
      }
    }
  }

  private static List<Path> threads(long pid) {
    try (Stream<Path> entries = Files.list(proc(pid).resolve("task"))) {
      return entries.sorted().limit(MOST_THREADS).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String state(Path thread) {
    String stat = read(thread.resolve("stat"));
    int end = stat.lastIndexOf(')');
    return end < 0 || end + 2 >= stat.length() ? "?" : stat.substring(end + 2, end + 3);
  }

  private static String commandLine(long pid) {
    return read(proc(pid).resolve("cmdline")).replace('\0', ' ').strip();
  }

  private static boolean isPython(long pid) {
    String[] words = commandLine(pid).split(" ");
    return words.length > 0 && Path.of(words[0]).toString().contains("python");
  }

  private static Path proc(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }

  /** A file of {@code /proc}; empty if it is gone or not ours to read. */
  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static String tool(String... argv) {
    try {
      ShortCommand.Result result = ShortCommand.run(List.of(argv), Map.of(), null, TOOL_LIMIT);
      return result.ok() ? result.out() : "";
    } catch (EnvironmentException e) {
      // Not installed on this machine.
      return "";
    }
  }

  private static void write(Path file, String text, List<Path> written) {
    if (text.isBlank()) {
      return;
    }
    try {
      AtomicFile.write(file, text);
      written.add(file);
    } catch (EnvironmentException e) {
      // A full disk must not keep a hung run alive.
      return;
    }
  }
}
