package dev.trotline.archive;

import java.util.List;
import java.util.Optional;

/**
 * Who drives a study, as its archive has it. It matters between machines, where file locks are not
 * to be trusted; on one machine the study's lock decides.
 *
 * @param token one of its kind, whoever writes with another is not the driver
 * @param who the command, for people
 * @param host the machine's name
 * @param boot the kernel's boot id: equal on one kernel only, whatever containers call themselves
 * @param pid the process on that machine
 * @param beat counts up as long as the driver lives; no clock is compared with another's
 */
public record DriverRow(String token, String who, String host, String boot, long pid, long beat) {

  static final String KEY = "driver";

  private static final String BETWEEN = "\t";

  /** One more beat. */
  DriverRow beaten() {
    return new DriverRow(token, who, host, boot, pid, beat + 1);
  }

  String text() {
    return String.join(
        BETWEEN,
        List.of(token, plain(who), plain(host), plain(boot), Long.toString(pid), "" + beat));
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", " ");
  }

  /** Nothing where the text is no driver's. */
  static Optional<DriverRow> parse(String text) {
    String[] parts = text.split(BETWEEN, -1);
    if (parts.length != 6 || !parts[4].matches("\\d{1,18}") || !parts[5].matches("\\d{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(
        new DriverRow(
            parts[0],
            parts[1],
            parts[2],
            parts[3],
            Long.parseLong(parts[4]),
            Long.parseLong(parts[5])));
  }
}
