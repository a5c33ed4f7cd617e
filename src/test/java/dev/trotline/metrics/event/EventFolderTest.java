package dev.trotline.metrics.event;

import static dev.trotline.metrics.event.EventBytes.field;
import static dev.trotline.metrics.event.EventBytes.fixed32;
import static dev.trotline.metrics.event.EventBytes.fixed64;
import static dev.trotline.metrics.event.EventBytes.join;
import static dev.trotline.metrics.event.EventBytes.varint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trotline.error.EnvironmentException;
import dev.trotline.metrics.RunSeries;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFolderTest {

  @TempDir Path folder;

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve("events.out.tfevents." + name), bytes);
  }

  private String container(byte[] bytes) throws IOException {
    write("1.host.1.0", bytes);
    return EventFolder.scan(folder).files().get(0).extent().container();
  }

  @Test
  void keepsEveryPointInFileOrderWithItsWallTime() throws IOException {
    write(
        "1.h", EventBytes.version2().scalar("a", 0, 1).scalar("b", 0, 2).scalar("a", 1, 3).bytes());

    RunSeries series = EventFolder.read(folder);

    assertThat(series.tags()).containsExactly("a", "b");
    assertThat(series.values("a")).containsExactly(1, 3);
    assertThat(series.steps("a")).containsExactly(0, 1);
    assertThat(series.all().get("a").wallTimes()).containsExactly(1000, 1001);
  }

  @Test
  void readsFilesInTheOrderOfTheirNamesAndKeepsOverlaps() throws IOException {
    write("200.h", EventBytes.version2().scalar("a", 1, 20).scalar("a", 2, 30).bytes());
    write("100.h", EventBytes.version2().scalar("a", 0, 1).scalar("a", 1, 2).bytes());

    assertThat(EventFolder.read(folder).steps("a")).containsExactly(0, 1, 1, 2);
  }

  @Test
  void ignoresWhatIsNoEventFile() throws IOException {
    Files.createDirectories(folder.resolve("tfevents-folder"));
    Files.write(folder.resolve("model_0.pt"), new byte[10]);
    Files.createSymbolicLink(
        folder.resolve("events.out.tfevents.9.gone"), Path.of("/nowhere/at/all"));

    assertThat(EventFolder.scan(folder).files()).isEmpty();
    assertThat(EventFolder.read(folder.resolve("missing")).isEmpty()).isTrue();
  }

  @Test
  void aSessionStartDropsLaterPointsOfAllTags() throws IOException {
    write(
        "1.h",
        EventBytes.version2()
            .scalar("a", 5, 1)
            .scalar("b", 6, 1)
            .sessionStart(6)
            .scalar("b", 6, 2)
            .bytes());

    assertThat(EventFolder.read(folder).values("b")).containsExactly(2);
    assertThat(EventFolder.read(folder).values("a")).containsExactly(1);
  }

  @Test
  void withoutVersionAStepThatGoesBackDropsLaterPointsOfItsTag() throws IOException {
    write(
        "1.h",
        new EventBytes()
            .scalar("a", 1, 1)
            .scalar("b", 2, 1)
            .scalar("a", 3, 1)
            .scalar("a", 2, 9)
            .bytes());

    assertThat(EventFolder.read(folder).steps("a")).containsExactly(1, 2);
    assertThat(EventFolder.read(folder).steps("b")).containsExactly(2);
  }

  @Test
  void keepsNanAndInfinity() throws IOException {
    write(
        "1.h",
        EventBytes.version2()
            .scalar("a", 0, Float.NaN)
            .scalar("a", 1, Float.NEGATIVE_INFINITY)
            .bytes());

    assertThat(EventFolder.read(folder).values("a"))
        .containsExactly(Double.NaN, Double.NEGATIVE_INFINITY);
  }

  @Test
  void readsScalarsStoredAsTensors() throws IOException {
    byte[] scalars = field(9, field(1, field(1, "scalars")));
    byte[] content = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(2.5f).array();
    write(
        "1.h",
        EventBytes.version2()
            .value(0, join(field(1, "t"), field(8, join(varint(1, 1), field(4, content))), scalars))
            .value(
                1,
                join(
                    field(1, "t"),
                    field(8, join(varint(1, 1), fixed32(5, Float.floatToIntBits(3))))))
            .value(2, join(field(1, "t"), field(8, join(varint(1, 2), fixed64(6, 4)))))
            .value(3, join(field(1, "t"), field(8, join(varint(1, 9), field(10, new byte[] {5})))))
            .value(4, join(field(1, "t"), field(8, join(varint(1, 19), varint(13, 0x4600)))))
            .bytes());

    assertThat(EventFolder.read(folder).values("t")).containsExactly(2.5, 3, 4, 5, 6);
  }

  @Test
  void tensorsOfOtherPluginsAreNoScalars() throws IOException {
    byte[] text = field(9, field(1, field(1, "text")));
    byte[] tensor = field(8, join(varint(1, 1), fixed32(5, 0)));
    byte[] vector =
        field(8, join(varint(1, 1), field(2, field(2, varint(1, 2))), field(4, new byte[8])));
    write(
        "1.h",
        EventBytes.version2()
            .value(0, join(field(1, "x"), tensor, text))
            .value(1, join(field(1, "x"), tensor))
            .value(2, join(field(1, "v"), vector))
            .value(3, join(field(1, "histogram"), field(5, new byte[0])))
            .bytes());

    EventFolder.Reading reading = EventFolder.scan(folder);
    assertThat(reading.series().isEmpty()).isTrue();
    assertThat(reading.otherValues()).isEqualTo(4);
  }

  @Test
  void saysWhereAFileBreaksOff() throws IOException {
    byte[] whole = EventBytes.version2().scalar("a", 0, 1).bytes();
    int first = EventBytes.version2().bytes().length;

    assertThat(container(whole)).isEqualTo("clean");
    assertThat(container(new byte[0])).isEqualTo("clean");
    assertThat(container(Arrays.copyOf(whole, first + 5)))
        .isEqualTo("truncated-header at " + first + " (need 12, have 5)");
    assertThat(container(Arrays.copyOf(whole, whole.length - 4)))
        .isEqualTo(
            "truncated-payload at %d (need %d, have %d)"
                .formatted(first, whole.length - first - 12, whole.length - first - 16));
    byte[] flipped = whole.clone();
    flipped[first + 14] ^= 1;
    assertThat(container(flipped)).isEqualTo("bad-payload-crc at " + first);
    byte[] header = whole.clone();
    header[first + 1] ^= 1;
    assertThat(container(header)).isEqualTo("bad-length-crc at " + first);
    assertThat(container(Arrays.copyOf(whole, whole.length + 4096)))
        .isEqualTo("bad-length-crc at " + whole.length);
  }

  @Test
  void aSoundRecordThatMakesNoSenseIsCountedAndPassedOver() throws IOException {
    write("1.h", EventBytes.version2().record(new byte[] {42, 127}).scalar("a", 0, 1).bytes());

    EventFolder.Reading reading = EventFolder.scan(folder);
    assertThat(reading.malformed()).isEqualTo(1);
    assertThat(reading.isClean()).isFalse();
    assertThat(reading.series().values("a")).containsExactly(1);
  }

  @Test
  void aHugeRecordIsCheckedButNotKept() throws IOException {
    write(
        "1.h",
        EventBytes.version2().record(new byte[EventFile.LARGEST + 1000]).scalar("a", 0, 1).bytes());

    EventFolder.Reading reading = EventFolder.scan(folder);
    assertThat(reading.files().get(0).extent().skipped()).isEqualTo(1);
    assertThat(reading.series().values("a")).containsExactly(1);
  }

  @Test
  void aFileThatClaimsATerabyteCostsNoMemory() throws IOException {
    byte[] length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 40).array();
    write(
        "1.h", join(EventBytes.version2().bytes(), length, EventBytes.crc(length), new byte[100]));

    assertThat(EventFolder.scan(folder).files().get(0).extent().container())
        .startsWith("truncated-payload at 31 (need 1099511627780, have 100)");
  }

  @Test
  void aFileThatMayNotBeReadIsNamed() {
    assertThatThrownBy(() -> EventFile.read(folder.resolve("gone"), 0, (b, f, l) -> {}))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("gone");
  }

  @Test
  void aTailReadsOnlyWhatIsNewAndEqualsAFullReading() throws IOException {
    byte[] whole =
        EventBytes.version2().scalar("a", 0, 1).scalar("b", 0, 2).scalar("a", 1, 3).bytes();
    var tail = new EventTail(folder);
    assertThat(tail.poll()).isFalse();

    for (int size = 0; size <= whole.length; size++) {
      write("1.h", Arrays.copyOf(whole, size));
      tail.poll();
      assertThat(tail.series().tags()).isEqualTo(EventFolder.read(folder).tags());
    }

    assertThat(tail.series().values("a")).containsExactly(1, 3);
    assertThat(tail.bytesRead()).isEqualTo(whole.length);
    assertThat(tail.poll()).isFalse();
  }

  @Test
  void aTailTakesUpNewFilesAndStartsOverWhenAnOlderOneGrows() throws IOException {
    write("1.h", EventBytes.version2().scalar("a", 0, 1).bytes());
    var tail = new EventTail(folder);
    tail.poll();
    write("2.h", EventBytes.version2().scalar("a", 5, 2).bytes());
    tail.poll();
    assertThat(tail.series().steps("a")).containsExactly(0, 5);

    try (var file =
        new RandomAccessFile(folder.resolve("events.out.tfevents.1.h").toFile(), "rw")) {
      file.seek(file.length());
      file.write(new EventBytes().scalar("a", 1, 9).bytes());
    }
    tail.poll();
    assertThat(tail.series().steps("a")).containsExactly(0, 1, 5);

    write("2.h", EventBytes.version2().bytes());
    tail.poll();
    assertThat(tail.series().steps("a")).containsExactly(0, 1);
    Files.delete(folder.resolve("events.out.tfevents.1.h"));
    tail.poll();
    assertThat(tail.series().isEmpty()).isTrue();
  }

  @Test
  void pollingATornOlderFileDoesNotStartOverEveryTime() throws IOException {
    write("1.h", join(EventBytes.version2().scalar("a", 0, 1).bytes(), new byte[30]));
    write("2.h", EventBytes.version2().scalar("a", 5, 2).bytes());
    var tail = new EventTail(folder);
    tail.poll();

    assertThat(tail.poll()).isFalse();
    assertThat(tail.series().tags()).isEqualTo(new java.util.LinkedHashSet<>(List.of("a")));
  }

  /**
   * Years ago writers gave no version and mixed tags whose steps are iterations, frames, seconds.
   */
  @Test
  void mixedStepsWithoutVersionAreReadInLinearTime() throws IOException {
    var bytes = new EventBytes();
    for (int i = 0; i < 20_000; i++) {
      bytes.scalar("frames", 1000 + i, i).scalar("iterations", i, i);
    }
    write("1.h", bytes.bytes());

    assertThat(EventFolder.read(folder).values("iterations")).hasSize(20_000);
  }

  @Test
  void aFileThatCannotBeReadDoesNotHideTheOthers() throws IOException {
    Path unreadable = Path.of("/proc/self/mem");
    assumeTrue(Files.isRegularFile(unreadable), "needs a file whose reading fails");
    Files.createSymbolicLink(folder.resolve("events.out.tfevents.2.h"), unreadable);
    write("1.h", EventBytes.version2().scalar("a", 0, 1).bytes());

    EventFolder.Reading reading = EventFolder.scan(folder);

    assertThat(reading.series().values("a")).containsExactly(1);
    assertThat(reading.files().get(1).extent().container()).isEqualTo("unreadable");
    assertThatThrownBy(() -> EventFolder.read(folder)).isInstanceOf(EnvironmentException.class);
  }
}
