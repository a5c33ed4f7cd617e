package dev.trotline.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {

  @Test
  void ticksAreRoundDistinctAndOnTheLine() {
    var random = new SplittableRandom(3);
    for (int round = 0; round < 5000; round++) {
      double low = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-30, 30));
      double range = Math.abs(low) * Math.pow(10, random.nextInt(-5, 5)) + 1e-40;
      boolean log = low > 0 && random.nextBoolean();
      Axis axis = log ? Axis.log("") : Axis.of("");
      Scale scale = Scale.of(axis, new double[] {low, low + range}, 0.05);
      int wanted = 2 + random.nextInt(10);

      List<Scale.Tick> ticks = scale.ticks(wanted);

      assertThat(ticks).hasSizeLessThanOrEqualTo(2 * wanted + 1);
      assertThat(ticks.stream().map(Scale.Tick::label)).doesNotHaveDuplicates();
      assertThat(ticks).allMatch(t -> t.place() > -1e-6 && t.place() < 1 + 1e-6);
      assertThat(ticks).allMatch(t -> t.label().length() <= 13);
    }
  }

  @Test
  void labelsSayTheValueOfTheirPlace() {
    Scale scale = Scale.of(Axis.of(""), new double[] {-0.3, 1.7}, 0);

    List<Scale.Tick> ticks = scale.ticks(5);

    assertThat(ticks.stream().map(Scale.Tick::label)).containsExactly("0", "0.5", "1", "1.5");
    for (Scale.Tick tick : ticks) {
      assertThat(scale.value(tick.place()))
          .isCloseTo(Double.parseDouble(tick.label()), within(1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "20000, 10000, 20k",
    "2500000, 500000, 2.5M",
    "0.00002, 0.00001, 2e-5",
    "-1.5, 0.5, -1.5",
    "1000, 500, 1000",
    "3e20, 1e20, 3e20"
  })
  void ticksAreShort(double value, double step, String text) {
    assertThat(Figure.tick(value, step)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.26312, 0.2631",
    "1234.56, 1235",
    "0, 0",
    "1e-7, 1e-7",
    "12345678, 1.235e7",
    "0.25, 0.25"
  })
  void figuresHaveFourDigits(double value, String text) {
    assertThat(Figure.of(value)).isEqualTo(text);
  }

  @Test
  void whatIsNotPositiveHasNoPlaceOnPowersOfTen() {
    Scale scale = Scale.of(Axis.log(""), new double[] {0, -1, 1, 100}, 0);

    assertThat(scale.place(10)).isCloseTo(0.5, within(1e-12));
    assertThat(scale.place(0)).isNaN();
    assertThat(scale.place(-5)).isNaN();
  }
}
