package dev.trotline.metrics.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing in a file may crash the reader, keep it busy for ever or make it allocate at will. */
class EventFuzzTest {

  private static final int MESSAGES = 100_000;
  private static final int FILES = 3_000;

  @Test
  void mutatedMessagesWithRightChecksumsNeverCrash() {
    var random = new SplittableRandom(2603);
    var collector = new ScalarCollector<>(GrowingSeries::new);
    for (int i = 0; i < MESSAGES; i++) {
      byte[] message = payload(random);
      mutate(message, random);
      collector.record(message, 0, message.length);
      if (i % 5000 == 0) {
        collector = new ScalarCollector<>(GrowingSeries::new);
      }
    }
    assertThat(collector.malformed()).isPositive();
    assertThat(collector.points()).isPositive();
  }

  @Test
  void mutatedFilesNeverCrashAndNeverGainPoints(@TempDir Path folder) throws Exception {
    var random = new SplittableRandom(2110);
    byte[] whole = sample();
    Path file = folder.resolve("events.out.tfevents.1.h");
    for (int i = 0; i < FILES; i++) {
      byte[] bytes = whole.clone();
      mutate(bytes, random);
      Files.write(file, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 40)));
      EventFolder.Reading reading = EventFolder.scan(folder);
      assertThat(reading.series().all().values().stream().mapToInt(s -> s.size()).sum())
          .isLessThanOrEqualTo(40);
    }
  }

  private static byte[] sample() {
    EventBytes bytes = EventBytes.version2();
    for (int step = 0; step < 10; step++) {
      bytes.scalar("Loss/value_function", step, step).scalar("Train/mean_reward", step, -step);
    }
    return bytes.bytes();
  }

  private static byte[] payload(SplittableRandom random) {
    byte[] tensor = {8, 1, 18, 0, 34, 4, 0, 0, (byte) 128, 63};
    byte[] metadata = {10, 9, 10, 7, 's', 'c', 'a', 'l', 'a', 'r', 's'};
    EventBytes writer = new EventBytes();
    switch (random.nextInt(4)) {
      case 0 -> writer.scalar("Loss/entropy", random.nextInt(100), 1);
      case 1 -> writer.sessionStart(random.nextInt(100));
      case 2 ->
          writer.value(
              random.nextInt(100),
              EventBytes.join(
                  EventBytes.field(1, "t"),
                  EventBytes.field(8, tensor),
                  EventBytes.field(9, metadata)));
      default -> writer.record(EventBytes.field(3, "brain.Event:" + random.nextInt(4)));
    }
    byte[] framed = writer.bytes();
    int length = (int) ByteBuffer.wrap(framed).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return java.util.Arrays.copyOfRange(framed, 12, 12 + length);
  }

  private static void mutate(byte[] bytes, SplittableRandom random) {
    int changes = random.nextInt(1, 4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          random.nextBoolean()
              ? (byte) (bytes[at] ^ 1 << random.nextInt(8))
              : (byte) random.nextInt(256);
    }
  }
}
