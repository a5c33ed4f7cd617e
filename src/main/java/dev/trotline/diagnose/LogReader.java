package dev.trotline.diagnose;

import dev.trotline.diagnose.signature.Catalogue;
import dev.trotline.diagnose.signature.LogEncoding;
import dev.trotline.diagnose.signature.LogStream;
import dev.trotline.diagnose.signature.Senses;
import dev.trotline.error.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads logs of any size in constant memory: files and streams, plain or gzip, UTF-8 with stray
 * Latin-1, UTF-16. What it prepares from the signatures serves any number of logs.
 */
public final class LogReader {

  private final Catalogue catalogue;

  /** Made when the first log is read: many commands hold a reader and read none. */
  private @Nullable Senses senses;

  /** With these signatures. */
  public LogReader(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  private synchronized Senses senses() {
    Senses known = senses;
    if (known == null) {
      known = new Senses(catalogue);
      senses = known;
    }
    return known;
  }

  /** Begins to read the logs of a run, one after the other. */
  public LogStream begin() {
    return new LogStream(senses());
  }

  /**
   * Adds a file to what was read before.
   *
   * @throws InvalidInputException if it is no file that can be read
   */
  public void read(Path log, LogStream logs) {
    try (InputStream stream = Files.newInputStream(log)) {
      read(stream, log.toString(), logs);
    } catch (IOException e) {
      throw refused(log.toString(), reason(log), e);
    }
  }

  /**
   * Adds a stream, read to its end and not closed.
   *
   * @param stream the log
   * @param name what it is called in messages
   * @param logs what it is added to
   * @throws InvalidInputException if its compressed data is damaged
   * @throws IOException if reading it fails
   */
  public void read(InputStream stream, String name, LogStream logs) throws IOException {
    try {
      logs.add(LogEncoding.utf8(stream));
    } catch (ZipException e) {
      throw refused(name, "its compressed data is damaged", e);
    } catch (LogEncoding.NoText e) {
      throw new InvalidInputException(
          "'" + name + "' is no log: " + e.getMessage(), name, null, null, e);
    }
  }

  private static InvalidInputException refused(String name, String reason, IOException cause) {
    return new InvalidInputException(
        "log '" + name + "' cannot be read: " + reason,
        name,
        null,
        "give a log file or a run folder that exists and is readable",
        cause);
  }

  private static String reason(Path log) {
    if (Files.isDirectory(log)) {
      return "it is a folder";
    }
    return Files.exists(log) ? "no permission, or the disk fails" : "there is no such file";
  }
}
