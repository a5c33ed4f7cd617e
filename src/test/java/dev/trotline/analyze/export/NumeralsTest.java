package dev.trotline.analyze.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumeralsTest {

  private static String text(double value) {
    var out = new StringBuilder();
    Numerals.append(out, value);
    return out.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, nan",
    "Infinity, inf",
    "-Infinity, -inf",
    "0.0, 0",
    "-0.0, -0.0",
    "1.0, 1",
    "-2.5, -2.5",
    "100000, 100000",
    "12345678, 12345678",
    "1e-7, 1e-7",
    "1.5e300, 1.5e300"
  })
  void isWhatPythonAndPandasRead(double value, String text) {
    assertThat(text(value)).isEqualTo(text);
  }

  @Test
  void everyFloatReadsBackFromTheFewestDigits() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 200_000; i++) {
      float value = i % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) usual(random);
      if (!Float.isFinite(value)) {
        continue;
      }
      String text = text(value);
      assertThat(Float.parseFloat(text)).isEqualTo(value);
      assertThat((float) Double.parseDouble(text)).isEqualTo(value);
      if (Math.abs(value) > 1e-5 && Math.abs(value) < 1e9) {
        assertThat(digits(text)).as(text).isEqualTo(fewest(value));
      }
    }
  }

  /** Magnitudes as logs hold them. */
  private static double usual(SplittableRandom random) {
    return (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-5, 9));
  }

  private static int digits(String text) {
    return new BigDecimal(text).stripTrailingZeros().precision();
  }

  private static int fewest(float value) {
    for (int digits = 1; digits < 9; digits++) {
      BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
      if (rounded.floatValue() == value) {
        return rounded.stripTrailingZeros().precision();
      }
    }
    return 9;
  }

  @Test
  void doublesAndTimesReadBack() {
    var random = new SplittableRandom(2);
    for (int i = 0; i < 100_000; i++) {
      double value = usual(random);
      assertThat(Double.parseDouble(text(value))).isEqualTo(value);
      double time = 6e8 + random.nextDouble() * 3e9;
      var out = new StringBuilder();
      Numerals.appendTime(out, time);
      assertThat(Double.parseDouble(out.toString())).isEqualTo(time);
      assertThat(out.toString()).doesNotContain("e");
    }
  }

  @Test
  void theCountryDoesNotMatter() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(text(0.1f)).isEqualTo("0.1");
    } finally {
      Locale.setDefault(before);
    }
  }
}
