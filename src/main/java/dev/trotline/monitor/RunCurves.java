package dev.trotline.monitor;

import dev.trotline.error.EnvironmentException;
import dev.trotline.metrics.console.ConsoleBlock;
import dev.trotline.metrics.console.ConsoleSeries;
import dev.trotline.metrics.event.EventPulse;
import dev.trotline.monitor.rule.History;
import dev.trotline.monitor.rule.Iteration;
import dev.trotline.monitor.rule.SeriesRows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a live run from its first iteration on, in bounded memory: from its event files,
 * or from its console where it writes none. Whoever starts to look late finds the same history as
 * one who looked all the time.
 */
final class RunCurves {

  /** Looking into the event file costs more than into the console. */
  private static final Duration EVERY = Duration.ofSeconds(3);

  /** Rows of a file's end that are handed on one by one at the first look. */
  private static final int RECENT = 16;

  private final Path console;
  private History history = History.empty();
  private @Nullable EventPulse pulse;
  private @Nullable Path followed;
  private @Nullable Long polled;
  private boolean fromEvents;
  private boolean consoleRead;
  private int rows;
  private Map<String, Double> early = new HashMap<>();

  /**
   * @param console the run's console log
   */
  RunCurves(Path console) {
    this.console = console;
  }

  /** All figures so far. */
  History history() {
    return history;
  }

  /**
   * Reads what is new in the event files.
   *
   * @param logFolder the trainer's log folder, or null as long as there is none
   * @param nanos a monotonic clock's reading
   * @return the iterations found, oldest first; of many at once the latest
   */
  List<Iteration> readEvents(@Nullable Path logFolder, long nanos) {
    if (logFolder == null || polled != null && nanos - polled < EVERY.toNanos()) {
      return List.of();
    }
    polled = nanos;
    if (pulse == null || !logFolder.equals(followed)) {
      pulse = new EventPulse(logFolder);
      followed = logFolder;
    }
    EventPulse.Beat beat = pulse.poll();
    if (beat.fromStart()) {
      History all = History.of(beat.series());
      fromEvents = all.length() > 0;
      history = fromEvents ? all : history;
      rows = 0;
    }
    List<Iteration> fresh = new ArrayList<>();
    SeriesRows.each(
        beat.series(),
        rows,
        (number, scalars) -> {
          rows++;
          Map<String, Double> row = early.isEmpty() ? scalars : new HashMap<>(early);
          if (row != scalars) {
            row.putAll(scalars);
            early = new HashMap<>();
          }
          fresh.add(new Iteration(number, null, row));
          if (beat.fromStart() && fresh.size() > RECENT) {
            fresh.remove(0);
          }
        });
    if (fresh.isEmpty()) {
      // An iteration's own mark comes after its first figures.
      beat.series().all().values().forEach(one -> early.put(one.tag(), one.lastValue()));
    } else if (!beat.fromStart()) {
      // What the console said of the same iterations is less exact, and not what is read next time.
      history = (fromEvents ? history : History.empty()).with(fresh);
      fromEvents = true;
    }
    return fresh;
  }

  /** Takes in an iteration printed on the console, if that is all there is. */
  void printed(ConsoleBlock block) {
    if (fromEvents) {
      return;
    }
    if (!consoleRead) {
      consoleRead = true;
      try {
        history = History.of(ConsoleSeries.read(console));
      } catch (EnvironmentException e) {
        // It was there a moment ago; what comes from now on is enough.
        history = History.empty();
      }
    }
    if (block.iteration() > history.last()) {
      history =
          history.with(List.of(new Iteration((int) block.iteration(), null, block.scalars())));
    }
  }
}
