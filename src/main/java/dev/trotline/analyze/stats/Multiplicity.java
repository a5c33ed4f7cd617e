package dev.trotline.analyze.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Many tests at once: p-values raised so that the chance of any false one stays as stated. */
public final class Multiplicity {

  private Multiplicity() {}

  /**
   * Holm's step-down adjustment, in the order given; valid under any dependence, so candidates may
   * share their incumbent.
   *
   * @param tests size of the family if more tests were made than p-values are at hand (candidates
   *     dropped at the screen); they count as never significant
   */
  public static double[] holm(double[] pValues, int tests) {
    int family = Math.max(tests, pValues.length);
    Integer[] order =
        IntStream.range(0, pValues.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .toArray(Integer[]::new);
    double[] adjusted = new double[pValues.length];
    double least = 0;
    for (int rank = 0; rank < order.length; rank++) {
      least = Math.max(least, Math.min(1, pValues[order[rank]] * (family - rank)));
      adjusted[order[rank]] = least;
    }
    return Arrays.copyOf(adjusted, adjusted.length);
  }

  /**
   * Benjamini and Hochberg's (1995) step-up q-values, in the order given: accepting everything with
   * q &lt;= 0.1 makes a tenth of what was accepted false, on average. Valid for tests that are
   * independent or positively dependent, as those against one shared incumbent are.
   *
   * @param tests size of the family, see {@link #holm}
   */
  public static double[] benjaminiHochberg(double[] pValues, int tests) {
    int family = Math.max(tests, pValues.length);
    Integer[] order =
        IntStream.range(0, pValues.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .toArray(Integer[]::new);
    double[] adjusted = new double[pValues.length];
    double least = 1;
    for (int rank = order.length - 1; rank >= 0; rank--) {
      least = Math.min(least, pValues[order[rank]] * family / (rank + 1));
      adjusted[order[rank]] = least;
    }
    return adjusted;
  }
}
