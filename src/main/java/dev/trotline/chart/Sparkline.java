package dev.trotline.chart;

import java.util.Arrays;

/** A curve in one line of text. */
public final class Sparkline {

  private static final String LEVELS = "▁▂▃▄▅▆▇█";
  private static final String ASCII_LEVELS = "_.-~=+*#";

  private Sparkline() {}

  /**
   * Draws a curve from its lowest to its highest finite value.
   *
   * @param values the curve; what is not finite leaves a gap
   * @param width the most characters to use
   */
  public static String of(double[] values, int width) {
    return of(values, width, LEVELS);
  }

  /** The same for terminals that know nothing but ASCII. */
  public static String ascii(double[] values, int width) {
    return of(values, width, ASCII_LEVELS);
  }

  private static String of(double[] values, int width, String levels) {
    double[] cells = new double[Math.max(0, Math.min(width, values.length))];
    for (int i = 0; i < cells.length; i++) {
      int from = (int) ((long) i * values.length / cells.length);
      int to = (int) ((i + 1L) * values.length / cells.length);
      cells[i] =
          Arrays.stream(values, from, to).filter(Scale::isDrawable).average().orElse(Double.NaN);
    }
    double low = Arrays.stream(cells).filter(Double::isFinite).min().orElse(0);
    double high = Arrays.stream(cells).filter(Double::isFinite).max().orElse(0);
    StringBuilder line = new StringBuilder();
    for (double cell : cells) {
      line.append(Double.isFinite(cell) ? level(cell, low, high, levels) : ' ');
    }
    return line.toString();
  }

  private static char level(double value, double low, double high, String levels) {
    if (!(high > low)) {
      return levels.charAt(levels.length() / 2);
    }
    int level = (int) Math.floor((value - low) / (high - low) * levels.length());
    return levels.charAt(Math.min(levels.length() - 1, Math.max(0, level)));
  }
}
