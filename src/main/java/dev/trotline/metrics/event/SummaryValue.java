package dev.trotline.metrics.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One value of a summary: where its parts lie in the bytes it was read from. */
final class SummaryValue {

  static final int SIMPLE = 2;
  static final int TENSOR = 8;

  private static final byte[] SCALARS = "scalars".getBytes(StandardCharsets.UTF_8);
  private static final int DATA_CLASS_SCALAR = 1;

  private final WireReader fields = new WireReader();

  int tagAt;
  int tagLength;

  /** The field of the value that is set, 0 if there is none. */
  int kind;

  float simple;
  int tensorAt;
  int tensorLength;

  /** Negative if there is none. */
  int metadataAt;

  int metadataLength;

  /** Reads a message; false if it is not sound. */
  boolean read(byte[] bytes, int from, int length) {
    tagAt = from;
    tagLength = 0;
    kind = 0;
    metadataAt = -1;
    fields.reset(bytes, from, length);
    while (fields.next()) {
      if (fields.is(2, WireReader.FIXED32)) {
        kind = SIMPLE;
        simple = fields.float32();
      } else if (fields.type() == WireReader.BYTES) {
        part(fields.field(), fields.start(), fields.length());
      }
    }
    return !fields.isBroken();
  }

  private void part(int field, int start, int length) {
    switch (field) {
      case 1 -> {
        tagAt = start;
        tagLength = length;
      }
      case 3, 4, 5, 6 -> kind = field;
      case TENSOR -> {
        kind = TENSOR;
        tensorAt = start;
        tensorLength = length;
      }
      case 9 -> {
        metadataAt = start;
        metadataLength = length;
      }
      default -> {}
    }
  }

  /**
   * True if the metadata names the plugin for scalars and their class of data.
   *
   * @param first whether naming the plugin is enough where no class is given
   */
  boolean isOfScalarPlugin(byte[] bytes, WireReader metadata, boolean first) {
    boolean scalars = false;
    long dataClass = 0;
    metadata.reset(bytes, metadataAt, metadataLength);
    while (metadata.next()) {
      if (metadata.is(1, WireReader.BYTES)) {
        fields.reset(bytes, metadata.start(), metadata.length());
        while (fields.next()) {
          if (fields.is(1, WireReader.BYTES)) {
            int start = fields.start();
            scalars =
                Arrays.equals(SCALARS, 0, SCALARS.length, bytes, start, start + fields.length());
          }
        }
      } else if (metadata.is(4, WireReader.VARINT)) {
        dataClass = metadata.integer();
      }
    }
    return scalars && (dataClass == 0 ? first : dataClass == DATA_CLASS_SCALAR);
  }
}
