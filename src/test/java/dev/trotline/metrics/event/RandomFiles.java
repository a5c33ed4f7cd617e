package dev.trotline.metrics.event;

import static dev.trotline.metrics.event.EventBytes.field;
import static dev.trotline.metrics.event.EventBytes.fixed32;
import static dev.trotline.metrics.event.EventBytes.fixed64;
import static dev.trotline.metrics.event.EventBytes.join;
import static dev.trotline.metrics.event.EventBytes.varint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Files of one run with all that makes reading them hard: restarts, tensors, torn ends, rubbish.
 */
final class RandomFiles {

  private static final String[] TAGS = {"a", "aa", "b", "Loss/value", "ä/脚", "x".repeat(140)};
  private static final String[] VERSIONS = {"brain.Event:2", "brain.Event:1", "brain.Event:2.5"};
  private static final byte[] SCALARS = field(9, field(1, field(1, "scalars")));
  private static final byte[] TEXT = field(9, field(1, field(1, "text")));

  private final SplittableRandom random;
  private long step;

  RandomFiles(SplittableRandom random) {
    this.random = random;
  }

  /** The files of one run, in order. */
  List<byte[]> run() {
    var files = new ArrayList<byte[]>();
    int count = random.nextInt(1, 4);
    for (int i = 0; i < count; i++) {
      files.add(torn(file(random.nextInt(60))));
      step = random.nextBoolean() ? step : Math.max(0, step - random.nextInt(6));
    }
    return files;
  }

  /** One file of so many records. */
  byte[] file(int records) {
    var bytes = new EventBytes();
    if (random.nextInt(8) > 0) {
      bytes.record(version(random.nextInt(5) > 0 ? 0 : random.nextInt(VERSIONS.length)));
    }
    for (int i = 0; i < records; i++) {
      bytes.record(message());
    }
    return bytes.bytes();
  }

  private byte[] torn(byte[] whole) {
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      case 1 -> {
        byte[] flipped = whole.clone();
        if (whole.length > 0) {
          flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
        }
        yield flipped;
      }
      case 2 -> Arrays.copyOf(whole, whole.length + random.nextInt(1, 40));
      default -> whole;
    };
  }

  private static byte[] version(int index) {
    return field(3, VERSIONS[index].getBytes(StandardCharsets.UTF_8));
  }

  /** One message; most of them scalars as trainers write them. */
  byte[] message() {
    step += random.nextInt(3) == 0 ? 1 : 0;
    return switch (random.nextInt(24)) {
      case 0 -> {
        step = Math.max(0, step - random.nextInt(5));
        yield event(value());
      }
      case 1 -> join(varint(2, step), field(7, varint(1, 1)));
      case 2 -> random.nextInt(4) == 0 ? version(random.nextInt(VERSIONS.length)) : event();
      case 3 -> event(value(), value(), value());
      case 4 -> event(field(1, join(field(1, "h"), field(5, new byte[0]))));
      case 5 -> join(varint(2, step), field(4, new byte[3]));
      case 6 -> random.nextInt(3) == 0 ? new byte[] {42, 127} : event(value());
      case 7, 8 -> event(tensor());
      case 9 -> {
        byte[] strange = {-1, 5, 300 & 0x7f};
        random.nextBytes(strange);
        yield random.nextBoolean() ? strange : event(value());
      }
      default -> event(value());
    };
  }

  private byte[] event(byte[]... values) {
    return join(fixed64(1, 1000 + step), varint(2, step), field(5, join(values)));
  }

  private byte[] value() {
    float number =
        switch (random.nextInt(30)) {
          case 0 -> Float.NaN;
          case 1 -> Float.POSITIVE_INFINITY;
          case 2 -> Float.MIN_VALUE;
          default -> (float) random.nextGaussian();
        };
    byte[] value =
        join(
            field(1, random.nextInt(40) == 0 ? "" : tag()),
            fixed32(2, Float.floatToIntBits(number)));
    return field(1, random.nextInt(30) == 0 ? join(value, TEXT) : value);
  }

  private String tag() {
    return TAGS[random.nextInt(TAGS.length)];
  }

  private byte[] tensor() {
    byte[] content = join(varint(1, 2), fixed64(6, random.nextGaussian()));
    byte[] value = join(field(1, random.nextInt(10) == 0 ? tag() : "t"), field(8, content));
    return field(
        1,
        switch (random.nextInt(5)) {
          case 0 -> join(value, SCALARS);
          case 1 -> random.nextInt(5) == 0 ? join(value, TEXT) : value;
          default -> value;
        });
  }
}
