package dev.trotline.metrics.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks the fields of one protocol buffer message inside a byte array. Never reads outside its
 * bounds; {@link #next} answers false at the end and {@link #isBroken} says whether the message was
 * not sound.
 */
final class WireReader {

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[0];
  private int at;
  private int end;
  private boolean broken;
  private int field;
  private int type;
  private long number;
  private int start;
  private int length;

  /** Starts over on another message. */
  void reset(byte[] message, int from, int size) {
    bytes = message;
    at = from;
    end = from + size;
    broken = false;
  }

  /** Moves to the next field; false at the end or where the message is not sound. */
  boolean next() {
    if (broken || at >= end) {
      return false;
    }
    long key = varint();
    field = (int) (key >>> 3);
    type = (int) (key & 7);
    if (field <= 0 || key >>> 32 != 0) {
      broken = true;
    }
    if (broken) {
      return false;
    }
    switch (type) {
      case VARINT -> number = varint();
      case FIXED64 -> {
        if (end - at < 8) {
          broken = true;
        } else {
          number = (long) LONGS.get(bytes, at);
          at += 8;
        }
      }
      case FIXED32 -> {
        if (end - at < 4) {
          broken = true;
        } else {
          number = (int) INTS.get(bytes, at);
          at += 4;
        }
      }
      case BYTES -> {
        long size = varint();
        if (size < 0 || size > end - at) {
          broken = true;
        } else {
          start = at;
          length = (int) size;
          at += length;
        }
      }
      default -> broken = true;
    }
    return !broken;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        broken = true;
        return 0;
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    broken = true;
    return 0;
  }

  /** True if the field has this number and this wire type; any other type is an unknown field. */
  boolean is(int wantedField, int wantedType) {
    return field == wantedField && type == wantedType;
  }

  /** Number of the current field. */
  int field() {
    return field;
  }

  /** Wire type of the current field. */
  int type() {
    return type;
  }

  /** The current field as an integer. */
  long integer() {
    return number;
  }

  /** The current field as a double. */
  double float64() {
    return Double.longBitsToDouble(number);
  }

  /** The current field as a float. */
  float float32() {
    return Float.intBitsToFloat((int) number);
  }

  /** Where the current bytes start. */
  int start() {
    return start;
  }

  /** How many bytes there are. */
  int length() {
    return length;
  }

  /** The array all offsets refer to. */
  byte[] bytes() {
    return bytes;
  }

  /** True if the message ended in the middle of a field or held what no message may hold. */
  boolean isBroken() {
    return broken;
  }
}
