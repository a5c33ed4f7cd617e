package dev.trotline.metrics.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.trotline.metrics.RunSeries;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventTailTest {

  @TempDir Path folder;

  private Path file(String name) {
    return folder.resolve("events.out.tfevents." + name);
  }

  private static byte[] steps(int from, int to, float value) {
    EventBytes bytes = EventBytes.version2();
    for (int step = from; step < to; step++) {
      bytes.scalar("a", step, value);
    }
    return bytes.bytes();
  }

  private void append(String name, byte[] bytes) throws IOException {
    Files.write(file(name), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void followingAFileCostsAsMuchPerPointHoweverLongItIs() throws IOException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var tail = new EventTail(folder);
    append("1.h", steps(0, 0, 0));
    long[] allocated = new long[2];
    int polls = 3000;
    try (OutputStream out = Files.newOutputStream(file("1.h"), StandardOpenOption.APPEND)) {
      for (int i = 0; i < polls; i++) {
        out.write(new EventBytes().scalar("a", i, i).bytes());
        out.flush();
        long before = threads.getCurrentThreadAllocatedBytes();
        tail.poll();
        allocated[i < polls / 2 ? 0 : 1] += threads.getCurrentThreadAllocatedBytes() - before;
      }
    }
    assertThat(tail.series().values("a")).hasSize(polls);
    assertThat(tail.bytesRead()).isEqualTo(Files.size(file("1.h")));
    // Growing arrays double now and then; copying all points each time would be tenfold.
    assertThat(allocated[1]).isLessThan(allocated[0] + 500_000);
    assertThat(allocated[1]).isLessThan(polls * 20_000L);
  }

  @Test
  void whatWasHandedOutDoesNotChangeWhenPointsAreAddedOrDropped() throws IOException {
    var tail = new EventTail(folder);
    append("1.h", steps(0, 10, 1));
    tail.poll();
    RunSeries earlier = tail.series();
    append("1.h", new EventBytes().sessionStart(5).scalar("a", 5, 2).bytes());
    tail.poll();

    assertThat(earlier.steps("a")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(tail.series().steps("a")).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(tail.series().values("a")).containsExactly(1, 1, 1, 1, 1, 2);
  }

  @Test
  void aFileReplacedByALargerOneIsReadAnew() throws IOException {
    var tail = new EventTail(folder);
    append("1.h", steps(0, 3, 1));
    tail.poll();
    Path other = folder.resolve("other");
    Files.write(other, steps(100, 120, 5));
    Files.move(other, file("1.h"), StandardCopyOption.REPLACE_EXISTING);

    assertThat(tail.poll()).isTrue();
    assertThat(tail.series().steps("a")).hasSize(20).startsWith(100);
  }

  @Test
  void aFileOverwrittenInPlaceIsReadAnewEvenAtTheSameSize() throws IOException {
    var tail = new EventTail(folder);
    append("1.h", steps(0, 3, 1));
    tail.poll();
    Files.write(file("1.h"), steps(10, 30, 2), StandardOpenOption.TRUNCATE_EXISTING);
    tail.poll();
    assertThat(tail.series().steps("a")).hasSize(20).startsWith(10);

    Files.write(file("1.h"), steps(40, 60, 3), StandardOpenOption.TRUNCATE_EXISTING);
    Files.setLastModifiedTime(file("1.h"), FileTime.fromMillis(1));
    tail.poll();
    assertThat(tail.series().steps("a")).hasSize(20).startsWith(40);
  }

  @Test
  void filesThatAppearVanishAndShrinkAreNoticed() throws IOException {
    var tail = new EventTail(folder.resolve("later"));
    assertThat(tail.poll()).isFalse();
    assertThat(tail.files()).isEmpty();
    tail = new EventTail(folder);
    append("2.h", steps(10, 12, 1));
    tail.poll();
    append("3.h", steps(12, 14, 1));
    tail.poll();
    assertThat(tail.series().steps("a")).containsExactly(10, 11, 12, 13);
    append("1.h", steps(0, 2, 1));
    tail.poll();
    assertThat(tail.series().steps("a")).containsExactly(0, 1, 10, 11, 12, 13);
    Files.delete(file("2.h"));
    tail.poll();
    assertThat(tail.series().steps("a")).containsExactly(0, 1, 12, 13);
    byte[] whole = Files.readAllBytes(file("3.h"));
    Files.write(file("3.h"), Arrays.copyOf(whole, whole.length - 3));
    tail.poll();
    assertThat(tail.series().steps("a")).containsExactly(0, 1, 12);
    assertThat(tail.files().get(1).extent().container()).startsWith("truncated-payload");
    assertThat(tail.poll()).isFalse();
  }

  @Test
  void aRecordWrittenInTwoGoesIsReadWhenItIsWhole() throws IOException {
    var tail = new EventTail(folder);
    int whole = steps(0, 3, 1).length;
    append("1.h", steps(0, 3, 1));
    byte[] more = new EventBytes().scalar("a", 3, 1).bytes();
    append("1.h", Arrays.copyOf(more, 20));
    tail.poll();
    assertThat(tail.series().steps("a")).containsExactly(0, 1, 2);
    assertThat(tail.files().get(0).extent().container())
        .isEqualTo("truncated-payload at %d (need %d, have 8)".formatted(whole, more.length - 12));

    append("1.h", Arrays.copyOfRange(more, 20, more.length));
    tail.poll();
    assertThat(tail.series().steps("a")).containsExactly(0, 1, 2, 3);
    assertThat(tail.files().get(0).extent().records()).isEqualTo(5);
    assertThat(tail.files().get(0).extent().isClean()).isTrue();
  }

  @Test
  void aFileThatCannotBeReadDoesNotHideTheOthers() throws IOException {
    Path unreadable = Path.of("/proc/self/mem");
    assumeTrue(Files.isRegularFile(unreadable), "needs a file whose reading fails");
    Files.createSymbolicLink(file("1.h"), unreadable);
    append("2.h", steps(0, 3, 1));
    var tail = new EventTail(folder);
    tail.poll();
    append("2.h", new EventBytes().scalar("a", 3, 1).bytes());
    tail.poll();

    assertThat(tail.series().steps("a")).containsExactly(0, 1, 2, 3);
    assertThat(tail.files().get(0).extent().container()).isEqualTo("unreadable");
  }
}
