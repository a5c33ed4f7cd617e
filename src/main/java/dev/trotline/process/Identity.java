package dev.trotline.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A process that cannot be mistaken for a later one with the same pid: the content of a pid file.
 *
 * @param pid process id of the supervisor, which leads its group and session
 * @param startTicks its start time in clock ticks since boot
 * @param boot the kernel's boot id
 * @param marker the value of {@code TROTLINE_RUN}; empty in a file made by hand
 * @param host the machine's name; empty in a file made by hand
 * @param place machine id and process namespace: who shares both sees the same processes; empty in
 *     a file made by hand
 */
record Identity(long pid, long startTicks, String boot, String marker, String host, String place) {

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** What Linux shows to programs, whatever it counts in itself. */
  private static final double TICKS_PER_SECOND = 100;

  /**
   * Reads {@code "<pid> <start ticks> <boot id> [<marker> [<host> [<place>]]]"}; nothing if it is
   * anything else.
   */
  static Optional<Identity> parse(String text) {
    String[] words = text.strip().split("\\s+");
    if (words.length < 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Identity(
              Long.parseLong(words[0]),
              Long.parseLong(words[1]),
              words[2],
              words.length > 3 ? words[3] : "",
              words.length > 4 ? words[4] : "",
              words.length > 5 ? words[5] : ""));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The content of a pid file; nothing if it is absent or torn by a power cut. */
  static Optional<Identity> read(Path pidFile) {
    try {
      return parse(Files.readString(pidFile, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Its age at a moment given in seconds since the boot it was started in; empty where that makes
   * no sense, as in a container whose count begins with the container.
   */
  Optional<Duration> until(String secondsSinceBoot) {
    try {
      double seconds = Double.parseDouble(secondsSinceBoot) - startTicks / TICKS_PER_SECOND;
      return seconds < 0 || !Double.isFinite(seconds)
          ? Optional.empty()
          : Optional.of(Duration.ofMillis(Math.round(1000 * seconds)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** True if the machine has not been restarted since. */
  boolean isOfThisBoot() {
    return boot.equals(currentBoot());
  }

  /**
   * True if this process could see it if it were there: it was started here, under this boot or an
   * earlier one.
   */
  boolean isOfHere() {
    return host.isEmpty()
        || host.equals(Host.name()) && (place.isEmpty() || place.equals(Host.place()))
        || isOfThisBoot() && (place.isEmpty() || space(place).equals(space(Host.place())));
  }

  /** What the place says of the namespace; a container keeps it under any name. */
  private static String space(String place) {
    return place.substring(place.indexOf('/') + 1);
  }

  /** Its entry in the process table, a zombie's included; nothing if the pid is another's. */
  Optional<ProcStat> find() {
    return isOfThisBoot()
        ? ProcStat.read(pid).filter(stat -> stat.startTicks() == startTicks)
        : Optional.empty();
  }

  /** True while it runs or is stopped; a zombie does neither. */
  boolean isAlive() {
    return find().filter(ProcStat::isAlive).isPresent();
  }

  static String currentBoot() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException e) {
      return "-";
    }
  }
}
