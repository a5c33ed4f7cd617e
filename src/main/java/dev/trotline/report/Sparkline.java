package dev.trotline.report;

import java.util.Arrays;

/** A curve in one line of text. */
final class Sparkline {

  private static final String LEVELS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /**
   * Draws a curve from its lowest to its highest finite value.
   *
   * @param values the curve; what is not finite leaves a gap
   * @param width the most characters to use
   */
  static String of(double[] values, int width) {
    double[] cells = new double[Math.min(width, values.length)];
    for (int i = 0; i < cells.length; i++) {
      int from = (int) ((long) i * values.length / cells.length);
      int to = (int) ((i + 1L) * values.length / cells.length);
      cells[i] =
          Arrays.stream(values, from, to).filter(Double::isFinite).average().orElse(Double.NaN);
    }
    double low = Arrays.stream(cells).filter(Double::isFinite).min().orElse(0);
    double high = Arrays.stream(cells).filter(Double::isFinite).max().orElse(0);
    StringBuilder line = new StringBuilder();
    for (double cell : cells) {
      line.append(Double.isFinite(cell) ? level(cell, low, high) : ' ');
    }
    return line.toString();
  }

  private static char level(double value, double low, double high) {
    if (!(high > low)) {
      return LEVELS.charAt(LEVELS.length() / 2);
    }
    int level = (int) Math.floor((value - low) / (high - low) * LEVELS.length());
    return LEVELS.charAt(Math.min(LEVELS.length() - 1, Math.max(0, level)));
  }
}
