package dev.trotline.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a folder and the process table together say of a supervised program. */
public sealed interface ProcessFacts {

  /** Name of the file with the supervisor's identity. */
  String PID_FILE = "pid";

  /** Name of the file with the exit code. */
  String EXIT_FILE = "exit_code";

  /** Name of the file with everything the program printed. */
  String CONSOLE_FILE = "console.log";

  /** Nothing was started here. */
  record NotStarted() implements ProcessFacts {}

  /**
   * It exists.
   *
   * @param pid the supervisor, leader of the group; if that was killed alone, the first of the
   *     processes it left
   * @param since when it was started
   */
  record Running(long pid, Instant since) implements ProcessFacts {}

  /**
   * It ended and said how.
   *
   * @param exitCode 0 to 255; 128 + n for signal n
   * @param at when it ended
   */
  record Ended(int exitCode, Instant at) implements ProcessFacts {}

  /** It was started, nothing of it is left, and it left no exit code. */
  record Vanished() implements ProcessFacts {}

  /**
   * Looks at a folder. Pid, start time and boot must all agree for a process to count as running; a
   * zombie counts as gone.
   */
  static ProcessFacts inspect(Path folder) {
    Path pidFile = folder.resolve(PID_FILE);
    // The process first, the exit code second: a supervisor seen dead has written its last word.
    Optional<Identity> identity = Identity.read(pidFile);
    boolean alive = identity.isPresent() && identity.get().isAlive();
    Optional<Ended> ended = readExit(folder.resolve(EXIT_FILE));
    if (ended.isPresent()) {
      return ended.get();
    }
    if (alive) {
      return new Running(identity.get().pid(), FileTimes.modified(pidFile));
    }
    if (identity.isEmpty()) {
      // A pid file without sense was torn by a power cut, and nothing survives one.
      return Files.exists(pidFile) ? new Vanished() : new NotStarted();
    }
    if (identity.get().isOfThisBoot()) {
      var family = new Family(identity.get().marker());
      family.ledBy(identity.get());
      var left = family.scan();
      if (!left.isEmpty()) {
        long first = left.stream().mapToLong(ProcStat::pid).min().getAsLong();
        return new Running(first, FileTimes.modified(pidFile));
      }
    }
    return new Vanished();
  }

  /** True if something was started in the folder, here or on another machine. */
  static boolean isClaimed(Path folder) {
    return Files.exists(folder.resolve(PID_FILE));
  }

  /** True if it was started on this machine and this boot of it: only then a pid means anything. */
  static boolean isOfThisMachine(Path folder) {
    return Identity.read(folder.resolve(PID_FILE)).filter(Identity::isOfThisBoot).isPresent();
  }

  /** When the folder was claimed, by the file system's clock. */
  static Instant claimedAt(Path folder) {
    return FileTimes.modified(folder.resolve(PID_FILE));
  }

  /**
   * How long the program ran, by the count of seconds since the machine's boot: right whatever was
   * done to the clock meanwhile. Empty if it has not ended, or was killed with its supervisor.
   */
  static Optional<Duration> ran(Path folder) {
    try {
      String text = Files.readString(folder.resolve(EXIT_FILE), StandardCharsets.ISO_8859_1);
      String[] words = text.strip().split("\\s+");
      Optional<Identity> identity = Identity.read(folder.resolve(PID_FILE));
      return words.length < 3
          ? Optional.empty()
          : identity.flatMap(started -> started.until(words[2]));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * How long ago the supervisor was started, by the count of seconds since the machine's boot; the
   * pid file's date is that of a clock that may have been set since. Empty if that was another
   * boot.
   */
  static Optional<Duration> age(Path folder) {
    return Identity.read(folder.resolve(PID_FILE))
        .filter(Identity::isOfThisBoot)
        .flatMap(identity -> identity.until(Host.uptime()));
  }

  /**
   * The other machine a program was started on, which this one cannot look into; empty if it was
   * this one, be it before a restart.
   */
  static Optional<String> elsewhere(Path folder) {
    return Identity.read(folder.resolve(PID_FILE))
        .filter(identity -> !identity.isOfHere())
        .map(Identity::host);
  }

  /** True if this machine has been restarted since a program was started here. */
  static boolean machineRestarted(Path folder) {
    return Identity.read(folder.resolve(PID_FILE))
        .filter(identity -> !identity.isOfThisBoot() && identity.isOfHere())
        .filter(identity -> !identity.host().isEmpty())
        .isPresent();
  }

  private static Optional<Ended> readExit(Path file) {
    try {
      String[] words = Files.readString(file, StandardCharsets.ISO_8859_1).strip().split("\\s+");
      int code = Integer.parseInt(words[0]);
      long seconds = words.length > 1 ? Long.parseLong(words[1]) : 0;
      return Optional.of(
          new Ended(code, seconds > 0 ? Instant.ofEpochSecond(seconds) : FileTimes.modified(file)));
    } catch (IOException | NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
