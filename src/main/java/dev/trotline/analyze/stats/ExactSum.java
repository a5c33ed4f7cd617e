package dev.trotline.analyze.stats;

/**
 * The sum of doubles without rounding until the end (Shewchuk 1997, as Python's {@code math.fsum}),
 * so that a mean does not depend on the order of its values.
 */
public final class ExactSum {

  private double[] partials = new double[8];
  private int size;

  /** Adds a finite value. */
  public void add(double value) {
    double x = value;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      double y = partials[i];
      if (Math.abs(x) < Math.abs(y)) {
        double swap = x;
        x = y;
        y = swap;
      }
      double high = x + y;
      double low = y - (high - x);
      if (low != 0) {
        partials[kept++] = low;
      }
      x = high;
    }
    if (kept == partials.length) {
      partials = java.util.Arrays.copyOf(partials, 2 * kept);
    }
    partials[kept++] = x;
    size = kept;
  }

  /** The sum, rounded once. */
  public double value() {
    if (size == 0) {
      return 0;
    }
    int n = size - 1;
    double high = partials[n];
    double low = 0;
    while (n > 0) {
      double x = high;
      double y = partials[--n];
      high = x + y;
      low = y - (high - x);
      if (low != 0) {
        break;
      }
    }
    // Half-way cases round by the sign of what is left, so that the result is rounded only once.
    if (n > 0 && (low < 0 && partials[n - 1] < 0 || low > 0 && partials[n - 1] > 0)) {
      double y = low * 2;
      double x = high + y;
      if (y == x - high) {
        high = x;
      }
    }
    return high;
  }
}
