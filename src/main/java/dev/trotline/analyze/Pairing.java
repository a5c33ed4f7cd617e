package dev.trotline.analyze;

import dev.trotline.analyze.stats.SeedEffect;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether candidate and incumbent are compared seed by seed. The rule is settled before a candidate
 * is looked at, and on other data than its own: pairs are used if, over the experiments that went
 * before, the same seed is lucky in one and in the other beyond chance (1 %), by enough to make up
 * for the degrees of freedom that pairing costs. Since nothing of the candidate enters, the error
 * of the test that follows is what it states. Trainings of different rewards part within a few
 * iterations, so most studies will not pair; short fine-tunings from one checkpoint may.
 *
 * @param isUsed true if seeds are compared one by one
 * @param reason the figures behind it
 */
public record Pairing(boolean isUsed, String reason) {

  /** Pairs have half the degrees of freedom; at 5 to 8 seeds a correlation of 0.2 pays for it. */
  private static final double WORTH_IT = 0.25;

  private static final double CHANCE = 0.01;

  /** Seeds are not compared one by one. */
  public static Pairing none() {
    return new Pairing(false, "no earlier experiments with the same seeds");
  }

  /**
   * The rule.
   *
   * @param earlier experiments with repeats, without the candidates about to be judged
   */
  public static Pairing of(List<Sample> earlier, String metric) {
    List<Map<Integer, Double>> values =
        earlier.stream()
            .map(
                sample -> {
                  Map<Integer, Double> bySeed = new TreeMap<>();
                  sample
                      .bySeed()
                      .forEach(
                          (seed, metrics) -> {
                            Double value = metrics.get(metric);
                            if (value != null && Double.isFinite(value)) {
                              bySeed.put(seed, value);
                            }
                          });
                  return bySeed;
                })
            .toList();
    SeedEffect effect = SeedEffect.of(values);
    if (effect.products() == 0) {
      return none();
    }
    boolean used = effect.correlation() >= WORTH_IT && effect.pValue() <= CHANCE;
    return new Pairing(
        used,
        String.format(
            Locale.ROOT,
            "the same seed in two earlier experiments correlates by %.2f (p %.2g, %d pairs)",
            effect.correlation(),
            effect.pValue(),
            effect.products()));
  }
}
