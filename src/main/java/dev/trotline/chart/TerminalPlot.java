package dev.trotline.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Plots as lines of text. Curves are told apart by letters as well as by colours, and everything
 * can be had in ASCII. Bands and the raw data behind smoothed lines are left out.
 */
public final class TerminalPlot {

  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final Terminal terminal;
  private final List<String> lines = new ArrayList<>();

  private TerminalPlot(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The lines of a plot; none is wider than the terminal. */
  public static List<String> of(Plot plot, Terminal terminal) {
    var drawing = new TerminalPlot(terminal);
    drawing.head(plot);
    if (plot instanceof Chart chart) {
      drawing.chart(chart);
    } else if (plot instanceof StackedArea area) {
      drawing.stack(area);
    } else if (plot instanceof DotChart dots) {
      drawing.dots(dots);
    }
    return drawing.lines;
  }

  static char letter(int key) {
    return key < LETTERS.length() ? LETTERS.charAt(key) : '*';
  }

  private void head(Plot plot) {
    lines.add(terminal.bold(terminal.text(plot.title(), terminal.width())));
    if (!plot.subtitle().isBlank()) {
      lines.add(terminal.faint(terminal.text(plot.subtitle(), terminal.width())));
    }
  }

  // Lines.

  private void chart(Chart chart) {
    List<Curve> curves =
        chart.curves().stream().filter(c -> c.stroke() != Curve.Stroke.FAINT).toList();
    List<String> names = curves.stream().map(Curve::name).distinct().toList();
    List<String> legend = legend(names, chart.markers());
    Scale x = Scale.of(chart.x(), all(curves.stream().map(Curve::x)), 0);
    Scale y = Scale.of(chart.y(), all(curves.stream().map(Curve::y)), 0.02);
    Frame frame = frame(y, legend.size(), chart.y().label());
    var grid = new Grid(frame.width(), frame.height(), terminal.unicode());
    for (Marker marker : chart.markers()) {
      grid.column(x.place(marker.at()));
    }
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i);
      int key = names.indexOf(curve.name());
      grid.curve(curve, x, y, key, names.size() > 1);
    }
    if (terminal.unicode() && names.size() > 1) {
      grid.letters(names.size());
    }
    print(frame, grid.rows(terminal), x, chart.x().label());
    lines.addAll(legend);
  }

  private static double[] all(java.util.stream.Stream<double[]> arrays) {
    return arrays.flatMapToDouble(Arrays::stream).toArray();
  }

  /** Size of the area of the data, and the labels left of it. */
  private record Frame(int left, int width, int height, List<Scale.Tick> ticks) {}

  private Frame frame(Scale y, int legendLines, String label) {
    int height = Math.max(4, terminal.height() - lines.size() - 3 - legendLines);
    if (!label.isBlank()) {
      lines.add(terminal.faint(terminal.text(label, terminal.width())));
      height = Math.max(4, height - 1);
    }
    List<Scale.Tick> ticks = y.ticks(Math.max(2, height / 3));
    int left = ticks.stream().mapToInt(t -> t.label().length()).max().orElse(1) + 1;
    return new Frame(left, terminal.width() - left - 1, height, ticks);
  }

  private void print(Frame frame, List<String> rows, Scale x, String label) {
    boolean unicode = terminal.unicode();
    String[] labels = new String[frame.height()];
    for (Scale.Tick tick : frame.ticks()) {
      int row = frame.height() - 1 - (int) Math.round(tick.place() * (frame.height() - 1));
      labels[Math.max(0, Math.min(frame.height() - 1, row))] = tick.label();
    }
    for (int r = 0; r < frame.height(); r++) {
      String text = labels[r] == null ? "" : labels[r];
      String axis = labels[r] == null ? (unicode ? "│" : "|") : (unicode ? "┤" : "+");
      String margin = " ".repeat(frame.left() - 1 - text.length()) + text + " " + axis;
      lines.add(terminal.faint(margin) + rows.get(r));
    }
    var axis = new StringBuilder((unicode ? "─" : "-").repeat(frame.width()));
    var words = new StringBuilder(" ".repeat(terminal.width()));
    int free = 0;
    for (Scale.Tick tick : x.ticks(Math.max(2, frame.width() / 12))) {
      int column = (int) Math.round(tick.place() * (frame.width() - 1));
      axis.setCharAt(column, unicode ? '┬' : '+');
      int end = terminal.width() - tick.label().length();
      int start = Math.min(end, frame.left() + 1 + column - tick.label().length() / 2);
      if (start >= free) {
        words.replace(start, start + tick.label().length(), tick.label());
        free = start + tick.label().length() + 1;
      }
    }
    String corner = " ".repeat(frame.left()) + (unicode ? "└" : "+");
    lines.add(terminal.faint(corner + axis));
    lines.add(terminal.faint(words.toString().stripTrailing()));
    String name = terminal.text(label, frame.width());
    if (!name.isBlank()) {
      int pad = terminal.width() - Text.columns(name);
      lines.add(" ".repeat(Math.max(0, pad)) + terminal.faint(name));
    }
  }

  private List<String> legend(List<String> names, List<Marker> markers) {
    var texts = new ArrayList<String>();
    var keys = new ArrayList<Integer>();
    int most = Math.max(12, terminal.width() / 2 - 4);
    for (int k = 0; k < names.size(); k++) {
      String letter = names.size() > 1 ? letter(k) + " " : "";
      texts.add(letter + terminal.text(names.get(k), most));
      keys.add(k);
    }
    for (Marker marker : markers) {
      String line = (terminal.unicode() ? "┊ " : ": ") + Figure.of(marker.at()) + " ";
      texts.add(line + terminal.text(marker.label(), most));
      keys.add(-1);
    }
    var rows = new ArrayList<String>();
    var row = new StringBuilder();
    int used = 0;
    for (int i = 0; i < texts.size(); i++) {
      int need = Text.columns(texts.get(i));
      if (used > 0 && used + 3 + need > terminal.width()) {
        rows.add(row.toString());
        row.setLength(0);
        used = 0;
      }
      row.append(used > 0 ? "   " : "");
      row.append(
          keys.get(i) < 0
              ? terminal.faint(texts.get(i))
              : terminal.coloured(texts.get(i), keys.get(i)));
      used += need + (used > 0 ? 3 : 0);
    }
    if (used > 0) {
      rows.add(row.toString());
    }
    return rows;
  }

  // Stacks.

  private void stack(StackedArea area) {
    int n = area.steps().length;
    List<String> legend = legend(area.names(), List.of());
    double[] positive = new double[n];
    double[] negative = new double[n];
    for (int i = 0; i < n; i++) {
      positive[i] = area.sum(i, true);
      negative[i] = area.sum(i, false);
    }
    Scale x = Scale.of(area.x(), area.steps(), 0);
    double[] range = DoubleStream.of(0, max(positive, 1), -max(negative, -1)).toArray();
    Scale y = Scale.of(new Axis("", false, Double.NaN, Double.NaN), range, 0.02);
    Frame frame = frame(y, legend.size(), area.y().label());
    var grid = new Grid(frame.width(), frame.height(), terminal.unicode());
    for (int column = 0; column < frame.width() && n > 0; column++) {
      int step = step(area, x, column, frame.width(), positive, negative);
      for (int row = 0; row < frame.height(); row++) {
        double value = y.value(1 - (row + 0.5) / frame.height());
        int layer = layer(area, step, value);
        if (layer >= 0) {
          grid.mark(column, row, layer);
        }
      }
    }
    print(frame, grid.rows(terminal), x, area.x().label());
    lines.addAll(legend);
  }

  private static double max(double[] values, int sign) {
    return Arrays.stream(values).map(v -> v * sign).max().orElse(0);
  }

  /** Of the steps that fall into a column the one with the largest pile, else the nearest one. */
  private static int step(
      StackedArea area, Scale x, int column, int width, double[] positive, double[] negative) {
    double from = x.value((double) column / width);
    double to = x.value((column + 1.0) / width);
    int best = -1;
    int nearest = 0;
    for (int i = 0; i < area.steps().length; i++) {
      double at = area.steps()[i];
      if (Math.abs(at - from) < Math.abs(area.steps()[nearest] - from)) {
        nearest = i;
      }
      if (at >= from && at < to) {
        double size = positive[i] - negative[i];
        best = best < 0 || size > positive[best] - negative[best] ? i : best;
      }
    }
    return best < 0 ? nearest : best;
  }

  private static int layer(StackedArea area, int step, double value) {
    double pile = 0;
    for (int i = 0; i < area.layers().size(); i++) {
      double part = StackedArea.part(area.layers().get(i), step);
      if (part * value <= 0) {
        continue;
      }
      pile += part;
      if (Math.abs(value) <= Math.abs(pile)) {
        return area.names().indexOf(area.layers().get(i).name());
      }
    }
    return -1;
  }

  // Dots.

  private void dots(DotChart chart) {
    boolean unicode = terminal.unicode();
    Scale x = chart.scale();
    int most = Math.max(8, terminal.width() / 3);
    int left =
        chart.rows().stream()
            .mapToInt(row -> Text.columns(terminal.text(row.name(), most)))
            .max()
            .orElse(1);
    int width = terminal.width() - left - 2;
    for (DotChart.Row row : chart.rows()) {
      var text = new StringBuilder(" ".repeat(width));
      for (Marker marker : chart.markers()) {
        put(text, x.place(marker.at()), unicode ? '┊' : ':');
      }
      span(text, x.place(row.low()), x.place(row.high()), unicode);
      for (double value : row.dots()) {
        put(text, x.place(value), unicode ? '∘' : 'o');
      }
      put(text, x.place(row.middle()), unicode ? '●' : '@');
      String name = Text.pad(terminal.text(row.name(), most), left);
      lines.add(
          name + terminal.faint(unicode ? " │" : " |") + terminal.coloured(text.toString(), 0));
    }
    print(new Frame(left + 1, width, 0, List.of()), List.of(), x, chart.value().label());
    for (DotChart.Row row : chart.rows()) {
      String interval =
          Double.isNaN(row.low())
              ? ""
              : " [" + Figure.of(row.low()) + ", " + Figure.of(row.high()) + "]";
      String name = Text.pad(terminal.text(row.name(), most), left);
      String figures = Figure.of(row.middle()) + interval + ", n = " + row.dots().length;
      lines.add(terminal.faint(terminal.text(name + "  " + figures, terminal.width())));
    }
    lines.addAll(legend(List.of(), chart.markers()));
  }

  private static void span(StringBuilder text, double low, double high, boolean unicode) {
    if (!(low <= high)) {
      return;
    }
    for (int i = column(text, low); i <= column(text, high); i++) {
      text.setCharAt(i, unicode ? '─' : '-');
    }
    text.setCharAt(column(text, low), unicode ? '├' : '[');
    text.setCharAt(column(text, high), unicode ? '┤' : ']');
  }

  private static void put(StringBuilder text, double place, char mark) {
    if (place >= 0 && place <= 1) {
      text.setCharAt(column(text, place), mark);
    }
  }

  private static int column(StringBuilder text, double place) {
    int column = (int) Math.round(place * (text.length() - 1));
    return Math.max(0, Math.min(text.length() - 1, column));
  }
}
