package dev.trotline.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} says of a process (proc(5)).
 *
 * @param pid process id
 * @param state R, S, D, T, t, Z, X …
 * @param parent the parent's pid
 * @param group the process group
 * @param session the session
 * @param startTicks start time in clock ticks since boot; with the pid and the boot an identity
 */
record ProcStat(long pid, char state, long parent, long group, long session, long startTicks) {

  private static final String PROC = "/proc";

  /** The process, or nothing if there is none (any more). */
  static Optional<ProcStat> read(long pid) {
    // A plain stream: these files have no size, and thousands are read at a time.
    try (var stream = new FileInputStream(PROC + "/" + pid + "/stat")) {
      var bytes = new byte[1024];
      int count = stream.read(bytes);
      return parse(pid, new String(bytes, 0, Math.max(0, count), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Ids of all processes, zombies included. */
  static List<Long> pids() {
    var found = new ArrayList<Long>();
    String[] names = new File(PROC).list();
    for (String name : names == null ? new String[0] : names) {
      if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
        found.add(Long.parseLong(name));
      }
    }
    Collections.sort(found);
    return found;
  }

  /** Parses a line; the name in parentheses may hold spaces, parentheses and line breaks. */
  static Optional<ProcStat> parse(long pid, String line) {
    int end = line.lastIndexOf(')');
    if (end < 0) {
      return Optional.empty();
    }
    String[] fields = line.substring(end + 1).trim().split("\\s+");
    if (fields.length < 20) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProcStat(
              pid,
              fields[0].charAt(0),
              Long.parseLong(fields[1]),
              Long.parseLong(fields[2]),
              Long.parseLong(fields[3]),
              Long.parseLong(fields[19])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** True unless only its entry in the process table is left. */
  boolean isAlive() {
    return state != 'Z' && state != 'X' && state != 'x';
  }

  /** True if the same process is still there and no zombie. */
  boolean isStillAlive() {
    return read(pid).filter(now -> now.isSame(this) && now.isAlive()).isPresent();
  }

  /** True if it was stopped, by a signal or a debugger. */
  boolean isStopped() {
    return state == 'T' || state == 't';
  }

  /** True for the same incarnation of the same pid. */
  boolean isSame(ProcStat other) {
    return pid == other.pid && startTicks == other.startTicks;
  }

  /** The value of {@code TROTLINE_RUN} in the environment it was started with. */
  Optional<String> marker() {
    return environment().flatMap(all -> variable(all, Marker.VARIABLE));
  }

  /** The environment it was started with, each variable between two NULs. */
  Optional<String> environment() {
    try (var stream = new FileInputStream(PROC + "/" + pid + "/environ")) {
      return Optional.of("\0" + new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The value of a variable in what {@link #environment} gave. */
  static Optional<String> variable(String environment, String name) {
    String key = "\0" + name + "=";
    int at = environment.indexOf(key);
    if (at < 0) {
      return Optional.empty();
    }
    int from = at + key.length();
    int to = environment.indexOf('\0', from);
    return Optional.of(to < 0 ? environment.substring(from) : environment.substring(from, to));
  }
}
