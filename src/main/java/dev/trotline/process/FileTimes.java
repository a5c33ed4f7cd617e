package dev.trotline.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Dates taken from files, so that nobody needs a clock to say when something happened. */
final class FileTimes {

  private FileTimes() {}

  /** When a file was last written; the epoch if it is gone. */
  static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }
}
