package dev.trotline.cli;

import dev.trotline.chart.Text;
import dev.trotline.error.EnvironmentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * A file that grows by a line for every event and never beyond its bound: at the bound it becomes
 * {@code FILE.1}, in the place of the one before.
 */
final class EventLog {
  private static final long BOUND = 1L << 20;
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final Path file;
  private final ZoneId zone;
  private boolean lost;

  /**
   * @param file made if absent
   * @param zone of the times written
   * @throws EnvironmentException if it cannot be written
   */
  EventLog(Path file, ZoneId zone) {
    this.file = file;
    this.zone = zone;
    try {
      Files.writeString(file, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException | UncheckedIOException e) {
      throw new EnvironmentException(
          "cannot write the log " + file, "give --log a file in a folder that exists", e);
    }
  }

  /** Adds a line. A disk that fills up later must not end the night, so the log is then lost. */
  void add(Instant at, String line) {
    if (lost) {
      return;
    }
    try {
      if (Files.exists(file) && Files.size(file) > BOUND) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(
          file,
          STAMP.format(at.atZone(zone)) + " " + Text.plain(line) + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      lost = true;
    }
  }
}
