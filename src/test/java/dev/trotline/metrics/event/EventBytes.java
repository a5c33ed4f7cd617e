package dev.trotline.metrics.event;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Writes event files for tests, field by field. */
public final class EventBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A file as today's writers begin it. */
  public static EventBytes version2() {
    return new EventBytes().record(field(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8)));
  }

  /** Adds one scalar. */
  public EventBytes scalar(String tag, long step, float value) {
    return value(step, join(field(1, tag), fixed32(2, Float.floatToIntBits(value))));
  }

  EventBytes value(long step, byte[] value) {
    return record(join(fixed64(1, 1000.0 + step), varint(2, step), field(5, field(1, value))));
  }

  EventBytes sessionStart(long step) {
    return record(join(varint(2, step), field(7, varint(1, 1))));
  }

  EventBytes record(byte[] payload) {
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(payload.length).array();
    out.writeBytes(length);
    out.writeBytes(crc(length));
    out.writeBytes(payload);
    out.writeBytes(crc(payload));
    return this;
  }

  /** All of it. */
  public byte[] bytes() {
    return out.toByteArray();
  }

  static byte[] crc(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    int value = (int) crc.getValue();
    return ByteBuffer.allocate(4)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(Integer.rotateRight(value, 15) + 0xa282ead8)
        .array();
  }

  static byte[] field(int number, byte[] bytes) {
    return join(plain((long) number << 3 | 2), plain(bytes.length), bytes);
  }

  static byte[] field(int number, String text) {
    return field(number, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] varint(int number, long value) {
    return join(plain((long) number << 3), plain(value));
  }

  static byte[] fixed32(int number, int bits) {
    return join(
        plain((long) number << 3 | 5),
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bits).array());
  }

  static byte[] fixed64(int number, double value) {
    return join(
        plain((long) number << 3 | 1),
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
  }

  private static byte[] plain(long value) {
    var bytes = new ByteArrayOutputStream();
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return bytes.toByteArray();
  }

  static byte[] join(byte[]... parts) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
