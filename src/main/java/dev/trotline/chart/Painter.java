package dev.trotline.chart;

import dev.trotline.chart.Canvas.Anchor;
import dev.trotline.chart.Canvas.Box;
import dev.trotline.chart.Canvas.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Lays a plot out on a canvas: the same for every kind of picture. */
final class Painter {

  /** A mean character of a sans-serif font is this many times as wide as the font is high. */
  static final double CHARACTER = 0.56;

  /** More names than this make a legend nobody reads. */
  private static final int LARGEST_LEGEND = 24;

  /** Points of all curves of a chart together; a chart is some 800 pixels wide. */
  private static final int POINTS = 8000;

  private static final double LABEL = 11;
  private static final double LINE = 16;

  private final Canvas canvas;
  private final Box all;
  private final Map<String, Integer> keys;
  private final boolean legend;

  /**
   * @param all where to draw
   * @param keys number of each name, which decides on its colour
   * @param legend true to list the names below the plot
   */
  Painter(Canvas canvas, Box all, Map<String, Integer> keys, boolean legend) {
    this.canvas = canvas;
    this.all = all;
    this.keys = keys;
    this.legend = legend;
  }

  /** A height that suits a plot of this width. */
  static double height(Plot plot, double width, boolean legend) {
    double rows = legend ? legendRows(plot.names(), width).size() * LINE : 0;
    if (plot instanceof DotChart dots) {
      return 106 + 24.0 * Math.max(1, dots.rows().size());
    }
    return Math.round(width * 0.42) + rows;
  }

  void paint(Plot plot) {
    canvas.rectangle(all, Ink.PAPER, 1);
    title(plot);
    List<List<String>> rows = legend ? legendRows(plot.names(), all.width()) : List.of();
    if (plot instanceof Chart chart) {
      lines(chart, rows.size());
    } else if (plot instanceof StackedArea area) {
      stack(area, rows.size());
    } else if (plot instanceof DotChart dots) {
      dots(dots);
    }
    legend(rows, plot);
  }

  private void title(Plot plot) {
    int most = (int) ((all.width() - 24) / (14 * (CHARACTER + 0.03)));
    canvas.text(
        all.x() + 12,
        all.y() + 21,
        Text.cut(plot.title(), most, false),
        Anchor.START,
        14,
        true,
        Ink.TEXT);
    int small = (int) ((all.width() - 24) / (LABEL * CHARACTER));
    canvas.text(
        all.x() + 12,
        all.y() + 37,
        Text.cut(plot.subtitle(), small, false),
        Anchor.START,
        LABEL,
        false,
        Ink.MUTED);
  }

  // Axes.

  private Box area(List<Scale.Tick> ticks, String label, int legendRows) {
    int longest = ticks.stream().mapToInt(t -> t.label().length()).max().orElse(1);
    double left = Math.max(30, 16 + longest * LABEL * CHARACTER);
    double top = label.isEmpty() ? 48 : 66;
    double bottom = 42 + legendRows * LINE;
    return new Box(
        all.x() + left,
        all.y() + top,
        Math.max(10, all.width() - left - 16),
        Math.max(10, all.height() - top - bottom));
  }

  private void horizontal(Box box, Scale x, String label, boolean lines) {
    for (Scale.Tick tick : x.ticks((int) Math.max(2, box.width() / 90))) {
      double at = box.x() + tick.place() * box.width();
      if (lines) {
        segment(at, box.y(), at, box.bottom(), Ink.GRID, Pen.HAIR);
      }
      segment(at, box.bottom(), at, box.bottom() + 4, Ink.AXIS, Pen.HAIR);
      canvas.text(at, box.bottom() + 16, tick.label(), Anchor.MIDDLE, LABEL, false, Ink.MUTED);
    }
    segment(box.x(), box.bottom(), box.right(), box.bottom(), Ink.AXIS, Pen.HAIR);
    canvas.text(
        box.right(),
        box.bottom() + 32,
        Text.cut(label, (int) (box.width() / (LABEL * CHARACTER)), false),
        Anchor.END,
        LABEL,
        false,
        Ink.MUTED);
  }

  private void vertical(Box box, List<Scale.Tick> ticks, String label) {
    for (Scale.Tick tick : ticks) {
      double at = box.bottom() - tick.place() * box.height();
      segment(box.x(), at, box.right(), at, Ink.GRID, Pen.HAIR);
      canvas.text(box.x() - 6, at + 4, tick.label(), Anchor.END, LABEL, false, Ink.MUTED);
    }
    canvas.text(
        all.x() + 12,
        box.y() - 10,
        Text.cut(label, (int) (all.width() / 2 / (LABEL * CHARACTER)), false),
        Anchor.START,
        LABEL,
        false,
        Ink.MUTED);
  }

  private void segment(double x0, double y0, double x1, double y1, Ink ink, Pen pen) {
    canvas.line(new double[] {x0, x1}, new double[] {y0, y1}, ink, pen);
  }

  /** Labels stand right of their line, or left of it where the box ends, below each other. */
  private void markers(Box box, Scale x, List<Marker> markers) {
    for (int i = 0; i < markers.size(); i++) {
      double place = x.place(markers.get(i).at());
      if (!(place >= -1e-9 && place <= 1 + 1e-9)) {
        continue;
      }
      double at = box.x() + place * box.width();
      String label = Text.cut(markers.get(i).label(), 40, false);
      boolean right = at + 6 + label.length() * LABEL * CHARACTER < all.right();
      segment(at, box.y(), at, box.bottom(), Ink.TEXT, new Pen(1, 0.7, 1));
      canvas.text(
          right ? at + 5 : at - 5,
          box.y() + 10 + i % 4 * 13,
          label,
          right ? Anchor.START : Anchor.END,
          LABEL,
          false,
          Ink.TEXT);
    }
  }

  // Lines.

  private void lines(Chart chart, int legendRows) {
    Scale x =
        Scale.of(
            chart.x(),
            chart.curves().stream().flatMapToDouble(c -> DoubleStream.of(c.x())).toArray(),
            0);
    Scale y = Scale.of(chart.y(), values(chart), 0.05);
    int wanted = (int) Math.max(2, all.height() / 60);
    List<Scale.Tick> ticks = y.ticks(wanted);
    Box box = area(ticks, chart.y().label(), legendRows);
    canvas.frame(box, x, y);
    vertical(box, ticks, chart.y().label());
    horizontal(box, x, chart.x().label(), false);
    int most = Math.max(40, POINTS / Math.max(1, chart.curves().size()));
    for (Curve curve : chart.curves()) {
      if (curve.low() != null && curve.high() != null) {
        int key = keys.getOrDefault(curve.name(), 0);
        canvas.begin(key, curve.name(), box, "");
        band(curve, box, x, y, Math.max(20, most / 4), Ink.series(key));
        canvas.end();
      }
    }
    for (boolean faint : new boolean[] {true, false}) {
      for (Curve curve : chart.curves()) {
        if (faint == (curve.stroke() == Curve.Stroke.FAINT)) {
          curve(curve, box, x, y, Math.min(most, (int) box.width() * 5), chart.curves().size());
        }
      }
    }
    markers(box, x, chart.markers());
  }

  private static double[] values(Chart chart) {
    return chart.curves().stream()
        .flatMapToDouble(
            c -> {
              DoubleStream line = DoubleStream.of(c.y());
              return c.low() == null || c.high() == null
                  ? line
                  : DoubleStream.concat(
                      line,
                      DoubleStream.concat(DoubleStream.of(c.low()), DoubleStream.of(c.high())));
            })
        .toArray();
  }

  private void curve(Curve curve, Box box, Scale x, Scale y, int most, int curves) {
    int key = keys.getOrDefault(curve.name(), 0);
    canvas.begin(key, curve.name(), box, "");
    Ink ink = Ink.series(key);
    int[] kept = Thinning.keep(curve.y(), most);
    double[] xs = new double[kept.length];
    double[] ys = new double[kept.length];
    for (int i = 0; i < kept.length; i++) {
      xs[i] = box.x() + x.place(curve.x()[kept[i]]) * box.width();
      ys[i] = box.bottom() - y.place(curve.y()[kept[i]]) * box.height();
    }
    canvas.line(xs, ys, ink, pen(curve.stroke(), key, curves));
    canvas.end();
  }

  private static Pen pen(Curve.Stroke stroke, int key, int curves) {
    double width = curves > 24 ? 1.2 : 1.8;
    return switch (stroke) {
      case FAINT -> new Pen(1, 0.3, 0);
      case DASHED -> new Pen(width, 1, 1);
      case DOTTED -> new Pen(width, 1, 2);
      case SOLID -> new Pen(width, 1, key / Ink.colours() % Canvas.DASHES.length);
    };
  }

  /** Of every stretch of neighbours the band reaches from the lowest to the highest end. */
  private void band(Curve curve, Box box, Scale x, Scale y, int most, Ink ink) {
    double[] low = curve.low();
    double[] high = curve.high();
    if (low == null || high == null) {
      return;
    }
    int n = low.length;
    int stretches = Math.min(n, most);
    double[] xs = new double[stretches];
    double[] tops = new double[stretches];
    double[] bottoms = new double[stretches];
    for (int s = 0; s < stretches; s++) {
      int from = (int) ((long) s * n / stretches);
      int to = (int) ((s + 1L) * n / stretches);
      double least = Double.NaN;
      double largest = Double.NaN;
      for (int i = from; i < to; i++) {
        if (Scale.isDrawable(low[i]) && Scale.isDrawable(high[i])) {
          least = least <= low[i] ? least : low[i];
          largest = largest >= high[i] ? largest : high[i];
        }
      }
      // The outermost points lie at the very ends, so that the band is as long as the line.
      int at = s == stretches - 1 ? n - 1 : s == 0 ? 0 : (from + to - 1) / 2;
      xs[s] = box.x() + x.place(curve.x()[at]) * box.width();
      tops[s] = box.bottom() - y.place(largest) * box.height();
      // On a logarithmic axis a band that reaches below nothing reaches the bottom.
      boolean bottomless = y.logarithmic() && least <= 0;
      bottoms[s] = bottomless ? box.bottom() : box.bottom() - y.place(least) * box.height();
    }
    canvas.band(xs, tops, bottoms, ink, 0.2);
  }

  // Stacks.

  private void stack(StackedArea area, int legendRows) {
    int n = area.steps().length;
    double[] positive = new double[n];
    double[] negative = new double[n];
    double[] sum = new double[n];
    for (int i = 0; i < n; i++) {
      positive[i] = area.sum(i, true);
      negative[i] = area.sum(i, false);
      sum[i] = area.sum(i);
    }
    double[] range =
        DoubleStream.concat(DoubleStream.of(positive), DoubleStream.of(negative)).toArray();
    Scale x = Scale.of(area.x(), area.steps(), 0);
    Axis linear = new Axis(area.y().label(), false, area.y().low(), area.y().high());
    Scale y =
        Scale.of(
            linear,
            DoubleStream.concat(DoubleStream.of(0), DoubleStream.of(range)).toArray(),
            0.04);
    List<Scale.Tick> ticks = y.ticks((int) Math.max(2, all.height() / 60));
    Box box = area(ticks, area.y().label(), legendRows);
    canvas.frame(box, x, y);
    vertical(box, ticks, area.y().label());
    horizontal(box, x, area.x().label(), false);
    int[] kept = Thinning.columns(positive, negative, 300);
    double[] xs = new double[kept.length];
    for (int i = 0; i < kept.length; i++) {
      xs[i] = box.x() + x.place(area.steps()[kept[i]]) * box.width();
    }
    var piles = new double[2][kept.length];
    for (StackedArea.Layer layer : area.layers()) {
      layer(layer, box, y, kept, xs, piles);
    }
    double zero = box.bottom() - y.place(0) * box.height();
    segment(box.x(), zero, box.right(), zero, Ink.AXIS, Pen.HAIR);
    double[] ys = new double[kept.length];
    for (int i = 0; i < kept.length; i++) {
      ys[i] = box.bottom() - y.place(sum[kept[i]]) * box.height();
    }
    canvas.line(xs, ys, Ink.TEXT, new Pen(1.6, 1, 0));
  }

  private void layer(
      StackedArea.Layer layer, Box box, Scale y, int[] kept, double[] xs, double[][] piles) {
    int key = keys.getOrDefault(layer.name(), 0);
    var values = new StringBuilder();
    for (int step : kept) {
      values.append(values.isEmpty() ? "" : " ").append(Figure.of(StackedArea.part(layer, step)));
    }
    canvas.begin(key, layer.name(), box, values.toString());
    for (int sign = 0; sign < 2; sign++) {
      double[] inner = new double[kept.length];
      double[] outer = new double[kept.length];
      boolean any = false;
      for (int i = 0; i < kept.length; i++) {
        double value = StackedArea.part(layer, kept[i]);
        double part = sign == 0 ? Math.max(0, value) : Math.min(0, value);
        any |= part != 0;
        inner[i] = box.bottom() - y.place(piles[sign][i]) * box.height();
        piles[sign][i] += part;
        outer[i] = box.bottom() - y.place(piles[sign][i]) * box.height();
      }
      if (any) {
        // Every second round of the colours is paler, so that no two layers look the same.
        double opacity = key / Ink.colours() % 2 == 0 ? 0.85 : 0.5;
        canvas.band(
            xs, sign == 0 ? outer : inner, sign == 0 ? inner : outer, Ink.series(key), opacity);
      }
    }
    canvas.end();
  }

  // Dots.

  private void dots(DotChart chart) {
    Scale x = chart.scale();
    int longest = chart.rows().stream().mapToInt(r -> r.name().length()).max().orElse(0);
    int characters =
        Math.min(Math.max(longest, 4), (int) (all.width() * 0.35 / (LABEL * CHARACTER)));
    double left = 24 + characters * LABEL * CHARACTER;
    Box box =
        new Box(all.x() + left, all.y() + 50, all.width() - left - 20, all.height() - 50 - 42);
    // The labels of markers have the first line for themselves.
    double head = chart.markers().isEmpty() ? 0 : 14.0 * Math.min(4, chart.markers().size());
    horizontal(box, x, chart.value().label(), true);
    double pitch = (box.height() - head) / Math.max(1, chart.rows().size());
    for (int i = 0; i < chart.rows().size(); i++) {
      DotChart.Row row = chart.rows().get(i);
      double y = box.y() + head + (i + 0.5) * pitch;
      canvas.text(
          box.x() - 10,
          y + 4,
          Text.cut(row.name(), characters, false),
          Anchor.END,
          LABEL,
          false,
          Ink.TEXT);
      row(row, box, x, y);
    }
    markers(box, x, chart.markers());
  }

  private void row(DotChart.Row row, Box box, Scale x, double y) {
    Ink ink = Ink.series(0);
    canvas.begin(-1, row.name(), box, "");
    var places = new ArrayList<Double>();
    for (double value : row.dots()) {
      if (!Double.isNaN(x.place(value))) {
        // Neighbours step aside by turns: equal values must not hide each other.
        double aside = (places.size() % 3 - 1) * 3.0;
        places.add(value);
        canvas.dot(
            box.x() + x.place(value) * box.width(), y + aside, 3, ink, 0.45, Figure.of(value));
      }
    }
    double low = box.x() + x.place(row.low()) * box.width();
    double high = box.x() + x.place(row.high()) * box.width();
    if (!Double.isNaN(low) && !Double.isNaN(high)) {
      segment(low, y, high, y, Ink.TEXT, new Pen(2, 1, 0));
      segment(low, y - 5, low, y + 5, Ink.TEXT, new Pen(1.5, 1, 0));
      segment(high, y - 5, high, y + 5, Ink.TEXT, new Pen(1.5, 1, 0));
    }
    double middle = box.x() + x.place(row.middle()) * box.width();
    if (!Double.isNaN(middle)) {
      String interval =
          Double.isNaN(low) || Double.isNaN(high)
              ? ""
              : " [" + Figure.of(row.low()) + ", " + Figure.of(row.high()) + "]";
      canvas.dot(middle, y, 5, Ink.TEXT, 1, Figure.of(row.middle()) + interval);
    }
    canvas.end();
  }

  // Legend.

  private static List<List<String>> legendRows(List<String> names, double width) {
    if (names.size() < 2) {
      return names.isEmpty() ? List.of() : List.of(names);
    }
    var rows = new ArrayList<List<String>>();
    var row = new ArrayList<String>();
    double used = 0;
    for (String name : names.subList(0, Math.min(names.size(), LARGEST_LEGEND))) {
      double need = entry(name);
      if (used + need > width - 40 && !row.isEmpty()) {
        rows.add(List.copyOf(row));
        row.clear();
        used = 0;
      }
      row.add(name);
      used += need;
    }
    rows.add(List.copyOf(row));
    if (names.size() > LARGEST_LEGEND) {
      rows.add(List.of());
    }
    return rows;
  }

  private static double entry(String name) {
    return 40 + Math.min(40, name.length()) * LABEL * CHARACTER;
  }

  private void legend(List<List<String>> rows, Plot plot) {
    double y = all.bottom() - rows.size() * LINE + 6;
    boolean areas = plot instanceof StackedArea;
    for (List<String> row : rows) {
      double x = all.x() + 20;
      if (row.isEmpty()) {
        String more = "and " + (plot.names().size() - LARGEST_LEGEND) + " more";
        canvas.text(x, y, more, Anchor.START, LABEL, false, Ink.MUTED);
      }
      for (String name : row) {
        int key = keys.getOrDefault(name, 0);
        if (areas) {
          double opacity = key / Ink.colours() % 2 == 0 ? 0.85 : 0.5;
          canvas.rectangle(new Box(x, y - 9, 18, 10), Ink.series(key), opacity);
        } else {
          segment(x, y - 4, x + 18, y - 4, Ink.series(key), pen(stroke(plot, name), key, 1));
        }
        canvas.text(x + 23, y, Text.cut(name, 40, false), Anchor.START, LABEL, false, Ink.TEXT);
        x += entry(name);
      }
      y += LINE;
    }
  }

  private static Curve.Stroke stroke(Plot plot, String name) {
    return plot instanceof Chart chart
        ? chart.curves().stream()
            .filter(c -> c.name().equals(name) && c.stroke() != Curve.Stroke.FAINT)
            .findFirst()
            .map(Curve::stroke)
            .orElse(Curve.Stroke.SOLID)
        : Curve.Stroke.SOLID;
  }
}
