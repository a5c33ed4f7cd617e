package dev.trotline.metrics.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The masked CRC-32C of TFRecord framing. Belongs to one thread.
 *
 * <p>The checksum of a length depends on the length only, so those of short records are worked out
 * once: that halves the checksums to compute.
 */
final class Checksum {

  private static final int MASK_DELTA = 0xa282ead8;
  private static final int[] OF_LENGTH = ofLengths(1024);

  private final CRC32C crc = new CRC32C();

  /** The checksum of a range of bytes. */
  int of(byte[] bytes, int from, int length) {
    crc.reset();
    crc.update(bytes, from, length);
    return value();
  }

  /** True if this is the checksum of a length whose eight bytes stand at an offset. */
  boolean isOfLength(long length, int stored, byte[] bytes, int from) {
    return stored
        == (length >= 0 && length < OF_LENGTH.length
            ? OF_LENGTH[(int) length]
            : of(bytes, from, Long.BYTES));
  }

  /** Starts a checksum that is fed piece by piece. */
  void start() {
    crc.reset();
  }

  /** Feeds a piece. */
  void feed(byte[] bytes, int from, int length) {
    crc.update(bytes, from, length);
  }

  /** The checksum of what was fed. */
  int value() {
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + MASK_DELTA;
  }

  private static int[] ofLengths(int count) {
    var checksum = new Checksum();
    var all = new int[count];
    byte[] bytes = new byte[Long.BYTES];
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      numbers.putLong(0, i);
      all[i] = checksum.of(bytes, 0, Long.BYTES);
    }
    return all;
  }
}
