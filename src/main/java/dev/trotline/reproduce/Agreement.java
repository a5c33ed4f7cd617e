package dev.trotline.reproduce;

import dev.trotline.analyze.stats.StudentT;
import java.util.List;
import java.util.Locale;

/**
 * Whether fresh seeds of a winner say the same as the seeds that made it win. A winner picked as
 * the best of several is expected to look a little worse the second time; what matters is that the
 * fresh seeds still beat the baseline and lie where a repetition of the same experiment would
 * (prediction interval of a mean, Student's t).
 *
 * @param agrees true if the fresh mean lies within what a repetition allows, and on the right side
 *     of the baseline
 * @param original mean of the seeds that won
 * @param fresh mean of the fresh seeds
 * @param margin half-width of the prediction interval around the original mean, in the metric's
 *     unit
 * @param sentence the same in words
 */
public record Agreement(
    boolean agrees, double original, double fresh, double margin, String sentence) {

  /** First seed of a reproduction; far from the seeds of the waves, so that none is shared. */
  public static final int FIRST_FRESH_SEED = 1001;

  /**
   * Compares.
   *
   * @param original values of the seeds that won
   * @param fresh values of the fresh seeds
   * @param baseline values of the baseline's seeds
   * @param minimize true if less is better
   */
  public static Agreement of(
      List<Double> original, List<Double> fresh, List<Double> baseline, boolean minimize) {
    if (fresh.size() < 2 || original.isEmpty()) {
      return new Agreement(
          false,
          mean(original),
          mean(fresh),
          Double.NaN,
          "only " + fresh.size() + " fresh seeds finished: too few to say");
    }
    double a = mean(original);
    double b = mean(fresh);
    int df = Math.max(1, original.size() + fresh.size() - 2);
    double pooled = Math.sqrt((squares(original, a) + squares(fresh, b)) / df);
    double t = StudentT.quantile(0.975, df);
    double margin = t * pooled * Math.sqrt(1.0 / original.size() + 1.0 / fresh.size());
    double sign = minimize ? 1 : -1;
    boolean within = sign * (b - a) <= margin;
    boolean beats = baseline.isEmpty() || sign * (mean(baseline) - b) > 0;
    String sentence =
        String.format(
            Locale.ROOT,
            "fresh seeds gave %.4g (n=%d) where %.4g (n=%d) was seen; a repetition may differ by %.2g:"
                + " %s",
            b,
            fresh.size(),
            a,
            original.size(),
            margin,
            within && beats
                ? "reproduced"
                : beats ? "worse than a repetition allows" : "not better than the baseline");
    return new Agreement(within && beats, a, b, margin, sentence);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private static double squares(List<Double> values, double mean) {
    return values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
  }
}
