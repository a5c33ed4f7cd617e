package dev.trotline.analyze.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.metrics.Corpus;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.ScalarSeries;
import dev.trotline.metrics.event.EventFolder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvExportTest {
  @TempDir Path folder;

  static ExportedRun run(String name, ScalarSeries... all) {
    var tags = new java.util.LinkedHashMap<String, ScalarSeries>();
    for (ScalarSeries series : all) {
      tags.put(series.tag(), series);
    }
    return new ExportedRun(name, "logs/" + name, new RunSeries(tags), Map.of());
  }

  static ScalarSeries series(String tag, double... values) {
    long[] steps = new long[values.length];
    double[] times = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      steps[i] = i;
      times[i] = 1.7e9 + i * 0.25;
    }
    return new ScalarSeries(tag, steps, values, times);
  }

  @Test
  void everyPointIsALine() {
    var out = new ByteArrayOutputStream();

    CsvExport.scalars(out, sink -> sink.accept(run("exp000/s1", series("a", 0.1f, Double.NaN))));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "run,tag,step,wall_time,value\n"
                + "exp000/s1,a,0,1700000000,0.1\n"
                + "exp000/s1,a,1,1700000000.25,nan\n");
  }

  @Test
  void namesAreQuotedWhereTheyMustBe() {
    assertThat(CsvExport.quoted("a,b")).isEqualTo("\"a,b\"");
    assertThat(CsvExport.quoted("say \"x\"\n")).isEqualTo("\"say \"\"x\"\"\n\"");
    assertThat(CsvExport.quoted("plain/tag")).isEqualTo("plain/tag");
  }

  @Test
  void metricsHaveAnEmptySeedWhereTheyAreAggregates() {
    var out = new ByteArrayOutputStream();

    CsvExport.metrics(
        out,
        List.of(
            new MetricRow("exp000", "1", "velocity_error", "judge", 0.25),
            new MetricRow("exp000", null, "velocity_error", "mean", Double.POSITIVE_INFINITY)));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "experiment,seed,metric,source,value\n"
                + "exp000,1,velocity_error,judge,0.25\n"
                + "exp000,,velocity_error,mean,inf\n");
  }

  @Test
  void aFailureHalfwayLeavesTheOldFile() throws Exception {
    Path file = folder.resolve("scalars.csv");
    Files.writeString(file, "old");

    assertThatThrownBy(
            () ->
                CsvExport.scalars(
                    file,
                    sink -> {
                      sink.accept(run("a", series("x", new double[100_000])));
                      throw new IllegalStateException("unreadable");
                    }))
        .hasMessage("unreadable");

    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryContaining(f -> f.endsWith("scalars.csv"));
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void realRunsReadBackBitForBit() throws Exception {
    List<Path> runs = Corpus.runs().stream().limit(5).toList();
    for (Path run : runs) {
      RunSeries series = EventFolder.read(run);
      Path file = folder.resolve("run.csv");

      CsvExport.scalars(file, sink -> sink.accept(new ExportedRun("run", "", series, Map.of())));

      List<String> lines = Files.readAllLines(file);
      int line = 1;
      for (ScalarSeries tag : series.all().values()) {
        for (int i = 0; i < tag.size(); i++) {
          String[] fields = lines.get(line++).split(",");
          assertThat(Long.parseLong(fields[2])).isEqualTo(tag.step(i));
          assertThat(Double.parseDouble(fields[3])).isEqualTo(tag.wallTime(i));
          double value =
              fields[4].equals("nan")
                  ? Double.NaN
                  : Double.parseDouble(fields[4].replace("inf", "Infinity"));
          assertThat((float) value).isEqualTo((float) tag.value(i));
        }
      }
      assertThat(lines).hasSize(line);
    }
  }
}
