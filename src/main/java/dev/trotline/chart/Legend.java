package dev.trotline.chart;

import dev.trotline.chart.Canvas.Anchor;
import dev.trotline.chart.Canvas.Box;
import dev.trotline.chart.Canvas.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The names of a plot and how their lines look. */
final class Legend {

  /** Height of a line of the legend, in pixels. */
  static final double LINE = 16;

  /** More names than this make a legend nobody reads. */
  private static final int LARGEST = 24;

  private final Canvas canvas;
  private final Box all;
  private final Map<String, Integer> keys;

  /** The legend of a plot that fills a box. */
  Legend(Canvas canvas, Box all, Map<String, Integer> keys) {
    this.canvas = canvas;
    this.all = all;
    this.keys = keys;
  }

  /** How a name's line is drawn among so many curves. */
  static Pen pen(Curve.Stroke stroke, int key, int curves) {
    double width = curves > 24 ? 1.2 : 1.8;
    return switch (stroke) {
      case FAINT -> new Pen(1, 0.3, 0);
      case DASHED -> new Pen(width, 1, 1);
      case DOTTED -> new Pen(width, 1, 2);
      case SOLID -> new Pen(width, 1, key / Ink.colours() % Canvas.DASHES.length);
    };
  }

  /** The names in lines as wide as the plot; an empty line stands for those left out. */
  static List<List<String>> rows(List<String> names, double width) {
    if (names.size() < 2) {
      return names.isEmpty() ? List.of() : List.of(names);
    }
    var rows = new ArrayList<List<String>>();
    var row = new ArrayList<String>();
    double used = 0;
    for (String name : names.subList(0, Math.min(names.size(), LARGEST))) {
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
    if (names.size() > LARGEST) {
      rows.add(List.of());
    }
    return rows;
  }

  private static double entry(String name) {
    return 40 + Math.min(40, name.length()) * Axes.LABEL * Axes.CHARACTER;
  }

  /** Draws the names at the bottom of the box. */
  void draw(List<List<String>> rows, Plot plot) {
    double y = all.bottom() - rows.size() * LINE + 6;
    boolean areas = plot instanceof StackedArea;
    for (List<String> row : rows) {
      double x = all.x() + 20;
      if (row.isEmpty()) {
        String more = "and " + (plot.names().size() - LARGEST) + " more";
        canvas.text(x, y, more, Anchor.START, Axes.LABEL, false, Ink.MUTED);
      }
      for (String name : row) {
        int key = keys.getOrDefault(name, 0);
        if (areas) {
          double opacity = key / Ink.colours() % 2 == 0 ? 0.85 : 0.5;
          canvas.rectangle(new Box(x, y - 9, 18, 10), Ink.series(key), opacity);
        } else {
          new Axes(canvas, all)
              .segment(x, y - 4, x + 18, y - 4, Ink.series(key), pen(stroke(plot, name), key, 1));
        }
        canvas.text(
            x + 23, y, Text.cut(name, 40, false), Anchor.START, Axes.LABEL, false, Ink.TEXT);
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
