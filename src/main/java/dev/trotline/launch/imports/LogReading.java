package dev.trotline.launch.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.edit.yaml.DumpedSettings;
import dev.trotline.metrics.LogMetrics;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.ScalarSeries;
import dev.trotline.metrics.event.EventFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a log folder says: its settings, its metrics, when it was written and how it ended.
 *
 * @param env the tree of env.yaml, empty if there is none
 * @param agent the tree of agent.yaml, empty if there is none
 * @param task the task's id, where the folder says it, else null
 * @param metrics its normalised metrics
 * @param end how it ended
 * @param startedAt when it was started, as far as it tells
 * @param lastWordAt when it wrote last, as far as it tells
 * @param version what wrote it, as far as it tells
 * @param problems what could not be read, a sentence each
 */
record LogReading(
    Map<String, Object> env,
    Map<String, Object> agent,
    @Nullable String task,
    LogMetrics metrics,
    LogEnd end,
    Instant startedAt,
    Instant lastWordAt,
    VersionGuess version,
    List<String> problems) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The time in an event file's name; the host behind it may be anything. */
  private static final Pattern NAME_TIME = Pattern.compile("tfevents\\.(\\d{9,10})\\.");

  LogReading {
    problems = List.copyOf(problems);
  }

  /** The same in short. */
  ImportReport.Summary summary() {
    return new ImportReport.Summary(metrics.rule(), metrics.values().size(), version.text());
  }

  /** Reads all of a folder; what cannot be read is named and the rest is read. */
  static LogReading of(LogFolder folder) {
    List<String> problems = new ArrayList<>(folder.problems());
    Map<String, Object> env = DumpedSettings.read(folder.path(), "env.yaml", problems);
    Map<String, Object> agent = DumpedSettings.read(folder.path(), "agent.yaml", problems);
    EventFolder.Reading reading = EventFolder.scan(folder.path());
    reading.files().stream()
        .filter(file -> !file.extent().isClean() && !file.extent().container().equals("unreadable"))
        .forEach(file -> problems.add(file.name() + ": " + file.extent().container()));
    if (reading.malformed() > 0) {
      problems.add(reading.malformed() + " records make no sense");
    }
    RunSeries series = reading.series();
    VersionGuess version = VersionGuess.of(env, agent);
    Span span = Span.of(series, reading.files(), folder.writtenAt());
    return new LogReading(
        env,
        agent,
        task(folder.path()),
        LogMetrics.of(series, env, agent, version.meaning()),
        LogEnd.of(folder, series, agent),
        span.from(),
        span.to(),
        version,
        problems);
  }

  /** Isaac Lab since June 2026 leaves a {@code run.json} of its own. */
  private static @Nullable String task(Path folder) {
    try {
      return MAPPER.readTree(Files.readString(folder.resolve("run.json"))).path("task").textValue();
    } catch (JsonProcessingException notJson) {
      return null;
    } catch (IOException absent) {
      return null;
    }
  }

  /** From the first to the last point; else by the file's name, else when it was written. */
  private record Span(Instant from, Instant to) {

    static Span of(RunSeries series, List<EventFolder.FileReading> files, Instant written) {
      double from = Double.POSITIVE_INFINITY;
      double to = 0;
      for (ScalarSeries scalar : series.all().values()) {
        for (int i : new int[] {0, scalar.size() - 1}) {
          double at = i < 0 || i >= scalar.size() ? 0 : scalar.wallTime(i);
          if (at > 0 && at < 1e11) {
            from = Math.min(from, at);
            to = Math.max(to, at);
          }
        }
      }
      if (to > 0) {
        return new Span(instant(from), instant(to));
      }
      for (EventFolder.FileReading file : files) {
        Matcher time = NAME_TIME.matcher(file.name());
        if (time.find()) {
          Instant at = Instant.ofEpochSecond(Long.parseLong(time.group(1)));
          return new Span(at, at);
        }
      }
      Instant at = instant(written.getEpochSecond());
      return new Span(at, at);
    }

    private static Instant instant(double seconds) {
      return Instant.ofEpochMilli((long) (seconds * 1000));
    }
  }
}
