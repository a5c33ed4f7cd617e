package dev.trotline.monitor.rule;

import java.util.Arrays;

/** Finite values by ascending iteration. */
public final class Points {

  private final int[] at;
  private final double[] values;

  Points(int[] at, double[] values) {
    this.at = at;
    this.values = values;
  }

  /** How many there are. */
  public int size() {
    return at.length;
  }

  /** Iteration of a point. */
  public int at(int index) {
    return at[index];
  }

  /** Value of a point. */
  public double value(int index) {
    return values[index];
  }

  /** A copy with every value multiplied, such as by -1 where less is better. */
  public Points times(double factor) {
    return new Points(at, Arrays.stream(values).map(v -> factor * v).toArray());
  }

  /** The points up to an iteration. */
  Points upTo(int iteration) {
    int count = 0;
    while (count < at.length && at[count] <= iteration) {
      count++;
    }
    return new Points(Arrays.copyOf(at, count), Arrays.copyOf(values, count));
  }

  /** Middle value; NaN if there is none. */
  double median() {
    return quantile(0.5);
  }

  /**
   * The value that a share of all lies at or below (nearest rank, linear between); NaN if empty.
   */
  public double quantile(double share) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double rank = share * (sorted.length - 1);
    int low = (int) Math.floor(rank);
    int high = Math.min(sorted.length - 1, low + 1);
    return sorted[low] == sorted[high]
        ? sorted[low]
        : sorted[low] + (rank - low) * (sorted[high] - sorted[low]);
  }

  /** Medians of the points of equal spans of iterations, at the last point of each. */
  Points binned(int width) {
    int[] ends = new int[at.length];
    double[] medians = new double[at.length];
    int count = 0;
    int from = 0;
    for (int to = 1; to <= at.length; to++) {
      if (to == at.length || (at[to] - at[0]) / width > (at[from] - at[0]) / width) {
        ends[count] = at[to - 1];
        medians[count++] = new Points(at, Arrays.copyOfRange(values, from, to)).median();
        from = to;
      }
    }
    return new Points(Arrays.copyOf(ends, count), Arrays.copyOf(medians, count));
  }

  /** Medians of the points within half a width of each iteration. */
  public Points smoothed(int width) {
    double[] smooth = new double[values.length];
    int from = 0;
    int to = 0;
    for (int i = 0; i < values.length; i++) {
      while (at[i] - at[from] > width / 2) {
        from++;
      }
      while (to < values.length && at[to] - at[i] <= width / 2) {
        to++;
      }
      smooth[i] = new Points(at, Arrays.copyOfRange(values, from, to)).median();
    }
    return new Points(at, smooth);
  }
}
