package dev.trotline.propose.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {

  @ParameterizedTest
  @CsvSource({
    "0.0437, 0.04",
    "-0.0437, -0.04",
    "1.31, 1.5",
    "2.44, 2.5",
    "0.00021, 2.0e-4",
    "9.7, 10.0",
    "5, 5.0",
    "0, 0.0",
    "1.6e-7, 1.5e-7"
  })
  void weightIsRoundedToWhatAPersonWouldWrite(double value, double nice) {
    assertThat(Scale.nice(value)).isEqualTo(nice);
  }

  @Test
  void whatIsNoNumberCountsAsNothing() {
    assertThat(Scale.unit(Double.NaN)).isZero();
    assertThat(Scale.logUnit(0, 0.1, 1)).isZero();
    assertThat(Scale.linearUnit(Double.NaN, 0, 1)).isZero();
  }

  @Test
  void unitsGrowFromTheFirstBoundToTheSecond() {
    assertThat(Scale.logUnit(1, 0.1, 10)).isEqualTo(0.5, within(1e-12));
    assertThat(Scale.linearUnit(0.3, 0.5, 0.1)).isEqualTo(0.5, within(1e-12));
    assertThat(Scale.linearUnit(7, 0, 1)).isEqualTo(1);
  }
}
