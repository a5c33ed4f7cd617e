package dev.trotline.analyze.export;

import dev.trotline.metrics.ScalarSeries;
import dev.trotline.process.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tables as comma-separated values: UTF-8, quoted as RFC 4180 says, lines ended by a line feed
 * alone (a carriage return would become part of the last number in most tools). Numbers have a
 * point and the digits they need; {@code nan}, {@code inf} and {@code -inf} are spelled so.
 */
public final class CsvExport {

  private static final int CHUNK = 1 << 16;

  private CsvExport() {}

  /** A table that can be written anywhere. */
  @FunctionalInterface
  private interface Table {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Every point of every run: {@code run,tag,step,wall_time,value}, in the order written. Points of
   * one tag stand together; the wall time is in seconds since 1970.
   */
  public static void scalars(Path file, RunSource runs) {
    place(file, out -> scalars(out, runs));
  }

  /** The same into a stream, which is flushed and left open. */
  public static void scalars(OutputStream out, RunSource runs) {
    var sink = new Sink(out);
    sink.text.append("run,tag,step,wall_time,value\n");
    runs.forEach(run -> run.series().all().values().forEach(s -> scalars(sink, run.name(), s)));
    sink.flush();
  }

  private static void scalars(Sink sink, String run, ScalarSeries series) {
    String start = quoted(run) + "," + quoted(series.tag()) + ",";
    for (int i = 0; i < series.size(); i++) {
      sink.text.append(start).append(series.step(i)).append(',');
      Numerals.appendTime(sink.text, series.wallTime(i));
      sink.text.append(',');
      Numerals.append(sink.text, series.value(i));
      sink.endLine();
    }
  }

  /** Figures: {@code experiment,seed,metric,source,value}; no seed means an aggregate. */
  public static void metrics(Path file, List<MetricRow> rows) {
    place(file, out -> metrics(out, rows));
  }

  /** The same into a stream, which is flushed and left open. */
  public static void metrics(OutputStream out, List<MetricRow> rows) {
    var sink = new Sink(out);
    sink.text.append("experiment,seed,metric,source,value\n");
    for (MetricRow row : rows) {
      String seed = row.seed();
      sink.text.append(quoted(row.experiment())).append(',');
      sink.text.append(seed == null ? "" : quoted(seed)).append(',');
      sink.text.append(quoted(row.metric())).append(',').append(quoted(row.source())).append(',');
      Numerals.append(sink.text, row.value());
      sink.endLine();
    }
    sink.flush();
  }

  private static void place(Path file, Table table) {
    AtomicFile.place(
        file,
        temporary -> {
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
            table.write(out);
          } catch (UncheckedIOException e) {
            throw e.getCause();
          }
        });
  }

  /** A field, in quotes if it must be. */
  static String quoted(String field) {
    boolean plain =
        field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
            && !field.startsWith(" ")
            && !field.endsWith(" ");
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  /** Text on its way out. */
  private static final class Sink {
    private final OutputStream out;
    private final StringBuilder text = new StringBuilder(CHUNK + 1024);

    Sink(OutputStream out) {
      this.out = out;
    }

    void endLine() {
      text.append('\n');
      if (text.length() >= CHUNK) {
        write();
      }
    }

    private void write() {
      try {
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        text.setLength(0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void flush() {
      write();
      try {
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
