package dev.trotline.analyze.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StatsTest {

  /** Student's own sleep data (1908): two drugs, ten patients. */
  private static final double[] DRUG_1 = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};

  private static final double[] DRUG_2 = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

  @Test
  void welchMatchesThePublishedSleepFigures() {
    TwoSample test = TwoSample.welch(Moments.of(DRUG_2), Moments.of(DRUG_1));

    assertThat(test.difference() / test.standardError()).isCloseTo(1.8608, within(1e-4));
    assertThat(test.degreesOfFreedom()).isCloseTo(17.776, within(1e-3));
    assertThat(2 * test.probabilityNotAbove()).isCloseTo(0.07939, within(1e-5));
    assertThat(test.interval(0.95).low()).isCloseTo(-0.2054832, within(1e-6));
    assertThat(test.interval(0.95).high()).isCloseTo(3.3654832, within(1e-6));
  }

  @Test
  void pairedMatchesThePublishedSleepFigures() {
    TwoSample test = TwoSample.paired(DRUG_2, DRUG_1);

    assertThat(test.difference() / test.standardError()).isCloseTo(4.0621, within(1e-4));
    assertThat(2 * test.probabilityNotAbove()).isCloseTo(0.002833, within(1e-6));
    assertThat(test.interval(0.95).low()).isCloseTo(0.7001142, within(1e-6));
  }

  @Test
  void interquartileMeanWeighsFractions() {
    assertThat(Robust.interquartileMean(1, 2, 3, 4)).isEqualTo(2.5);
    assertThat(Robust.interquartileMean(1, 2, 3, 4, 1000)).isCloseTo(3, within(1e-12));
    assertThat(Robust.interquartileMean(7)).isEqualTo(7);
    assertThat(Robust.interquartileMean()).isNaN();
  }

  @Test
  void quantileInterpolatesLikeNumpy() {
    assertThat(Robust.quantile(0.25, 1, 2, 3, 4)).isEqualTo(1.75);
    assertThat(Robust.quantile(1, 3, 1, 2)).isEqualTo(3);
  }

  @Test
  void probabilityBelowCountsTiesHalf() {
    assertThat(Robust.probabilityBelow(new double[] {1, 2}, new double[] {2, 3})).isEqualTo(0.875);
  }

  @Test
  void permutationIsExactForSmallSamples() {
    assertThat(Resampling.permutationBelow(new double[] {1, 2}, new double[] {3, 4, 5}, 1))
        .isEqualTo(0.1);
    assertThat(Resampling.permutationBelow(new double[] {1, 1}, new double[] {1, 1, 1}, 1))
        .isEqualTo(1);
  }

  @Test
  void randomPermutationComesCloseToTheTrueShare() {
    double[] a = new double[30];
    double[] b = new double[30];
    var random = new SplittableRandom(3);
    Arrays.setAll(a, i -> random.nextGaussian());
    Arrays.setAll(b, i -> random.nextGaussian() + 0.45);
    double expected = TwoSample.welch(Moments.of(b), Moments.of(a)).probabilityNotAbove();

    assertThat(Resampling.permutationBelow(a, b, 1)).isCloseTo(expected, within(0.02));
  }

  @Test
  void bootstrapIsRepeatableAndCoversTheMean() {
    double[] sample = {0.113, 0.131, 0.094, 0.120, 0.099};

    Interval first = Resampling.bootstrap(sample, s -> Moments.of(s).mean(), 0.95, 42);
    Interval again = Resampling.bootstrap(sample, s -> Moments.of(s).mean(), 0.95, 42);

    assertThat(first).isEqualTo(again);
    assertThat(first.contains(0.1114)).isTrue();
    assertThat(first.high() - first.low()).isBetween(0.015, 0.03);
    assertThat(Resampling.bootstrapDifference(sample, sample, 0.95, 42).contains(0)).isTrue();
  }

  @Test
  void spreadWithinGroupsIgnoresTheirMeansAndCorrectsForSmallSamples() {
    Spread spread = Spread.within(Moments.of(1, 3), Moments.of(101, 103), Moments.of(7));

    assertThat(spread.degreesOfFreedom()).isEqualTo(2);
    assertThat(spread.deviation()).isCloseTo(Math.sqrt(2) / 0.886226925452758, within(1e-12));
    assertThat(Spread.within(Moments.of(1)).isKnown()).isFalse();
  }

  @Test
  void holmStepsDown() {
    assertThat(Multiplicity.holm(new double[] {0.04, 0.01, 0.03}, 3))
        .containsExactly(new double[] {0.06, 0.03, 0.06}, within(1e-12));
    assertThat(Multiplicity.holm(new double[] {0.01}, 4))
        .containsExactly(new double[] {0.04}, within(1e-12));
  }

  @Test
  void momentsRefuseWhatIsNotFinite() {
    assertThatThrownBy(() -> Moments.of(1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Moments.of().mean()).isNaN();
    assertThat(Interval.ofMean(Moments.of(1), 0.95).isBounded()).isFalse();
  }
}
