package dev.trotline.analyze.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTTest {

  /**
   * Closed forms: 1 degree is Cauchy's tan, 2 degrees (2p-1)/sqrt(2p(1-p)); the rest printed
   * tables.
   */
  @ParameterizedTest
  @CsvSource({
    "0.975, 1, 12.706204736432095",
    "0.95, 1, 6.313751514675043",
    "0.975, 2, 4.302652729911275",
    "0.95, 2, 2.919985580353726",
    "0.95, 3, 2.3533634348",
    "0.95, 4, 2.1318467863",
    "0.975, 5, 2.5705818356",
    "0.995, 10, 3.1692726726",
    "0.975, 30, 2.0422724563",
    "0.95, 120, 1.6576508994",
    "0.9999, 3, 22.2037428",
  })
  void quantilesMatchTheTables(double p, double freedom, double expected) {
    assertThat(StudentT.quantile(p, freedom)).isCloseTo(expected, within(1e-6 * expected));
    assertThat(StudentT.quantile(1 - p, freedom)).isCloseTo(-expected, within(1e-6 * expected));
    assertThat(StudentT.cumulative(expected, freedom)).isCloseTo(p, within(1e-9));
  }

  @Test
  void oneDegreeIsCauchy() {
    for (double t = -30; t < 30; t += 0.37) {
      assertThat(StudentT.cumulative(t, 1)).isCloseTo(0.5 + Math.atan(t) / Math.PI, within(1e-13));
    }
  }

  @Test
  void twoDegreesHaveAClosedForm() {
    for (double t = -30; t < 30; t += 0.37) {
      assertThat(StudentT.cumulative(t, 2))
          .isCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), within(1e-13));
    }
  }

  @Test
  void quantileAndCumulativeAreInverse() {
    for (double freedom : new double[] {1, 1.3, 2.7, 5, 17.9, 300}) {
      for (double p : new double[] {1e-9, 1e-4, 0.01, 0.2, 0.499, 0.5, 0.73, 0.99, 0.999999}) {
        assertThat(StudentT.cumulative(StudentT.quantile(p, freedom), freedom))
            .isCloseTo(p, within(1e-10 * Math.max(p, 1e-3)));
      }
    }
  }

  @Test
  void refusesWhatIsNoProbability() {
    assertThatThrownBy(() -> StudentT.quantile(1, 3)).isInstanceOf(IllegalArgumentException.class);
  }
}
