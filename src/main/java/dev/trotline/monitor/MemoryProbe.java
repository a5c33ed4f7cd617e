package dev.trotline.monitor;

import dev.trotline.monitor.rule.Surroundings;
import dev.trotline.process.Host;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a run's process group and what is left of the machine's, or of the control group's
 * if that is less. Only of a process on this machine that carries a run's marker: a number handed
 * on by a scheduler may mean somebody else's process here.
 */
final class MemoryProbe {

  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final double KIB_IN_MIB = 1024;
  private static final double BYTES_IN_MIB = 1024 * 1024;

  private MemoryProbe() {}

  /** One look; null where there is nothing to be seen. */
  static Surroundings.@Nullable Memory look(long pid) {
    if (!ProcFs.hasVariable(pid, "TROTLINE_RUN")) {
      return null;
    }
    double resident = 0;
    for (long member : ProcFs.group(pid)) {
      String status = ProcFs.read(ProcFs.of(member).resolve("status"));
      // Files mapped by all processes would count once for each, and can be dropped at any time.
      double own = kibibytes(status, "RssAnon:") + kibibytes(status, "RssShmem:");
      resident += (own > 0 ? own : kibibytes(status, "VmRSS:")) / KIB_IN_MIB;
    }
    double free = Math.min(hostFree(), groupFree(pid));
    return resident > 0 && Double.isFinite(free) ? new Surroundings.Memory(resident, free) : null;
  }

  private static double hostFree() {
    long free = Host.availableMemoryMiB();
    return free > 0 ? free : Double.POSITIVE_INFINITY;
  }

  /** Room below the limits of the control groups, version 2, above a process; infinite if none. */
  private static double groupFree(long pid) {
    double free = Double.POSITIVE_INFINITY;
    for (String line : ProcFs.read(ProcFs.of(pid).resolve("cgroup")).lines().toList()) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3 || !parts[1].isEmpty()) {
        continue;
      }
      Path at = CGROUPS.resolve(parts[2].replaceFirst("^/+", "")).normalize();
      while (at.startsWith(CGROUPS)) {
        double limit = number(ProcFs.read(at.resolve("memory.max")));
        double used = number(ProcFs.read(at.resolve("memory.current")));
        String stat = ProcFs.read(at.resolve("memory.stat"));
        // The page cache counts as used but goes first.
        double cache = after(stat, "inactive_file ") + after(stat, "active_file ");
        if (Double.isFinite(limit - used)) {
          free = Math.min(free, (limit - used + cache) / BYTES_IN_MIB);
        }
        at = at.getParent();
      }
    }
    return free;
  }

  private static double kibibytes(String status, String key) {
    return after(status, key);
  }

  /** The number behind a word at the beginning of a line, 0 if there is none. */
  private static double after(String text, String key) {
    List<String> lines = text.lines().filter(line -> line.startsWith(key)).toList();
    String digits = lines.isEmpty() ? "" : lines.get(0).replaceAll("\\D", "");
    return digits.isEmpty() || digits.length() > 18 ? 0 : Double.parseDouble(digits);
  }

  private static double number(String text) {
    String digits = text.strip();
    return digits.matches("\\d{1,18}") ? Double.parseDouble(digits) : Double.NaN;
  }
}
