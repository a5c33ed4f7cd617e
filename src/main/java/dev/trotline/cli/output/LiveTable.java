package dev.trotline.cli.output;

import dev.trotline.chart.Sparkline;
import dev.trotline.monitor.LiveRun;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What runs right now, shown while one waits. On a terminal it is a table redrawn in place;
 * elsewhere a line every so often, so that a log file stays readable.
 */
public final class LiveTable {
  private static final Duration LINE_EVERY = Duration.ofSeconds(15);
  private static final Duration REDRAW_EVERY = Duration.ofSeconds(1);
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final PrintStream out;
  private final Style style;
  private final boolean terminal;
  private final int width;
  private int drawn;
  private long lastNanos;
  private boolean ever;

  /**
   * @param out where to draw
   * @param style colours
   * @param terminal true if the cursor may be moved
   * @param environment for the terminal's width
   */
  public LiveTable(
      PrintStream out, Style style, boolean terminal, Map<String, String> environment) {
    this.out = out;
    this.style = style;
    this.terminal = terminal;
    this.width = width(environment.get("COLUMNS"));
  }

  private static int width(String columns) {
    try {
      return columns == null ? 100 : Math.max(40, Integer.parseInt(columns.trim()));
    } catch (NumberFormatException e) {
      return 100;
    }
  }

  /** A line that stays, above the table. */
  public void say(String line) {
    clear();
    out.println(line);
    out.flush();
  }

  /** Shows the runs, if it is time to. */
  public void show(List<LiveRun> runs, int queued, Instant now) {
    long nanos = System.nanoTime();
    Duration pace = terminal ? REDRAW_EVERY : LINE_EVERY;
    if (ever && nanos - lastNanos < pace.toNanos()) {
      return;
    }
    ever = true;
    lastNanos = nanos;
    if (terminal) {
      clear();
      List<String> lines = table(runs, queued, now).stream().map(this::cut).toList();
      lines.forEach(out::println);
      drawn = lines.size();
    } else if (!runs.isEmpty() || queued > 0) {
      out.println(line(runs, queued, now));
    }
    out.flush();
  }

  /** Takes the table away. */
  public void clear() {
    if (terminal && drawn > 0) {
      out.print("\u001b[" + drawn + "A\u001b[J");
      out.flush();
      drawn = 0;
    }
  }

  private String cut(String line) {
    return line.length() <= width ? line : line.substring(0, width - 1) + "…";
  }

  /** The runs as a table. */
  public List<String> table(List<LiveRun> runs, int queued, Instant now) {
    Table table =
        new Table("run", "device", "state", "iteration", "done", "time", "ends", "error", "reward");
    for (LiveRun run : runs) {
      table.row(
          run.id().toString(),
          run.device(),
          run.state().word(),
          run.iteration() + "/" + (run.asked() == 0 ? "?" : String.valueOf(run.asked())),
          share(run),
          time(run.running()),
          ends(run, now),
          Double.isNaN(run.metric()) ? "" : String.format(Locale.ROOT, "%.3f", run.metric()),
          spark(run.curve(), 16));
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.set(0, style.bold(lines.get(0)));
    if (runs.isEmpty()) {
      lines.clear();
      lines.add(style.faint("judging"));
    }
    if (queued > 0) {
      lines.add(style.faint(queued + " more queued"));
    }
    return lines;
  }

  private static String line(List<LiveRun> runs, int queued, Instant now) {
    StringBuilder text = new StringBuilder(CLOCK.format(now.atZone(ZoneId.systemDefault())));
    for (LiveRun run : runs) {
      text.append("  ").append(run.id()).append(' ');
      if (run.asked() == 0 || run.iteration() == 0) {
        text.append(run.state().word());
      } else {
        text.append(run.iteration()).append('/').append(run.asked());
        text.append(" ends ").append(ends(run, now));
      }
      if (!Double.isNaN(run.metric())) {
        text.append(String.format(Locale.ROOT, " error %.3f", run.metric()));
      }
    }
    if (queued > 0) {
      text.append("  +").append(queued).append(" queued");
    }
    return text.toString();
  }

  private static String share(LiveRun run) {
    return run.asked() == 0 ? "" : Math.min(100, 100L * run.iteration() / run.asked()) + " %";
  }

  private static String ends(LiveRun run, Instant now) {
    return run.left() == null
        ? "?"
        : CLOCK.format(now.plus(run.left()).atZone(ZoneId.systemDefault()));
  }

  /** Hours do not wrap at 24: a run of two days reads 48:00:00. */
  static String time(Duration time) {
    long s = time.toSeconds();
    return String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }

  /** A curve as blocks, the last {@code most} points. */
  static String spark(List<Double> curve, int most) {
    double[] points =
        curve.stream()
            .filter(Double::isFinite)
            .skip(Math.max(0, curve.size() - most))
            .mapToDouble(Double::doubleValue)
            .toArray();
    return Sparkline.of(points, most);
  }
}
