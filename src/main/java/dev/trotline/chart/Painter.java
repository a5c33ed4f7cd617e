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

  /** Points of all curves of a chart together; a chart is some 800 pixels wide. */
  private static final int POINTS = 8000;

  private final Canvas canvas;
  private final Box all;
  private final Map<String, Integer> keys;
  private final boolean legend;
  private final Axes axes;

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
    this.axes = new Axes(canvas, all);
  }

  /** A height that suits a plot of this width. */
  static double height(Plot plot, double width, boolean legend) {
    double rows = legend ? Legend.rows(plot.names(), width).size() * Legend.LINE : 0;
    if (plot instanceof DotChart dots) {
      return 106 + 24.0 * Math.max(1, dots.rows().size());
    }
    return Math.round(width * 0.42) + rows;
  }

  void paint(Plot plot) {
    canvas.rectangle(all, Ink.PAPER, 1);
    title(plot);
    List<List<String>> rows = legend ? Legend.rows(plot.names(), all.width()) : List.of();
    if (plot instanceof Chart chart) {
      lines(chart, rows.size());
    } else if (plot instanceof StackedArea area) {
      stack(area, rows.size());
    } else if (plot instanceof DotChart dots) {
      dots(dots);
    }
    new Legend(canvas, all, keys).draw(rows, plot);
  }

  private void title(Plot plot) {
    int most = (int) ((all.width() - 24) / (14 * (Axes.CHARACTER + 0.03)));
    canvas.text(
        all.x() + 12,
        all.y() + 21,
        Text.cut(plot.title(), most, false),
        Anchor.START,
        14,
        true,
        Ink.TEXT);
    int small = (int) ((all.width() - 24) / (Axes.LABEL * Axes.CHARACTER));
    canvas.text(
        all.x() + 12,
        all.y() + 37,
        Text.cut(plot.subtitle(), small, false),
        Anchor.START,
        Axes.LABEL,
        false,
        Ink.MUTED);
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
    Box box = axes.area(ticks, chart.y().label(), legendRows);
    canvas.frame(box, x, y);
    axes.vertical(box, ticks, chart.y().label());
    axes.horizontal(box, x, chart.x().label(), false);
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
    axes.markers(box, x, chart.markers());
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
    canvas.line(xs, ys, ink, Legend.pen(curve.stroke(), key, curves));
    canvas.end();
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
    Box box = axes.area(ticks, area.y().label(), legendRows);
    canvas.frame(box, x, y);
    axes.vertical(box, ticks, area.y().label());
    axes.horizontal(box, x, area.x().label(), false);
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
    axes.segment(box.x(), zero, box.right(), zero, Ink.AXIS, Pen.HAIR);
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
        Math.min(Math.max(longest, 4), (int) (all.width() * 0.35 / (Axes.LABEL * Axes.CHARACTER)));
    double left = 24 + characters * Axes.LABEL * Axes.CHARACTER;
    Box box =
        new Box(all.x() + left, all.y() + 50, all.width() - left - 20, all.height() - 50 - 42);
    // The labels of markers have the first line for themselves.
    double head = chart.markers().isEmpty() ? 0 : 14.0 * Math.min(4, chart.markers().size());
    axes.horizontal(box, x, chart.value().label(), true);
    double pitch = (box.height() - head) / Math.max(1, chart.rows().size());
    for (int i = 0; i < chart.rows().size(); i++) {
      DotChart.Row row = chart.rows().get(i);
      double y = box.y() + head + (i + 0.5) * pitch;
      canvas.text(
          box.x() - 10,
          y + 4,
          Text.cut(row.name(), characters, false),
          Anchor.END,
          Axes.LABEL,
          false,
          Ink.TEXT);
      row(row, box, x, y);
    }
    axes.markers(box, x, chart.markers());
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
      axes.segment(low, y, high, y, Ink.TEXT, new Pen(2, 1, 0));
      axes.segment(low, y - 5, low, y + 5, Ink.TEXT, new Pen(1.5, 1, 0));
      axes.segment(high, y - 5, high, y + 5, Ink.TEXT, new Pen(1.5, 1, 0));
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
}
