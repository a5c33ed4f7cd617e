package dev.trotline.chart;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plots as SVG: well-formed XML in light and dark, the same bytes for the same plot, no references
 * to anything outside.
 */
public final class Svg {

  private static final int WIDTH = 840;

  private Svg() {}

  /** A file of its own, 840 pixels wide, with a legend. */
  public static String of(Plot plot) {
    return of(plot, WIDTH, Painter.height(plot, WIDTH, true));
  }

  /** A file of its own in this size, in pixels, with a legend. */
  public static String of(Plot plot, double width, double height) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + draw(
            plot,
            width,
            height,
            keys(List.of(plot)),
            true,
            "c",
            "<style>" + style("svg") + "</style>")
        + "\n";
  }

  /**
   * An element for a page that has the style and its own legend.
   *
   * @param keys number of each name on the page
   * @param id distinguishes the drawings of a page
   */
  static String inline(Plot plot, double width, Map<String, Integer> keys, String id) {
    return draw(plot, width, Painter.height(plot, width, false), keys, false, id, "");
  }

  /** Numbers names in the order they appear. */
  static Map<String, Integer> keys(List<? extends Plot> plots) {
    var keys = new LinkedHashMap<String, Integer>();
    plots.forEach(plot -> plot.names().forEach(name -> keys.putIfAbsent(name, keys.size())));
    return keys;
  }

  /** Numbers the names of those plots that are of one kind with this one. */
  static Map<String, Integer> keys(List<? extends Plot> plots, Plot one) {
    return keys(plots.stream().filter(p -> p.getClass() == one.getClass()).toList());
  }

  private static String draw(
      Plot plot,
      double width,
      double height,
      Map<String, Integer> keys,
      boolean legend,
      String id,
      String style) {
    var canvas = new SvgCanvas(id);
    new Painter(canvas, new Canvas.Box(0, 0, width, height), keys, legend).paint(plot);
    String title = Text.xml(plot.title());
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" viewBox=\"0 0 "
        + SvgCanvas.tenths(width)
        + " "
        + SvgCanvas.tenths(height)
        + "\" width=\""
        + Math.round(width)
        + "\" height=\""
        + Math.round(height)
        + "\" role=\"img\" aria-labelledby=\""
        + id
        + "t "
        + id
        + "d\"><title id=\""
        + id
        + "t\">"
        + title
        + "</title><desc id=\""
        + id
        + "d\">"
        + Text.xml(description(plot))
        + "</desc>"
        + style
        + canvas.content()
        + "</svg>";
  }

  /** What somebody who cannot see the drawing is told. */
  private static String description(Plot plot) {
    var text = new StringBuilder(plot.subtitle());
    if (plot instanceof Chart chart) {
      text.append(text.isEmpty() ? "" : ". ").append(chart.y().label()).append(" over ");
      text.append(chart.x().label()).append(". ");
      chart.curves().stream()
          .filter(c -> c.stroke() != Curve.Stroke.FAINT)
          .limit(24)
          .forEach(
              c -> {
                double[] finite = Arrays.stream(c.y()).filter(Scale::isDrawable).toArray();
                text.append(c.name());
                if (finite.length > 0) {
                  text.append(": from ").append(Figure.of(finite[0])).append(" to ");
                  text.append(Figure.of(finite[finite.length - 1]));
                }
                text.append("; ");
              });
    } else if (plot instanceof DotChart dots) {
      for (DotChart.Row row : dots.rows()) {
        text.append(text.isEmpty() ? "" : "; ").append(row.name()).append(": ");
        text.append(Figure.of(row.middle())).append(" [").append(Figure.of(row.low()));
        text.append(", ").append(Figure.of(row.high())).append(']');
      }
    } else {
      text.append(text.isEmpty() ? "" : ". ").append("parts: ");
      text.append(String.join(", ", plot.names()));
    }
    return text.toString().strip();
  }

  /** Rules for the classes used, light and dark. */
  static String style(String scope) {
    return colours(scope, false)
        + "@media (prefers-color-scheme:dark){"
        + colours(scope, true)
        + "}"
        + scope
        + " text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}"
        + scope
        + " .b{font-weight:600}";
  }

  private static String colours(String scope, boolean dark) {
    var css = new StringBuilder();
    for (Ink ink : List.of(Ink.PAPER, Ink.TEXT, Ink.MUTED, Ink.GRID, Ink.AXIS)) {
      rule(css, scope, ink, dark);
    }
    for (int i = 0; i < Ink.colours(); i++) {
      rule(css, scope, Ink.series(i), dark);
    }
    return css.toString();
  }

  private static void rule(StringBuilder css, String scope, Ink ink, boolean dark) {
    String colour = String.format(java.util.Locale.ROOT, "#%06x", ink.rgb(dark));
    String name = SvgCanvas.name(ink);
    css.append(scope).append(" .f").append(name).append("{fill:").append(colour).append('}');
    css.append(scope).append(" .l").append(name).append("{stroke:").append(colour).append('}');
  }
}
