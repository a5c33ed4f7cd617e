package dev.trotline.metrics.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.metrics.ScalarFigures;
import dev.trotline.metrics.ScalarSeries;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureScanTest {

  private static final int FOLDERS = 2000;
  private static final String NAME = "events.out.tfevents.";

  @TempDir Path tree;

  /** The figures as they are defined, from points. */
  private static ScalarFigures figures(ScalarSeries series) {
    BigDecimal sum = BigDecimal.ZERO;
    double min = Double.NaN;
    double max = Double.NaN;
    int nan = 0;
    int inf = 0;
    for (double value : series.values()) {
      if (Double.isFinite(value)) {
        sum = sum.add(new BigDecimal(value));
        min = Double.isNaN(min) || value < min ? value : min;
        max = Double.isNaN(max) || value > max ? value : max;
      } else if (Double.isNaN(value)) {
        nan++;
      } else {
        inf++;
      }
    }
    int size = series.size();
    int finite = size - nan - inf;
    return new ScalarFigures(
        size,
        series.step(0),
        series.step(size - 1),
        series.lastValue(),
        min,
        max,
        finite == 0 ? Double.NaN : sum.doubleValue() / finite,
        nan,
        inf);
  }

  private static FigureScan.Reading expected(Path folder) {
    EventFolder.Reading points = EventFolder.scan(folder);
    var figures = new TreeMap<String, ScalarFigures>();
    points.series().all().forEach((tag, series) -> figures.put(tag, figures(series)));
    return new FigureScan.Reading(
        folder, figures, points.files(), points.malformed(), points.otherValues());
  }

  private void write(Path folder, List<byte[]> files) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < files.size(); i++) {
      Files.write(folder.resolve(NAME + i + ".h"), files.get(i));
    }
  }

  @Test
  void figuresAreThoseOfThePointsWhateverTheFilesHold() throws IOException {
    var random = new SplittableRandom(7);
    var folders = new ArrayList<Path>();
    for (int i = 0; i < FOLDERS; i++) {
      Path folder = tree.resolve("run" + i);
      write(folder, new RandomFiles(random.split()).run());
      folders.add(folder);
    }
    List<FigureScan.Reading> expected = folders.stream().map(FigureScanTest::expected).toList();

    assertThat(expected.stream().mapToInt(r -> r.figures().size()).sum()).isGreaterThan(FOLDERS);
    List<FigureScan.Reading> plain = new FigureScan(1, 1, Long.MAX_VALUE).read(folders);
    // Chunks so small that most files have many, and that some records do not fit.
    List<FigureScan.Reading> inChunks = new FigureScan(3, 256, 0).read(folders);
    for (int i = 0; i < FOLDERS; i++) {
      assertThat(plain.get(i)).isEqualTo(expected.get(i));
      assertThat(inChunks.get(i)).isEqualTo(expected.get(i));
    }
  }

  @Test
  void aLargeFileReadByThreadsGivesTheSameFigures() throws IOException {
    var bytes = EventBytes.version2();
    for (int step = 0; step < 20_000; step++) {
      bytes.scalar("Train/mean_reward", step, step * 1.1f).scalar("Loss/value", step, 1f / step);
      if (step == 15_000) {
        bytes.sessionStart(10_000).record(new byte[5000]);
      }
    }
    write(tree, List.of(bytes.bytes()));

    FigureScan.Reading whole = new FigureScan(4, 4096, 0).read(List.of(tree)).get(0);

    assertThat(whole).isEqualTo(expected(tree));
    assertThat(whole.figures().get("Loss/value").points()).isEqualTo(14_999L);
    assertThat(whole.files().get(0).extent().isClean()).isTrue();
  }

  @Test
  void damageInTheMiddleEndsTheFileThereForAllThreads() throws IOException {
    var bytes = EventBytes.version2();
    for (int step = 0; step < 5000; step++) {
      bytes.scalar("a", step, step);
    }
    byte[] damaged = bytes.bytes();
    damaged[damaged.length / 2] ^= 1;
    write(tree, List.of(damaged, EventBytes.version2().scalar("a", 9000, 1).bytes()));

    FigureScan.Reading reading = new FigureScan(4, 1024, 0).read(List.of(tree)).get(0);

    assertThat(reading).isEqualTo(expected(tree));
    assertThat(reading.files().get(0).extent().container()).startsWith("bad-");
    assertThat(reading.figures().get("a").lastStep()).isEqualTo(9000);
  }

  @Test
  void manyTagsInOneFileAreKeptApart() throws IOException {
    var bytes = EventBytes.version2();
    for (int step = 0; step < 3; step++) {
      for (int tag = 0; tag < 6000; tag++) {
        bytes.scalar("tag" + tag, step, tag);
      }
    }
    write(tree, List.of(bytes.bytes()));

    FigureScan.Reading reading = new FigureScan(2, 8192, 0).read(List.of(tree)).get(0);

    assertThat(reading.figures()).hasSize(6000);
    assertThat(reading).isEqualTo(expected(tree));
  }
}
