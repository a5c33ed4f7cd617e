package dev.trotline.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * A number line: maps values to places from 0 to 1.
 *
 * @param low the lowest value, its decimal logarithm if logarithmic
 * @param high the highest value, likewise; above {@code low}
 */
record Scale(double low, double high, boolean logarithmic) {

  /** Beyond, differences and sums of values would no longer be finite. */
  private static final double LARGEST = 1e150;

  private static final double SMALLEST = 1e-150;

  /** True for values that have a place on some scale. */
  static boolean isDrawable(double value) {
    return Math.abs(value) <= LARGEST;
  }

  /**
   * The line from the lowest to the highest value.
   *
   * @param margin share of the range left free at each end the axis does not fix
   */
  static Scale of(Axis axis, double[] values, double margin) {
    boolean log = axis.logarithmic();
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double raw : values) {
      double value = coordinate(raw, log);
      if (!Double.isNaN(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (low > high) {
      low = 0;
      high = 1;
    }
    double room = (high - low) * margin;
    if (!(high - low > Math.abs(high) * 1e-12)) {
      room = log ? 0.5 : margin == 0 ? 0 : low == 0 ? 1 : Math.abs(low) * 0.1;
    }
    double fixedLow = coordinate(axis.low(), log);
    double fixedHigh = coordinate(axis.high(), log);
    low = Double.isNaN(fixedLow) ? low - room : fixedLow;
    high = Double.isNaN(fixedHigh) ? high + room : fixedHigh;
    return high > low ? new Scale(low, high, log) : new Scale(low, low + one(low), log);
  }

  /** A width that is not lost in rounding. */
  private static double one(double at) {
    return Math.max(1, Math.abs(at) * 1e-3);
  }

  private static double coordinate(double value, boolean log) {
    if (!isDrawable(value)) {
      return Double.NaN;
    }
    return log ? value >= SMALLEST ? Math.log10(value) : Double.NaN : value;
  }

  /** Where a value lies: 0 at the low end, 1 at the high end; NaN if it has no place. */
  double place(double value) {
    return (coordinate(value, logarithmic) - low) / (high - low);
  }

  /** The value at a place. */
  double value(double place) {
    double at = low + place * (high - low);
    return logarithmic ? Math.pow(10, at) : at;
  }

  /**
   * A labelled value.
   *
   * @param place from 0 to 1
   */
  record Tick(double place, String label) {}

  /** Round values for the axis, about as many as wanted and never more than twice as many. */
  List<Tick> ticks(int wanted) {
    return logarithmic ? decades(wanted) : linear(wanted);
  }

  private List<Tick> linear(int wanted) {
    double step = nice((high - low) / Math.max(1, wanted));
    var ticks = new ArrayList<Tick>();
    double first = Math.ceil(low / step - 1e-9);
    for (int i = 0; i <= 2 * wanted; i++) {
      double value = (first + i) * step;
      if (!(value <= high + step * 1e-9)) {
        break;
      }
      ticks.add(new Tick((value - low) / (high - low), Figure.tick(value, step)));
    }
    return ticks;
  }

  private List<Tick> decades(int wanted) {
    double range = high - low;
    if (range < 1) {
      return withinDecade(wanted);
    }
    int stride = (int) Math.max(1, Math.ceil(range / Math.max(1, wanted)));
    var ticks = new ArrayList<Tick>();
    for (int e = (int) Math.ceil(low - 1e-9); e <= high + 1e-9; e++) {
      if (Math.floorMod(e, stride) == 0) {
        ticks.add(new Tick((e - low) / range, Figure.power(e)));
      }
    }
    return ticks;
  }

  private List<Tick> withinDecade(int wanted) {
    var ticks = new ArrayList<Tick>();
    double bottom = Math.pow(10, low);
    double top = Math.pow(10, high);
    double step = nice((top - bottom) / Math.max(1, wanted));
    double first = Math.ceil(bottom / step - 1e-9);
    for (int i = 0; i <= 2 * wanted && (first + i) * step <= top * (1 + 1e-9); i++) {
      double value = (first + i) * step;
      if (value > 0) {
        ticks.add(new Tick((Math.log10(value) - low) / (high - low), Figure.tick(value, step)));
      }
    }
    return ticks;
  }

  /** The next of 1, 2, 5 times a power of ten that is no smaller. */
  private static double nice(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    double digit = least / power;
    return power * (digit <= 1.0000001 ? 1 : digit <= 2.0000001 ? 2 : digit <= 5.0000001 ? 5 : 10);
  }
}
