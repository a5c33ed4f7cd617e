package dev.trotline.propose.rules;

import dev.trotline.propose.SeedEvidence;
import dev.trotline.propose.SeriesView;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Reads beginnings and ends of noisy curves. Values that are not finite are left out. */
final class Curves {

  /** Part of a run that counts as its beginning, while exploration noise rules the robot. */
  private static final double EARLY_SHARE = 0.05;

  /** Part of a run that counts as its end. */
  private static final double LATE_SHARE = 0.1;

  private static final int FEWEST = 5;

  /**
   * Of a run that continues another, even the first iterations show a trained robot; its beginning
   * then says little, but nothing better is there.
   */
  private Curves() {}

  /** How many values count as the beginning of a curve of this length. */
  static int earlyCount(int length) {
    return Math.min(length, Math.max(FEWEST, (int) Math.ceil(length * EARLY_SHARE)));
  }

  /** Median of the beginning; NaN if there is nothing. */
  static double early(double[] values) {
    return median(Arrays.copyOf(values, earlyCount(values.length)));
  }

  /** Mean of the end; NaN if there is nothing. */
  static double late(double[] values) {
    int count =
        Math.min(values.length, Math.max(FEWEST, (int) Math.ceil(values.length * LATE_SHARE)));
    return mean(Arrays.copyOfRange(values, values.length - count, values.length));
  }

  /** Mean of the part that ends where the last quarter begins, as long as {@link #late}'s. */
  static double threeQuarters(double[] values) {
    return late(Arrays.copyOf(values, values.length * 3 / 4));
  }

  /** The first tag of several that was logged, empty if none was. */
  static double[] firstOf(SeriesView series, String... tags) {
    for (String tag : tags) {
      double[] values = series.values(tag);
      if (values.length > 0) {
        return values;
      }
    }
    return new double[0];
  }

  /** Mean of a figure over the runs that have it; NaN if none has. */
  static double over(List<SeedEvidence> runs, ToDoubleFunction<SeedEvidence> figure) {
    return mean(runs.stream().mapToDouble(figure).toArray());
  }

  static double mean(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).average().orElse(Double.NaN);
  }

  static double median(double[] values) {
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    int n = sorted.length;
    if (n == 0) {
      return Double.NaN;
    }
    return n % 2 == 1 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);
  }
}
