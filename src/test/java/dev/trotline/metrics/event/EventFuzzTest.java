package dev.trotline.metrics.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Nothing in a file may crash the reader, keep it busy for ever or make it allocate at will, and
 * the readers must agree on what is left of it.
 */
class EventFuzzTest {

  private static final int MESSAGES = 100_000;
  private static final int FILES = 100_000;

  /**
   * What reading a small file may allocate: its buffer, and arrays, strings and messages for tags,
   * of which each needs some bytes of the file.
   */
  private static final long BYTES_PER_BYTE = 200;

  private static final long BYTES_PER_FILE = 40_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void mutatedMessagesWithRightChecksumsNeverCrash() {
    var random = new SplittableRandom(2603);
    var files = new RandomFiles(random.split());
    var points = new ScalarCollector<>(GrowingSeries::new);
    var figures = new ScalarCollector<>(GrowingFigures::new);
    long malformed = 0;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < MESSAGES; i++) {
      byte[] message = files.message();
      mutate(message, random);
      points.record(message, 0, message.length);
      figures.record(message, 0, message.length);
      if (i % 1000 == 999) {
        assertThat(figures.malformed()).isEqualTo(points.malformed());
        malformed += points.malformed();
        points = new ScalarCollector<>(GrowingSeries::new);
        figures = new ScalarCollector<>(GrowingFigures::new);
      }
    }
    assertThat(malformed).isBetween(MESSAGES / 100L, MESSAGES * 99L / 100);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MESSAGES * 20_000L);
  }

  @Test
  void mutatedFilesNeverCrashAndBothWaysOfReadingAgree() throws IOException {
    var random = new SplittableRandom(2110);
    var files = new RandomFiles(random.split());
    var chunks = new Chunks(2, 200);
    long largest = 0;
    long broken = 0;
    for (int i = 0; i < FILES; i++) {
      byte[] bytes = i % 50 == 0 ? files.file(20) : null;
      bytes = bytes == null ? remembered : (remembered = bytes);
      byte[] mutated = mutatedFile(bytes, random);
      long before = threads.getCurrentThreadAllocatedBytes();
      var plain = new ScalarCollector<>(GrowingFigures::new);
      EventFile.Extent extent = EventFile.read(new MemoryChannel(mutated, mutated.length), plain);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      largest = Math.max(largest, allocated - BYTES_PER_BYTE * mutated.length);
      broken += extent.isClean() ? 0 : 1;
      if (i % 4 == 0) {
        var inChunks = new ScalarCollector<>(GrowingFigures::new);
        EventFile.Extent other =
            new ChunkedFile(inChunks, chunks, Runnable::run)
                .read(new MemoryChannel(mutated, mutated.length));
        assertThat(other).isEqualTo(extent);
        assertThat(inChunks.malformed()).isEqualTo(plain.malformed());
        assertThat(summary(inChunks)).isEqualTo(summary(plain));
      }
    }
    assertThat(broken).isBetween(FILES / 20L, FILES * 19L / 20);
    assertThat(largest)
        .as("bytes allocated beyond what a file pays for")
        .isLessThan(BYTES_PER_FILE);
  }

  private byte[] remembered = new byte[0];

  private static List<String> summary(ScalarCollector<GrowingFigures> collector) {
    return collector.scalars().stream().map(tag -> tag.tag() + tag.figures()).sorted().toList();
  }

  /** Damages anything: bytes anywhere, payloads and lengths under checksums that are put right. */
  private static byte[] mutatedFile(byte[] whole, SplittableRandom random) {
    byte[] bytes = whole.clone();
    if (bytes.length < 16) {
      return bytes;
    }
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (random.nextInt(10) < 7) {
      int changes = random.nextInt(1, 5);
      int at = 0;
      while (changes > 0 && at + 16 <= bytes.length) {
        int length = (int) numbers.getLong(at);
        if (random.nextInt(8) == 0 && length > 0) {
          bytes[at + 12 + random.nextInt(length)] = (byte) random.nextInt(256);
          byte[] payload = Arrays.copyOfRange(bytes, at + 12, at + 12 + length);
          numbers.put(at + 12 + length, EventBytes.crc(payload));
          changes--;
        }
        at += 16 + length;
      }
    }
    if (random.nextInt(10) < 2) {
      int at = 0;
      while (random.nextInt(6) > 0 && at + 16 <= bytes.length) {
        int length = (int) numbers.getLong(at);
        at = at + 32 + length <= bytes.length ? at + 16 + length : at;
      }
      long claimed =
          random.nextBoolean() ? random.nextLong() >>> random.nextInt(64) : random.nextInt(200);
      numbers.putLong(at, claimed);
      numbers.put(at + 8, EventBytes.crc(Arrays.copyOfRange(bytes, at, at + 8)));
    }
    if (random.nextInt(10) < 2) {
      mutate(bytes, random);
    }
    return random.nextInt(10) == 0
        ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 40))
        : bytes;
  }

  private static void mutate(byte[] bytes, SplittableRandom random) {
    int changes = bytes.length == 0 ? 0 : random.nextInt(1, 4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          random.nextBoolean()
              ? (byte) (bytes[at] ^ 1 << random.nextInt(8))
              : (byte) random.nextInt(256);
    }
  }
}
