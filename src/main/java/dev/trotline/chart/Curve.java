package dev.trotline.chart;

import org.jspecify.annotations.Nullable;

/**
 * A line through points in the order given; what is not finite leaves a gap. Curves of one name
 * share colour, legend entry and switch. The arrays are kept, not copied: leave them alone.
 *
 * @param name what the legend says
 * @param x as many values as {@code y}
 * @param y the line
 * @param low lower end of a band around the line, as long as {@code y}; null for none
 * @param high upper end of the band, null exactly if {@code low} is
 * @param stroke how the line is drawn
 */
public record Curve(
    String name,
    double[] x,
    double[] y,
    double @Nullable [] low,
    double @Nullable [] high,
    Stroke stroke) {

  /** How a line is drawn. */
  public enum Stroke {
    /** A full line. */
    SOLID,
    /** Dashes. */
    DASHED,
    /** Dots. */
    DOTTED,
    /** The raw data behind a smoothed line: pale, and not in the legend. */
    FAINT
  }

  public Curve {
    if (x.length != y.length
        || (low == null) != (high == null)
        || low != null && low.length != y.length
        || high != null && high.length != y.length) {
      throw new IllegalArgumentException("the arrays of a curve differ in length: " + name);
    }
  }

  /** A full line without a band. */
  public static Curve of(String name, double[] x, double[] y) {
    return new Curve(name, x, y, null, null, Stroke.SOLID);
  }

  /** A full line within a band. */
  public static Curve band(String name, double[] x, double[] y, double[] low, double[] high) {
    return new Curve(name, x, y, low, high, Stroke.SOLID);
  }

  /** The same drawn otherwise. */
  public Curve with(Stroke other) {
    return new Curve(name, x, y, low, high, other);
  }
}
