package dev.trotline.chart;

/**
 * One direction of a chart.
 *
 * @param label quantity and unit, such as {@code iteration} or {@code velocity error (m/s)}
 * @param logarithmic true for powers of ten; what is not positive is then a gap
 * @param low the lowest value shown, NaN to take it from the data
 * @param high the highest value shown, NaN to take it from the data
 */
public record Axis(String label, boolean logarithmic, double low, double high) {

  /** A linear axis over the data. */
  public static Axis of(String label) {
    return new Axis(label, false, Double.NaN, Double.NaN);
  }

  /** A logarithmic axis over the data. */
  public static Axis log(String label) {
    return new Axis(label, true, Double.NaN, Double.NaN);
  }

  /** The same between two bounds, each of which may be NaN. */
  public Axis between(double lowest, double highest) {
    return new Axis(label, logarithmic, lowest, highest);
  }
}
