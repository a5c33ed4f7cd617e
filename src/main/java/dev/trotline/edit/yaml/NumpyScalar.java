package dev.trotline.edit.yaml;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A numpy scalar as PyYAML dumps it: a call with the data type ({@code f8}, {@code i4}, …) and the
 * raw bytes in base 64. Read, because {@code np.float64} slips easily into a configuration.
 */
final class NumpyScalar {

  private NumpyScalar() {}

  /** The number, or the raw parts where the data type is none of the usual ones. */
  static Object value(List<Object> parts) {
    if (parts.size() != 2
        || !(parts.get(0) instanceof Map<?, ?> type)
        || !(type.get("args") instanceof List<?> arguments)
        || arguments.isEmpty()
        || !(parts.get(1) instanceof String base64)) {
      return parts;
    }
    boolean big = type.get("state") instanceof List<?> state && state.contains(">");
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(base64);
      ByteBuffer data =
          ByteBuffer.wrap(bytes).order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      return number(String.valueOf(arguments.get(0)), data, parts);
    } catch (IllegalArgumentException | java.nio.BufferUnderflowException broken) {
      return parts;
    }
  }

  private static Object number(String type, ByteBuffer data, Object otherwise) {
    return switch (type) {
      case "f8" -> data.getDouble();
      // Through its text, so that 0.1 stays 0.1.
      case "f4" -> Double.parseDouble(Float.toString(data.getFloat()));
      case "i8", "u8" -> data.getLong();
      case "i4" -> (long) data.getInt();
      case "u4" -> Integer.toUnsignedLong(data.getInt());
      case "i2" -> (long) data.getShort();
      case "i1" -> (long) data.get();
      case "b1" -> data.get() != 0;
      default -> otherwise;
    };
  }
}
