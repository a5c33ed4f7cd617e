package dev.trotline.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Memory that may still be taken: the machine's, or less where a container or a service has a limit
 * of its own (cgroups, version 1 and 2; kernel documentation admin-guide/cgroup-v2).
 */
public final class Memory {

  /** A limit this high is none; version 1 writes a number near 2^63. */
  private static final long NO_LIMIT_MIB = 1L << 40;

  private final Path proc;
  private final Path cgroups;

  private Memory(Path proc, Path cgroups) {
    this.proc = proc;
    this.cgroups = cgroups;
  }

  /**
   * Available without swapping, in MiB; negative if nothing says. Takes less than a millisecond.
   */
  public static long availableMiB() {
    return new Memory(Path.of("/proc"), Path.of("/sys/fs/cgroup")).available();
  }

  /** The same with other places of {@code /proc} and {@code /sys/fs/cgroup}. */
  static long availableMiB(Path proc, Path cgroups) {
    return new Memory(proc, cgroups).available();
  }

  private long available() {
    long machine = machine();
    long left = Math.min(machine < 0 ? NO_LIMIT_MIB : machine, limited());
    return left >= NO_LIMIT_MIB ? machine : left;
  }

  private long machine() {
    for (String line : lines(proc.resolve("meminfo"))) {
      if (line.startsWith("MemAvailable:")) {
        return number(line.replaceAll("\\D", ""), -1024) / 1024;
      }
    }
    return -1;
  }

  /** What the tightest of the limits above this process leaves. */
  private long limited() {
    long least = NO_LIMIT_MIB;
    for (String line : lines(proc.resolve("self/cgroup"))) {
      // hierarchy:controllers:path, with no controllers in version 2.
      String[] parts = line.split(":", 3);
      if (parts.length < 3 || !parts[2].startsWith("/")) {
        continue;
      }
      boolean second = parts[1].isEmpty();
      if (!second && !List.of(parts[1].split(",")).contains("memory")) {
        continue;
      }
      Path top = second ? cgroups : cgroups.resolve("memory");
      Path at = top.resolve(parts[2].substring(1)).normalize();
      // Inside a container the path may be the host's; then its own limit lies at the top.
      for (Path group = at; group != null && group.startsWith(top); group = group.getParent()) {
        least = Math.min(least, second ? second(group) : first(group));
      }
    }
    return least;
  }

  private static long second(Path group) {
    return left(
        group.resolve("memory.max"), group.resolve("memory.current"), group, "inactive_file ");
  }

  private static long first(Path group) {
    return left(
        group.resolve("memory.limit_in_bytes"),
        group.resolve("memory.usage_in_bytes"),
        group,
        "total_inactive_file ");
  }

  /** The page cache counts as used but is given back at need. */
  private static long left(Path limitFile, Path usedFile, Path group, String cache) {
    long limit = number(first(lines(limitFile)), -1);
    long used = number(first(lines(usedFile)), -1);
    if (limit < 0 || used < 0 || limit >> 20 >= NO_LIMIT_MIB) {
      return NO_LIMIT_MIB;
    }
    long given = 0;
    for (String line : lines(group.resolve("memory.stat"))) {
      if (line.startsWith(cache)) {
        given = number(line.substring(cache.length()), 0);
      }
    }
    return Math.max(0, limit - Math.max(0, used - given)) >> 20;
  }

  private static String first(List<String> lines) {
    return lines.isEmpty() ? "" : lines.get(0).strip();
  }

  private static long number(String text, long otherwise) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
