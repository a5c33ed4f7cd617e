package dev.trotline.analyze;

import dev.trotline.analyze.stats.Moments;
import dev.trotline.analyze.stats.Spread;
import java.util.Arrays;
import java.util.List;

/**
 * How much the deciding metric scatters between seeds when nothing is changed.
 *
 * @param spread its standard deviation in the metric's unit
 * @param origin what it was measured on, for the record
 */
public record Noise(Spread spread, String origin) {

  /** Not measured. */
  public static Noise unknown() {
    return new Noise(Spread.UNKNOWN, "not measured");
  }

  /** Measured on the seeds of one experiment, usually the baseline. */
  public static Noise of(Sample baseline, String metric) {
    return of(List.of(baseline), metric);
  }

  /** Pooled within several experiments; their means may differ. */
  public static Noise of(List<Sample> samples, String metric) {
    Moments[] groups =
        samples.stream().map(sample -> sample.moments(metric)).toArray(Moments[]::new);
    Spread spread = Spread.within(groups);
    long runs = Arrays.stream(groups).filter(group -> group.n() > 1).mapToInt(Moments::n).sum();
    return new Noise(
        spread,
        spread.isKnown()
            ? runs + " runs of " + String.join(", ", samples.stream().map(Sample::name).toList())
            : "not measured");
  }
}
