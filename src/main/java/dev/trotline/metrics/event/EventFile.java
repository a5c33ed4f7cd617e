package dev.trotline.metrics.event;

import dev.trotline.error.EnvironmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Record framing of a TensorBoard event file: length, its checksum, payload, its checksum
 * (TFRecord; both checksums are CRC-32C, masked). Reading stops at the first record that is not
 * sound, as TensorBoard does, and says where and why. Memory is bounded by {@link #LARGEST} and the
 * buffer, whatever the file claims.
 */
public final class EventFile {

  /** Payloads above this many bytes are checked but not handed on: no scalar is that large. */
  static final int LARGEST = 16 << 20;

  private static final int BUFFER = 1 << 20;
  static final int HEADER = 12;
  static final int FOOTER = 4;

  private EventFile() {}

  /** Takes the payload of one sound record; the array is reused afterwards. */
  interface RecordSink {
    void record(byte[] bytes, int from, int length);
  }

  /**
   * How far a file could be read.
   *
   * @param container {@code clean}, or what is wrong and at which byte
   * @param end offset behind the last sound record, from where to read on when the file has grown
   * @param records sound records read
   * @param skipped records too large to hold a scalar, not handed on
   */
  public record Extent(String container, long end, long records, long skipped) {

    /** Of a file that could not be opened or whose reading failed. */
    static final Extent UNREADABLE = new Extent("unreadable", 0, 0, 0);

    /** True if nothing of the file was left unread. */
    public boolean isClean() {
      return container.equals("clean");
    }
  }

  /**
   * Hands on every sound record from an offset to the end.
   *
   * @param offset 0, or the {@link Extent#end} of an earlier reading of the same file
   */
  static Extent read(Path file, long offset, RecordSink sink) {
    return read(file, offset, Long.MAX_VALUE, sink);
  }

  /**
   * The same up to another offset, which must lie behind a record.
   *
   * @param to where to stop even if there is more
   */
  static Extent read(Path file, long offset, long to, RecordSink sink) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new Reading(channel, offset, sink).run(to, Long.MAX_VALUE);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Hands on every sound record of an open file. */
  static Extent read(SeekableByteChannel channel, RecordSink sink) throws IOException {
    return new Reading(channel, 0, sink).run(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Hands on the next record, if it is sound, and says what became of it. */
  static Extent readOne(SeekableByteChannel channel, long offset, RecordSink sink)
      throws IOException {
    return new Reading(channel, offset, sink).run(Long.MAX_VALUE, 1);
  }

  static EnvironmentException unreadable(Path file, IOException problem) {
    return new EnvironmentException(
        "the event file " + file + " cannot be read: " + problem.getMessage(),
        "check that the file exists and may be read",
        problem);
  }

  /** The state of one pass; a buffer that slides over the file. */
  private static final class Reading {
    private final SeekableByteChannel channel;
    private final RecordSink sink;
    private final Checksum checksum = new Checksum();
    private byte[] bytes;
    private ByteBuffer numbers;
    private int from;
    private int to;
    private long position;
    private long records;
    private long skipped;

    Reading(SeekableByteChannel channel, long offset, RecordSink sink) throws IOException {
      this.channel = channel;
      this.sink = sink;
      this.position = offset;
      channel.position(offset);
      // Files are often polled for a few new records: no more room than there is to read.
      long left = Math.max(channel.size() - offset, 0);
      this.bytes = new byte[(int) Math.min(BUFFER, left + HEADER)];
      this.numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    Extent run(long to, long most) throws IOException {
      while (true) {
        if (position >= to || records >= most) {
          return extent("clean");
        }
        int have = ensure(HEADER);
        if (have < HEADER) {
          return have == 0 ? extent("clean") : torn("truncated-header", HEADER, have);
        }
        long length = numbers.getLong(from);
        if (!checksum.isOfLength(length, numbers.getInt(from + 8), bytes, from)) {
          return broken("bad-length-crc");
        }
        if (length < 0) {
          return broken("bad-length");
        }
        if (length > LARGEST) {
          Extent end = skip(length);
          if (end != null) {
            return end;
          }
          continue;
        }
        int payload = (int) length;
        have = ensure(HEADER + payload + FOOTER) - HEADER;
        if (have < payload + FOOTER) {
          return torn("truncated-payload", payload + FOOTER, have);
        }
        if (numbers.getInt(from + HEADER + payload) != checksum.of(bytes, from + HEADER, payload)) {
          return broken("bad-payload-crc");
        }
        sink.record(bytes, from + HEADER, payload);
        advance(HEADER + payload + FOOTER);
        records++;
      }
    }

    /** Checks a record too large to keep, piece by piece. Null if it is sound. */
    private @Nullable Extent skip(long length) throws IOException {
      long start = position;
      long have = channel.size() - position - HEADER;
      if (have < length + FOOTER || length + FOOTER < 0) {
        return new Extent(
            text("truncated-payload", start, length + FOOTER, have), start, records, skipped);
      }
      advance(HEADER);
      checksum.start();
      long left = length;
      while (left > 0) {
        int piece = (int) Math.min(left, ensure((int) Math.min(left, BUFFER)));
        if (piece == 0) {
          return new Extent(
              text("truncated-payload", start, length + FOOTER, length - left),
              start,
              records,
              skipped);
        }
        checksum.feed(bytes, from, piece);
        advance(piece);
        left -= piece;
      }
      if (ensure(FOOTER) < FOOTER || numbers.getInt(from) != checksum.value()) {
        return new Extent("bad-payload-crc at " + start, start, records, skipped);
      }
      advance(FOOTER);
      records++;
      skipped++;
      return null;
    }

    /** Reads until {@code count} bytes are there or the file ends; returns how many are there. */
    private int ensure(int count) throws IOException {
      if (to - from >= count) {
        return to - from;
      }
      int room = bytes.length;
      if (count > room) {
        // What a length claims is believed only as far as the file goes.
        long there = Math.max(channel.size() - position, to - from);
        room = (int) Math.min(Math.max(count, 2L * room), Math.max(there, room));
      }
      byte[] target = room > bytes.length ? new byte[room] : bytes;
      System.arraycopy(bytes, from, target, 0, to - from);
      to -= from;
      from = 0;
      if (target != bytes) {
        bytes = target;
        numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      }
      while (to < Math.min(count, bytes.length)) {
        int got = channel.read(ByteBuffer.wrap(bytes, to, bytes.length - to));
        if (got < 0) {
          break;
        }
        to += got;
      }
      return to - from;
    }

    private void advance(int count) {
      from += count;
      position += count;
    }

    private Extent torn(String what, long need, long have) {
      return extent(text(what, position, need, have));
    }

    private Extent broken(String what) {
      return extent(what + " at " + position);
    }

    private Extent extent(String container) {
      return new Extent(container, position, records, skipped);
    }

    private static String text(String what, long at, long need, long have) {
      return String.format(Locale.ROOT, "%s at %d (need %d, have %d)", what, at, need, have);
    }
  }
}
