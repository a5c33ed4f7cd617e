package dev.trotline.cli.output;

import dev.trotline.chart.Sparkline;
import dev.trotline.chart.Text;
import dev.trotline.monitor.LiveRun;
import dev.trotline.study.RunState;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The columns of the table of live runs. Where not all of them fit, those that a person misses
 * least are left out; what a line is about and when it ends stay to the last.
 */
final class RunColumns {
  private static final int GAP = 2;
  private static final int WIDEST_CURVE = 24;

  /** In the order they are shown; the least width keeps the layout still while figures grow. */
  private enum Column {
    RUN("run", 9, false),
    DEVICE("device", 6, false),
    STATE("state", 8, false),
    ITERATION("iteration", 9, true),
    DONE("done", 5, true),
    SPEED("it/s", 5, true),
    STEPS("steps/s", 7, true),
    TIME("time", 7, true),
    LEFT("left", 8, true),
    ENDS("ends", 8, true),
    ERROR("error", 5, true),
    REWARD("reward", 8, false),
    ERRORS("error so far", 12, false);

    private final String title;
    private final int least;
    private final boolean right;

    Column(String title, int least, boolean right) {
      this.title = title;
      this.least = least;
      this.right = right;
    }

    private boolean isCurve() {
      return this == REWARD || this == ERRORS;
    }
  }

  /** Which are kept first. */
  private static final List<Column> BY_WORTH =
      List.of(
          Column.RUN,
          Column.ITERATION,
          Column.LEFT,
          Column.ERROR,
          Column.STATE,
          Column.REWARD,
          Column.SPEED,
          Column.DEVICE,
          Column.STEPS,
          Column.ENDS,
          Column.DONE,
          Column.TIME,
          Column.ERRORS);

  private final Screen screen;
  private final Instant now;
  private final ZoneId zone;

  RunColumns(Screen screen, Instant now, ZoneId zone) {
    this.screen = screen;
    this.now = now;
    this.zone = zone;
  }

  /** The title line and one line a run, none wider than asked for. */
  List<String> lines(List<LiveRun> runs, int columns) {
    List<Map<Column, String>> rows = runs.stream().map(this::cells).toList();
    Map<Column, Integer> widths = new EnumMap<>(Column.class);
    for (Column column : Column.values()) {
      int wide = Math.max(column.least, column.title.length());
      for (Map<Column, String> row : rows) {
        wide = Math.max(wide, Text.columns(row.getOrDefault(column, "")));
      }
      widths.put(column, wide);
    }
    Set<Column> shown = fitting(widths, columns);
    stretch(shown, widths, columns);
    List<String> lines = new ArrayList<>();
    StringBuilder title = new StringBuilder();
    shown.forEach(column -> cell(title, column, column.title, widths));
    lines.add(screen.cut(title.toString().stripTrailing(), columns));
    for (int i = 0; i < rows.size(); i++) {
      StringBuilder line = new StringBuilder();
      for (Column column : shown) {
        String text =
            column.isCurve()
                ? curve(runs.get(i), column, widths.get(column))
                : rows.get(i).getOrDefault(column, "");
        cell(line, column, text, widths);
      }
      lines.add(screen.cut(line.toString().stripTrailing(), columns));
    }
    return lines;
  }

  private static Set<Column> fitting(Map<Column, Integer> widths, int columns) {
    Set<Column> shown = EnumSet.of(Column.RUN);
    int used = widths.get(Column.RUN);
    for (Column column : BY_WORTH.subList(1, BY_WORTH.size())) {
      int wide = GAP + widths.get(column);
      if (used + wide <= columns) {
        shown.add(column);
        used += wide;
      }
    }
    return shown;
  }

  /** What is left over goes to the curves. */
  private static void stretch(Set<Column> shown, Map<Column, Integer> widths, int columns) {
    int used = shown.stream().mapToInt(c -> GAP + widths.get(c)).sum() - GAP;
    int spare = columns - used;
    for (Column column : List.of(Column.REWARD, Column.ERRORS)) {
      if (shown.contains(column)) {
        int more = Math.max(0, Math.min(spare, WIDEST_CURVE - widths.get(column)));
        widths.merge(column, more, Integer::sum);
        spare -= more;
      }
    }
  }

  private static void cell(
      StringBuilder line, Column column, String text, Map<Column, Integer> widths) {
    String pad = " ".repeat(Math.max(0, widths.get(column) - Text.columns(text)));
    line.append(line.length() == 0 ? "" : " ".repeat(GAP));
    line.append(column.right ? pad + text : text + pad);
  }

  private Map<Column, String> cells(LiveRun run) {
    Map<Column, String> cells = new EnumMap<>(Column.class);
    cells.put(Column.RUN, run.id().toString());
    cells.put(Column.DEVICE, screen.cut(run.device(), 16));
    cells.put(Column.STATE, run.state().word());
    // Where the state's own column is left out, a run that has not begun must not look slow.
    cells.put(
        Column.ITERATION,
        run.state() == RunState.STARTING && run.iteration() == 0
            ? "starting"
            : run.iteration() + "/" + (run.asked() == 0 ? "?" : String.valueOf(run.asked())));
    cells.put(Column.DONE, done(run));
    cells.put(Column.SPEED, speed(run.iterationsPerSecond()));
    cells.put(Column.STEPS, steps(run.stepsPerSecond()));
    cells.put(Column.TIME, Spans.span(run.running()));
    cells.put(Column.LEFT, run.left() == null ? "?" : Spans.span(run.left()));
    cells.put(
        Column.ENDS, run.left() == null ? "?" : Spans.moment(now.plus(run.left()), now, zone));
    cells.put(
        Column.ERROR,
        Double.isNaN(run.metric()) ? "" : String.format(Locale.ROOT, "%.3f", run.metric()));
    return cells;
  }

  private String curve(LiveRun run, Column column, int width) {
    List<Double> all = column == Column.REWARD ? run.curve() : run.errors();
    double[] values =
        all.stream().filter(Double::isFinite).mapToDouble(Double::doubleValue).toArray();
    return screen.unicode() ? Sparkline.of(values, width) : Sparkline.ascii(values, width);
  }

  private static String done(LiveRun run) {
    return run.asked() == 0 ? "" : Math.min(100, 100L * run.iteration() / run.asked()) + " %";
  }

  /** Three figures, as slow and as fast as trainings are. */
  private static String speed(double perSecond) {
    if (!Double.isFinite(perSecond) || perSecond < 0) {
      return "";
    }
    return String.format(
        Locale.ROOT, perSecond >= 99.5 ? "%.0f" : perSecond >= 9.95 ? "%.1f" : "%.2f", perSecond);
  }

  private static String steps(double perSecond) {
    if (!Double.isFinite(perSecond) || perSecond < 0) {
      return "";
    }
    return perSecond < 9_950
        ? String.format(Locale.ROOT, "%.0f", perSecond)
        : perSecond < 999_500
            ? String.format(Locale.ROOT, "%.0fk", perSecond / 1e3)
            : String.format(Locale.ROOT, "%.1fM", perSecond / 1e6);
  }
}
