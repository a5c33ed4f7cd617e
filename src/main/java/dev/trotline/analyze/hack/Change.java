package dev.trotline.analyze.hack;

import dev.trotline.analyze.stats.Moments;
import dev.trotline.metrics.ScalarSeries;
import java.util.Arrays;

/**
 * How a curve changed between two stretches of a training.
 *
 * @param before mean of the earlier stretch
 * @param after mean of the later one
 * @param noise standard error of the difference, from the scatter of block means
 * @param range distance between the 5 % and 95 % quantile of the curve from the earlier stretch on
 */
record Change(double before, double after, double noise, double range) {

  /**
   * Neighbouring iterations share episodes, so points are no independent samples; means of a few
   * blocks nearly are.
   */
  private static final int BLOCKS = 5;

  /** Three standard errors: one in 700 by chance. */
  private static final double SURE = 3;

  /** A change below a tenth of all the curve ever moved is no trend worth a word. */
  private static final double WORTH = 0.1;

  /** Not enough points, or none finite. */
  static final Change UNKNOWN = new Change(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** A stretch of a training, as shares of its iterations. */
  record Stretch(double from, double to) {}

  /** Compares two stretches of a curve. */
  static Change of(ScalarSeries series, Stretch early, Stretch late) {
    return of(series.values(), early, late);
  }

  static Change of(double[] values, Stretch early, Stretch late) {
    double[] before = finite(cut(values, early));
    double[] after = finite(cut(values, late));
    double[] all = finite(cut(values, new Stretch(early.from(), 1)));
    if (before.length < 2 * BLOCKS || after.length < 2 * BLOCKS) {
      return UNKNOWN;
    }
    Moments one = Moments.of(blocks(before));
    Moments two = Moments.of(blocks(after));
    double noise = Math.sqrt((one.variance() + two.variance()) / BLOCKS);
    Arrays.sort(all);
    double range = all[(int) (0.95 * (all.length - 1))] - all[(int) (0.05 * (all.length - 1))];
    return new Change(mean(before), mean(after), noise, range);
  }

  boolean isKnown() {
    return !Double.isNaN(after);
  }

  double difference() {
    return after - before;
  }

  /** Went up, beyond noise and by an amount that matters; false if unknown. */
  boolean rose() {
    return difference() > SURE * noise && difference() > WORTH * range;
  }

  /** Went down, beyond noise and by an amount that matters; false if unknown. */
  boolean fell() {
    return -difference() > SURE * noise && -difference() > WORTH * range;
  }

  private static double[] cut(double[] values, Stretch stretch) {
    int from = (int) Math.floor(stretch.from() * values.length);
    int to = (int) Math.floor(stretch.to() * values.length);
    return Arrays.copyOfRange(values, from, Math.max(from, to));
  }

  private static double[] finite(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).toArray();
  }

  private static double[] blocks(double[] values) {
    double[] means = new double[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
      means[i] =
          mean(
              Arrays.copyOfRange(
                  values, i * values.length / BLOCKS, (i + 1) * values.length / BLOCKS));
    }
    return means;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }
}
