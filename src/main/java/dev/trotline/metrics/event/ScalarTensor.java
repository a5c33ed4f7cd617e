package dev.trotline.metrics.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads a TensorProto that holds exactly one number, the way newer writers store scalars. Anything
 * else is no scalar and answers false.
 */
final class ScalarTensor {

  private static final int DT_FLOAT = 1;
  private static final int DT_DOUBLE = 2;
  private static final int DT_INT32 = 3;
  private static final int DT_UINT8 = 4;
  private static final int DT_INT16 = 5;
  private static final int DT_INT8 = 6;
  private static final int DT_INT64 = 9;
  private static final int DT_BOOL = 10;
  private static final int DT_BFLOAT16 = 14;
  private static final int DT_UINT16 = 17;
  private static final int DT_HALF = 19;
  private static final int DT_UINT32 = 22;
  private static final int DT_UINT64 = 23;

  private final WireReader reader = new WireReader();
  private final WireReader inner = new WireReader();
  private double value;

  /** The number of the last tensor that was read with success. */
  double value() {
    return value;
  }

  /** True if the bytes are a tensor of one number. */
  boolean read(byte[] bytes, int from, int length) {
    int dtype = 0;
    int contentAt = -1;
    int contentLength = 0;
    int found = 0;
    boolean single = true;
    reader.reset(bytes, from, length);
    while (reader.next()) {
      if (reader.is(1, WireReader.VARINT)) {
        dtype = (int) reader.integer();
      } else if (reader.is(2, WireReader.BYTES)) {
        single &= isSingle(bytes, reader.start(), reader.length());
      } else if (reader.is(4, WireReader.BYTES)) {
        contentAt = reader.start();
        contentLength = reader.length();
      }
    }
    if (reader.isBroken() || !single) {
      return false;
    }
    if (contentAt >= 0 && contentLength > 0) {
      return content(dtype, ByteBuffer.wrap(bytes, contentAt, contentLength));
    }
    int list = listOf(dtype);
    reader.reset(bytes, from, length);
    while (list > 0 && reader.next()) {
      if (reader.field() == list) {
        found += number(list);
      }
    }
    if (found == 1 && dtype == DT_BFLOAT16) {
      value = Float.intBitsToFloat((int) value << 16);
    } else if (found == 1 && dtype == DT_HALF) {
      value = half((int) value);
    }
    return found == 1;
  }

  /** The field that holds the numbers of a type; 0 for types that are no numbers. */
  private static int listOf(int dtype) {
    return switch (dtype) {
      case DT_FLOAT -> 5;
      case DT_DOUBLE -> 6;
      case DT_INT32, DT_UINT8, DT_INT16, DT_INT8, DT_UINT16 -> 7;
      case DT_INT64 -> 10;
      case DT_BOOL -> 11;
      case DT_HALF, DT_BFLOAT16 -> 13;
      case DT_UINT32 -> 16;
      case DT_UINT64 -> 17;
      default -> 0;
    };
  }

  /** Reads one of the typed value lists, packed or not; returns how many numbers it had. */
  private int number(int field) {
    int width =
        switch (field) {
          case 5 -> WireReader.FIXED32;
          case 6 -> WireReader.FIXED64;
          case 7, 10, 11, 13, 16, 17 -> WireReader.VARINT;
          default -> -1;
        };
    if (width < 0) {
      return 0;
    }
    if (reader.type() == width) {
      value = convert(field, reader);
      return 1;
    }
    if (reader.type() != WireReader.BYTES) {
      return 0;
    }
    return packed(field, width);
  }

  private int packed(int field, int width) {
    ByteBuffer list =
        ByteBuffer.wrap(reader.bytes(), reader.start(), reader.length())
            .order(ByteOrder.LITTLE_ENDIAN);
    if (width == WireReader.FIXED32) {
      if (list.remaining() != 4) {
        return list.remaining() / 4;
      }
      value = list.getFloat();
      return 1;
    }
    if (width == WireReader.FIXED64) {
      if (list.remaining() != 8) {
        return list.remaining() / 8;
      }
      value = list.getDouble();
      return 1;
    }
    int count = 0;
    long number = 0;
    int shift = 0;
    while (list.hasRemaining()) {
      byte b = list.get();
      number |= shift < 64 ? (long) (b & 0x7f) << shift : 0;
      shift += 7;
      if (b >= 0) {
        value = fromInteger(field, number);
        count++;
        number = 0;
        shift = 0;
      }
    }
    return count;
  }

  private static double convert(int field, WireReader at) {
    return switch (field) {
      case 5 -> at.float32();
      case 6 -> at.float64();
      default -> fromInteger(field, at.integer());
    };
  }

  private static double fromInteger(int field, long number) {
    return switch (field) {
      case 7, 13 -> (int) number;
      case 16 -> number & 0xffffffffL;
      case 11 -> number == 0 ? 0 : 1;
      case 17 -> unsigned(number);
      default -> number;
    };
  }

  private boolean isSingle(byte[] bytes, int from, int length) {
    var shape = new WireReader();
    shape.reset(bytes, from, length);
    while (shape.next()) {
      if (shape.is(2, WireReader.BYTES)) {
        long size = 0;
        inner.reset(bytes, shape.start(), shape.length());
        while (inner.next()) {
          size = inner.is(1, WireReader.VARINT) ? inner.integer() : size;
        }
        if (size != 1) {
          return false;
        }
      }
    }
    return !shape.isBroken();
  }

  private boolean content(int dtype, ByteBuffer raw) {
    raw.order(ByteOrder.LITTLE_ENDIAN);
    int size = raw.remaining();
    if (dtype == DT_FLOAT && size == 4) {
      value = raw.getFloat();
    } else if (dtype == DT_DOUBLE && size == 8) {
      value = raw.getDouble();
    } else if (dtype == DT_INT32 && size == 4) {
      value = raw.getInt();
    } else if (dtype == DT_UINT32 && size == 4) {
      value = raw.getInt() & 0xffffffffL;
    } else if (dtype == DT_UINT64 && size == 8) {
      value = unsigned(raw.getLong());
    } else if (dtype == DT_INT64 && size == 8) {
      value = raw.getLong();
    } else if (dtype == DT_BOOL && size == 1) {
      value = raw.get() == 0 ? 0 : 1;
    } else if (dtype == DT_UINT8 && size == 1) {
      value = raw.get() & 0xff;
    } else if (dtype == DT_INT8 && size == 1) {
      value = raw.get();
    } else if (dtype == DT_INT16 && size == 2) {
      value = raw.getShort();
    } else if (dtype == DT_UINT16 && size == 2) {
      value = raw.getShort() & 0xffff;
    } else if (dtype == DT_HALF && size == 2) {
      value = half(raw.getShort());
    } else if (dtype == DT_BFLOAT16 && size == 2) {
      value = Float.intBitsToFloat(raw.getShort() << 16);
    } else {
      return false;
    }
    return true;
  }

  private static double unsigned(long number) {
    // Halved without losing the last bit to rounding, then doubled.
    return number >= 0 ? number : 2.0 * (number >>> 1 | number & 1);
  }

  /** IEEE half precision, bit by bit: Java 17 has no conversion of its own. */
  private static double half(int bits) {
    int exponent = bits >> 10 & 0x1f;
    int mantissa = bits & 0x3ff;
    double size =
        exponent == 0x1f
            ? (mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
            : exponent == 0
                ? Math.scalb((double) mantissa, -24)
                : Math.scalb(1024.0 + mantissa, exponent - 25);
    return (bits & 0x8000) == 0 ? size : -size;
  }
}
