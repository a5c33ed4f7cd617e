package dev.trotline.analyze.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LuckySeedTest {

  private static final double[] REFERENCE = {0.113, 0.131, 0.094, 0.120, 0.099};
  private static final Spread NOISE = Spread.within(Moments.of(REFERENCE));

  @Test
  void aGainThatOneSeedCarriesIsSeedLucky() {
    LuckySeed lucky =
        LuckySeed.of(new double[] {0.112, 0.108, 0.115, 0.02}, REFERENCE, true, NOISE, 4);

    assertThat(lucky.isSeedLucky()).isTrue();
    assertThat(lucky.shareLeft()).isLessThan(0.1);
    assertThat(lucky.outlierP()).isLessThan(0.05);
  }

  @Test
  void aGainThatAllSeedsShareIsNot() {
    LuckySeed honest =
        LuckySeed.of(new double[] {0.062, 0.071, 0.066, 0.058}, REFERENCE, true, NOISE, 4);

    assertThat(honest.isSeedLucky()).isFalse();
    assertThat(honest.shareLeft()).isGreaterThan(0.9);
    assertThat(honest.gain()).isGreaterThan(honest.expectedBest());
  }

  @Test
  void metricsThatShouldRiseAreReadTheOtherWay() {
    LuckySeed lucky =
        LuckySeed.of(
            new double[] {2.0, 2.1, 6.0, 1.9}, new double[] {2, 2.2, 1.8}, false, NOISE, 1);

    assertThat(lucky.gain()).isPositive();
    assertThat(lucky.isSeedLucky()).isTrue();
  }

  @Test
  void oneSeedSaysNothingOfTheOthers() {
    LuckySeed one = LuckySeed.of(new double[] {0.05}, REFERENCE, true, NOISE, 1);

    assertThat(one.shareLeft()).isNaN();
    assertThat(one.isSeedLucky()).isFalse();
  }

  @Test
  void ofPureNoiseFewWinnersAreCalledLuckyOutliers() {
    var random = new SplittableRandom(4);
    int called = 0;
    for (int i = 0; i < 2000; i++) {
      double[] seeds = new double[6];
      Arrays.setAll(seeds, k -> 1 + 0.1 * random.nextGaussian());
      LuckySeed lucky = LuckySeed.of(seeds, new double[] {1, 1.01, 0.99}, true, Spread.UNKNOWN, 1);
      called += lucky.outlierP() <= 0.05 ? 1 : 0;
    }

    assertThat(called / 2000.0).isLessThan(0.06);
  }

  @Test
  void theShrunkenGainUndoesTheSelection() {
    var random = new SplittableRandom(9);
    double truth = 0.1;
    double error = 0.08;
    double bound = 0.13;
    double seen = 0;
    double shrunken = 0;
    int picked = 0;
    for (int i = 0; i < 20_000; i++) {
      double gain = truth + error * random.nextGaussian();
      if (gain > bound) {
        seen += gain;
        shrunken += OrderStatistics.shrunken(gain, error, bound);
        picked++;
      }
    }

    assertThat(seen / picked).isGreaterThan(1.7 * truth);
    assertThat(shrunken / picked).isBetween(0.6 * truth, 1.2 * truth);
    assertThat(OrderStatistics.shrunken(1.0, 0.01, 0.13)).isCloseTo(1.0, within(1e-9));
  }
}
