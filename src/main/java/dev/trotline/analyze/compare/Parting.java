package dev.trotline.analyze.compare;

import dev.trotline.analyze.stats.Multiplicity;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Whether and from which iteration two sides' curves differ by more than noise.
 *
 * @param verdict the answer
 * @param from first iteration of the first bin in which they differ, -1 if they never do
 * @param to last iteration in which they differ
 * @param resolution width of a bin, iterations
 * @param difference mean of candidate minus reference from there to there
 */
public record Parting(Verdict verdict, long from, long to, long resolution, double difference) {

  /** Of the bins from the parting to the end, how many must show it by themselves. */
  static final double STAYS = 0.9;

  /** The answer. */
  public enum Verdict {
    /** Equal in every point. */
    IDENTICAL,
    /** No difference beyond noise. */
    NEVER,
    /** Apart at the end, and since. */
    FOR_GOOD,
    /** Apart for some time, and together again at the end. */
    FOR_A_WHILE,
    /** Too little data to tell noise. */
    UNKNOWN
  }

  static Parting unknown(long resolution) {
    return new Parting(Verdict.UNKNOWN, -1, -1, resolution, Double.NaN);
  }

  /**
   * Tests the bins at a level for all together. First the last bin, at half of it: if that differs,
   * the sides end apart, and going backwards as long as at least {@link #STAYS} of the bins from
   * there to the end differ in the same direction finds since when (each bin is looked at only if
   * the end differs, so the number of bins needs no price). Else, at the other half, all bins with
   * Holm's price for their number: the longest stretch that differs.
   *
   * @param contrasts one for each bin of which both sides have something, in order
   * @param starts first iteration of each of these bins
   * @param ends last iteration of each
   */
  static Parting of(
      Contrast[] contrasts, long[] starts, long[] ends, double level, long resolution) {
    int n = contrasts.length;
    if (n == 0) {
      return unknown(resolution);
    }
    if (Arrays.stream(contrasts).allMatch(c -> c.difference() == 0 && c.error() == 0)) {
      return new Parting(Verdict.IDENTICAL, -1, -1, resolution, 0);
    }
    if (Arrays.stream(contrasts).noneMatch(Contrast::isKnown)) {
      return unknown(resolution);
    }
    double[] p = Arrays.stream(contrasts).mapToDouble(Contrast::probability).toArray();
    double sign = Math.signum(contrasts[n - 1].difference());
    if (p[n - 1] <= level / 2) {
      int since = n - 1;
      int differ = 0;
      for (int i = n - 1; i >= 0; i--) {
        boolean apart = p[i] <= level / 2 && Math.signum(contrasts[i].difference()) == sign;
        differ += apart ? 1 : 0;
        if (apart && differ >= STAYS * (n - i)) {
          since = i;
        }
      }
      return new Parting(
          Verdict.FOR_GOOD, starts[since], ends[n - 1], resolution, mean(contrasts, since, n));
    }
    double[] adjusted = Multiplicity.holm(p, n);
    int bestFrom = 0;
    int bestTo = 0;
    for (int i = 0; i < n; i++) {
      int from = i;
      while (i < n
          && adjusted[i] <= level / 2
          && contrasts[i].difference() * contrasts[from].difference() > 0) {
        i++;
      }
      if (i - from > bestTo - bestFrom) {
        bestFrom = from;
        bestTo = i;
      }
    }
    return bestTo == bestFrom
        ? new Parting(Verdict.NEVER, -1, -1, resolution, mean(contrasts, 0, n))
        : new Parting(
            Verdict.FOR_A_WHILE,
            starts[bestFrom],
            ends[bestTo - 1],
            resolution,
            mean(contrasts, bestFrom, bestTo));
  }

  private static double mean(Contrast[] contrasts, int from, int to) {
    return Arrays.stream(contrasts, from, to)
        .mapToDouble(Contrast::difference)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("verdict", verdict.name().toLowerCase(Locale.ROOT));
    json.put("from", from < 0 ? null : from);
    json.put("to", to < 0 ? null : to);
    json.put("resolution", resolution);
    json.put("difference", Double.isFinite(difference) ? (Object) difference : null);
    return json;
  }
}
