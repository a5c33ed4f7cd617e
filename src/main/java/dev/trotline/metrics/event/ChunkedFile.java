package dev.trotline.metrics.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Reads a large event file with several threads: this one walks from length to length and cuts the
 * file into chunks of whole records, others check and parse them, and the parts are added up in
 * file order, so that the outcome is that of {@link EventFile#read}. Whatever is unusual (a record
 * larger than a chunk, a torn end, an old file, a restart) is left to the plain reading of that
 * place.
 */
final class ChunkedFile {

  /** Fits the second-level cache of one core; holds some 20,000 scalars. */
  static final int CHUNK = 1 << 20;

  private static final int HEADER = EventFile.HEADER;
  private static final int FRAME = EventFile.HEADER + EventFile.FOOTER;

  /** Tags of a chunk's collector after which it is not used again: they cost at every chunk. */
  private static final int MANY_TAGS = 20_000;

  private final ScalarCollector<GrowingFigures> whole;
  private final Chunks chunks;
  private final Executor executor;
  private final Checksum checksum = new Checksum();
  private final Deque<Chunk> pending = new ArrayDeque<>();
  private final Chunk own;

  private boolean ownIsFree = true;
  private EventFile.@Nullable Extent broken;
  private boolean alone;
  private long position;
  private long records;
  private long skipped;

  /**
   * @param whole takes what is read, after what it has already
   * @param chunks spare buffers, shared by all files that are read at the same time
   * @param executor runs the parsing of chunks
   */
  ChunkedFile(ScalarCollector<GrowingFigures> whole, Chunks chunks, Executor executor) {
    this.whole = whole;
    this.chunks = chunks;
    this.executor = executor;
    this.own = chunks.make();
  }

  /** A run of whole records and what became of them. */
  static final class Chunk {
    private final byte[] bytes;
    private final ByteBuffer numbers;
    private final Checksum checksum = new Checksum();
    private ScalarCollector<GrowingFigures> part = ScalarCollector.ofPart(GrowingFigures::new);
    private long position;
    private int end;
    private int readTo;
    private @Nullable FutureTask<Integer> parsing;

    Chunk(int size) {
      bytes = new byte[size];
      numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Parses the part on its own; returns the offset behind the last record that was sound. */
    private int parse() {
      if (part.tags().size() > MANY_TAGS) {
        part = ScalarCollector.ofPart(GrowingFigures::new);
      }
      part.tags().forEach(GrowingFigures::clear);
      part.startPart();
      return parseInto(part);
    }

    private int parseInto(ScalarCollector<GrowingFigures> collector) {
      int at = 0;
      readTo = 0;
      while (at < end && !collector.isSpecial()) {
        int length = (int) numbers.getLong(at);
        if (numbers.getInt(at + HEADER + length) != checksum.of(bytes, at + HEADER, length)) {
          break;
        }
        collector.record(bytes, at + HEADER, length);
        at += FRAME + length;
        readTo++;
      }
      return at;
    }
  }

  EventFile.Extent read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(channel);
    } catch (IOException e) {
      throw EventFile.unreadable(file, e);
    }
  }

  EventFile.Extent read(SeekableByteChannel channel) throws IOException {
    try {
      return chunks(channel);
    } finally {
      // Where a file breaks off, others may still be busy with what lies behind.
      while (!pending.isEmpty()) {
        Chunk chunk = pending.remove();
        result(chunk);
        release(chunk);
      }
    }
  }

  private EventFile.Extent chunks(SeekableByteChannel channel) throws IOException {
    EventFile.Extent end = null;
    while (end == null) {
      Chunk chunk = next();
      fill(channel, chunk);
      position += chunk.end;
      if (chunk.end == 0) {
        release(chunk);
        end = single(channel);
      } else if (alone || !whole.isModern()) {
        addPending();
        if (broken == null) {
          alone = false;
          add(chunk, chunk.parseInto(whole), false);
        }
        release(chunk);
      } else {
        var parsing = new FutureTask<>(chunk::parse);
        chunk.parsing = parsing;
        pending.add(chunk);
        executor.execute(parsing);
      }
      end = broken != null ? broken : end;
    }
    return end;
  }

  /** A free chunk; if there is none, the oldest of our own once it is done. */
  private Chunk next() {
    while (true) {
      if (ownIsFree) {
        ownIsFree = false;
        return own;
      }
      Chunk spare = chunks.poll();
      if (spare != null) {
        return spare;
      }
      addOldest();
    }
  }

  private void release(Chunk chunk) {
    if (chunk == own) {
      ownIsFree = true;
    } else {
      chunks.giveBack(chunk);
    }
  }

  private void fill(SeekableByteChannel channel, Chunk chunk) throws IOException {
    int have = 0;
    channel.position(position);
    while (have < chunk.bytes.length) {
      int got = channel.read(ByteBuffer.wrap(chunk.bytes, have, chunk.bytes.length - have));
      if (got < 0) {
        break;
      }
      have += got;
    }
    int at = 0;
    while (have - at >= FRAME) {
      long length = chunk.numbers.getLong(at);
      if (length < 0
          || length > have - at - FRAME
          || !checksum.isOfLength(length, chunk.numbers.getInt(at + 8), chunk.bytes, at)) {
        break;
      }
      at += FRAME + (int) length;
    }
    chunk.position = position;
    chunk.end = at;
  }

  /** Reads one record in the plain way; null if it was sound. */
  private EventFile.@Nullable Extent single(SeekableByteChannel channel) throws IOException {
    addPending();
    if (broken != null) {
      return broken;
    }
    EventFile.Extent one = EventFile.readOne(channel, position, whole);
    records += one.records();
    skipped += one.skipped();
    position = one.end();
    return one.records() == 1
        ? null
        : new EventFile.Extent(one.container(), position, records, skipped);
  }

  private void addPending() {
    while (!pending.isEmpty() && broken == null) {
      addOldest();
    }
  }

  private void addOldest() {
    Chunk chunk = pending.remove();
    // Something useful to do until it is done: the chunks that no thread has come to yet.
    for (var later = pending.descendingIterator(); later.hasNext() && !isDone(chunk); ) {
      run(later.next());
    }
    run(chunk);
    int end = result(chunk);
    if (broken == null && (chunk.part.isSpecial() || !whole.isModern())) {
      // What is unusual seldom comes alone, and what comes after it may have another meaning.
      alone = true;
      add(chunk, chunk.parseInto(whole), false);
    } else if (broken == null) {
      add(chunk, end, true);
    }
    release(chunk);
  }

  private void add(Chunk chunk, int end, boolean asPart) {
    if (asPart) {
      for (GrowingFigures part : chunk.part.tags()) {
        if (part.size() > 0) {
          whole.tag(part).add(part);
        }
      }
      whole.addCounts(chunk.part);
    }
    records += chunk.readTo;
    if (end < chunk.end) {
      long at = chunk.position + end;
      broken = new EventFile.Extent("bad-payload-crc at " + at, at, records, skipped);
    }
  }

  private static boolean isDone(Chunk chunk) {
    return chunk.parsing != null && chunk.parsing.isDone();
  }

  /** Parses a chunk here, unless a thread has come to it already. */
  private static void run(Chunk chunk) {
    if (chunk.parsing != null) {
      chunk.parsing.run();
    }
  }

  private static int result(Chunk chunk) {
    run(chunk);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return chunk.parsing == null ? 0 : chunk.parsing.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("parsing a part of an event file failed", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
