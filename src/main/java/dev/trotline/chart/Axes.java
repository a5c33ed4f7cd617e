package dev.trotline.chart;

import dev.trotline.chart.Canvas.Anchor;
import dev.trotline.chart.Canvas.Box;
import dev.trotline.chart.Canvas.Pen;
import java.util.List;

/** Grid, labels and markers around the data. */
final class Axes {

  /** A mean character of a sans-serif font is this many times as wide as the font is high. */
  static final double CHARACTER = 0.56;

  /** Size of the font of labels, in pixels. */
  static final double LABEL = 11;

  private final Canvas canvas;
  private final Box all;

  /** Axes of a plot that fills a box. */
  Axes(Canvas canvas, Box all) {
    this.canvas = canvas;
    this.all = all;
  }

  /** Where the data goes, with room for the labels around it and the legend below. */
  Box area(List<Scale.Tick> ticks, String label, int legendRows) {
    int longest = ticks.stream().mapToInt(t -> t.label().length()).max().orElse(1);
    double left = Math.max(30, 16 + longest * LABEL * CHARACTER);
    double top = label.isEmpty() ? 48 : 66;
    double bottom = 42 + legendRows * Legend.LINE;
    return new Box(
        all.x() + left,
        all.y() + top,
        Math.max(10, all.width() - left - 16),
        Math.max(10, all.height() - top - bottom));
  }

  /** Labels below the data, with lines through it if asked for. */
  void horizontal(Box box, Scale x, String label, boolean lines) {
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

  /** Labels left of the data and lines through it. */
  void vertical(Box box, List<Scale.Tick> ticks, String label) {
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

  /** A straight line. */
  void segment(double x0, double y0, double x1, double y1, Ink ink, Pen pen) {
    canvas.line(new double[] {x0, x1}, new double[] {y0, y1}, ink, pen);
  }

  /** Labels stand right of their line, or left of it where the box ends, below each other. */
  void markers(Box box, Scale x, List<Marker> markers) {
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
}
