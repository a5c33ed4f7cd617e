package dev.trotline.metrics.console;

import dev.trotline.error.EnvironmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Follows a run's console log while it grows: each poll reads only what is new. Bytes that are no
 * UTF-8 are replaced, lines of any length are cut at {@link #LONGEST}. Belongs to one thread.
 */
public final class ConsoleLog {

  /** Bytes of a line that are looked at; no line of interest is longer. */
  static final int LONGEST = 16 << 10;

  /** Read from the end of a log to find the newest iteration: some hundred blocks. */
  private static final long TAIL = 256 << 10;

  private static final int BUFFER = 64 << 10;

  private final Path file;
  private final ConsoleParser parser = new ConsoleParser();
  private final byte[] line = new byte[LONGEST];
  private int lineLength;
  private long offset;

  private ConsoleLog(Path file, long offset) {
    this.file = file;
    this.offset = offset;
  }

  /** Follows a file from its start. The file may not exist yet. */
  public static ConsoleLog fromStart(Path file) {
    return new ConsoleLog(file, 0);
  }

  /**
   * Follows a file from shortly before its end, which is enough for the newest iteration but may
   * miss what was said at the start.
   */
  public static ConsoleLog fromTail(Path file) {
    return new ConsoleLog(file, Math.max(0, size(file) - TAIL));
  }

  /** What the end of a log says, in time and memory that do not depend on its length. */
  public static ConsoleState tail(Path file) {
    ConsoleLog log = fromTail(file);
    log.poll();
    return log.state();
  }

  /** What a whole log says. */
  public static ConsoleState read(Path file) {
    ConsoleLog log = fromStart(file);
    log.poll();
    return log.state();
  }

  /** Reads what is new; true if there was any. A file that is not there has nothing new. */
  public boolean poll() {
    long before = offset;
    if (size(file) < offset) {
      offset = 0;
      lineLength = 0;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.position(offset);
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      while (channel.read(buffer) > 0) {
        feed(buffer.array(), buffer.position());
        offset += buffer.position();
        buffer.clear();
      }
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new EnvironmentException(
          "the console log " + file + " cannot be read: " + e.getMessage(),
          "check that it may be read",
          e);
    }
    return offset != before;
  }

  private void feed(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        parser.line(new String(line, 0, lineLength, StandardCharsets.UTF_8));
        lineLength = 0;
      } else if (lineLength < LONGEST) {
        line[lineLength++] = bytes[i];
      }
    }
  }

  /** What was read so far; a line without its end is not counted yet. */
  public ConsoleState state() {
    return parser.state();
  }

  /** Bytes read so far, from where the next poll goes on. */
  public long offset() {
    return offset;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
