package dev.trotline.metrics.event;

import dev.trotline.error.EnvironmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event file that is read bit by bit while it grows. Event files only ever grow; another file
 * under the same name is told by its inode, or by the first and last bytes of what was read, which
 * hold wall times.
 */
final class FollowedFile {

  /** Bytes compared at either end of what was read: more than a writer's first record has. */
  private static final int WITNESS = 64;

  private final Path file;
  private EventFile.Extent extent = new EventFile.Extent("clean", 0, 0, 0);
  private byte[] head = new byte[0];
  private byte[] tail = new byte[0];
  private @Nullable Object key;
  private @Nullable FileTime modified;
  private long size = -1;
  private boolean failed;

  FollowedFile(Path file) {
    this.file = file;
  }

  /** How far it was read, over all readings. */
  EventFile.Extent extent() {
    return extent;
  }

  /** Reads what is new; returns how many bytes of sound records that was. */
  long readOn(EventFile.RecordSink sink) {
    BasicFileAttributes now = attributes();
    if (now == null || isUntouched(now)) {
      return 0;
    }
    long from = extent.end();
    if (now.size() > from || size < 0) {
      EventFile.Extent more;
      try {
        more = EventFile.read(file, from, sink);
      } catch (EnvironmentException e) {
        // Looked at again when it changes; what it handed on before it failed must not count twice.
        extent = EventFile.Extent.UNREADABLE;
        head = new byte[0];
        tail = new byte[0];
        note(now);
        failed = true;
        return 0;
      }
      extent =
          new EventFile.Extent(
              more.container(),
              more.end(),
              extent.records() + more.records(),
              extent.skipped() + more.skipped());
      if (head.length < WITNESS) {
        head = bytes(0, extent.end());
      }
      tail = bytes(Math.max(0, extent.end() - WITNESS), extent.end());
    }
    note(now);
    return extent.end() - from;
  }

  /** True if this is not the file that was read so far, or not all of that is left. */
  boolean isAnother() {
    BasicFileAttributes now = attributes();
    if (failed) {
      return now == null || !isUntouched(now);
    }
    if (now == null || !Objects.equals(now.fileKey(), key) || now.size() < extent.end()) {
      return true;
    }
    return !isUntouched(now)
        && !(Arrays.equals(head, bytes(0, head.length))
            && Arrays.equals(tail, bytes(extent.end() - tail.length, extent.end())));
  }

  /** True if there is a sound record behind what was read; a torn tail is no growth. */
  boolean grew() {
    BasicFileAttributes now = attributes();
    if (now == null || failed || isUntouched(now)) {
      return false;
    }
    boolean more =
        now.size() > extent.end()
            && EventFile.read(file, extent.end(), (bytes, from, length) -> {}).records() > 0;
    if (!more) {
      note(now);
    }
    return more;
  }

  private boolean isUntouched(BasicFileAttributes now) {
    return now.size() == size && now.lastModifiedTime().equals(modified);
  }

  private void note(BasicFileAttributes now) {
    key = now.fileKey();
    size = now.size();
    modified = now.lastModifiedTime();
  }

  private @Nullable BasicFileAttributes attributes() {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (IOException e) {
      return null;
    }
  }

  /** Up to as many bytes as a witness has, from an offset on; fewer where they cannot be read. */
  private byte[] bytes(long from, long to) {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(WITNESS, to - from));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
        continue;
      }
    } catch (IOException e) {
      return new byte[0];
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
