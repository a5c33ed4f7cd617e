package dev.trotline.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trotline.metrics.CurveFigures.Settings;
import dev.trotline.metrics.CurveFigures.Smoothing;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CurveFiguresTest {

  private static Curve curve(String metric, long[] steps, double... values) {
    return new Curve(
        Provenance.logged(metric, java.util.List.of("Tag"), "as logged"),
        steps,
        values,
        Warmth.ones(steps.length),
        Arrays.stream(steps).mapToDouble(step -> 2.0 * (step - steps[0])).toArray(),
        96);
  }

  private static Curve curve(String metric, int points, IntToDoubleFunction value) {
    double[] values = new double[points];
    Arrays.setAll(values, value);
    return curve(metric, LongStream.range(0, points).toArray(), values);
  }

  private static Settings window(int iterations) {
    return new Settings(iterations, Smoothing.TRAILING, 0, Long.MAX_VALUE, null);
  }

  @Test
  void noSingleLuckyPointIsTheBest() {
    Curve curve = curve("velocity_error", 100, i -> i == 50 ? 0.01 : 1 - i * 0.005);

    CurveFigures figures = CurveFigures.of(curve, window(10));

    assertThat(figures.best().from()).isEqualTo(90);
    assertThat(figures.best().to()).isEqualTo(99);
    assertThat(figures.best().value()).isCloseTo(1 - 94.5 * 0.005, within(1e-12));
    assertThat(figures.last()).isCloseTo(1 - 94.5 * 0.005, within(1e-12));
    assertThat(figures.lastPoint()).isCloseTo(1 - 99 * 0.005, within(1e-12));
  }

  @Test
  void theBestWindowMayLieInTheMiddleAndFollowsTheDirection() {
    IntToDoubleFunction hill = i -> -Math.abs(i - 40);

    CurveFigures more = CurveFigures.of(curve("timeout_share", 100, hill), window(5));
    CurveFigures less = CurveFigures.of(curve("velocity_error", 100, hill), window(5));
    CurveFigures none = CurveFigures.of(curve("speed_ratio", 100, hill), window(5));

    assertThat(more.best().from()).isEqualTo(38);
    assertThat(more.best().value()).isCloseTo(-6.0 / 5, within(1e-12));
    assertThat(less.best().from()).isEqualTo(95);
    assertThat(none.best()).isNull();
  }

  @Test
  void theAreaIsThatOfTrapezoidsOverUnevenIterations() {
    Curve curve = curve("mean_reward", new long[] {0, 10, 30, 40}, 0, 10, 10, Double.NaN);

    CurveFigures figures = CurveFigures.of(curve, window(10));

    // 50 + 200 over 30 iterations; the point that is not finite ends nothing and adds nothing.
    assertThat(figures.area()).isCloseTo(250.0 / 30, within(1e-12));
    assertThat(figures.areaFrom()).isZero();
    assertThat(figures.areaTo()).isEqualTo(30);
    CurveFigures part = CurveFigures.of(curve, new Settings(10, Smoothing.TRAILING, 5, 35, null));
    assertThat(part.area()).isEqualTo(10);
    assertThat(part.areaFrom()).isEqualTo(10);
  }

  @Test
  void theThresholdCountsOnlyFromWhereItIsKept() {
    // Below 0.3 from 20 to 30 only, then for good from 60 on.
    Curve curve = curve("velocity_error", 100, i -> i >= 20 && i <= 30 || i >= 60 ? 0.2 : 0.5);

    CurveFigures figures = CurveFigures.of(curve, window(5).until(0.3));

    // The window is below 0.3 with four of five points below: mean 0.26.
    assertThat(figures.reached().iteration()).isEqualTo(23);
    CurveFigures longer = CurveFigures.of(curve, window(12).until(0.3));
    assertThat(longer.reached().iteration()).isEqualTo(67);
    assertThat(longer.reached().environmentSteps()).isEqualTo(68 * 96);
    assertThat(longer.reached().seconds()).isEqualTo(134);
    assertThat(CurveFigures.of(curve, window(5).until(0.1)).reached()).isNull();
    assertThat(CurveFigures.of(curve, window(45).until(0.3)).reached()).isNull();
  }

  @Test
  void windowsBeyondTheEdgesOrMostlyNotFiniteAreNoFigures() {
    Curve curve = curve("mean_reward", 20, i -> i >= 8 && i < 14 ? Double.NaN : i);

    double[] trailing = CurveFigures.smoothed(curve, 4, Smoothing.TRAILING);
    double[] centred = CurveFigures.smoothed(curve, 5, Smoothing.CENTRED);

    assertThat(trailing[2]).isNaN();
    assertThat(trailing[3]).isEqualTo(1.5);
    assertThat(trailing[9]).isEqualTo(6.5);
    assertThat(trailing[10]).isNaN();
    assertThat(centred[1]).isNaN();
    assertThat(centred[2]).isEqualTo(2);
    assertThat(centred[17]).isEqualTo(17);
    assertThat(centred[18]).isNaN();
  }

  @Test
  void aCurveShorterThanTheWindowIsItsOwnWindow() {
    CurveFigures figures = CurveFigures.of(curve("mean_reward", 10, i -> i), Settings.USUAL);

    assertThat(figures.window()).isEqualTo(10);
    assertThat(figures.last()).isEqualTo(4.5);
    CurveFigures empty = CurveFigures.of(curve("mean_reward", 0, i -> i), Settings.USUAL);
    assertThat(empty.last()).isNaN();
    assertThat(empty.json()).containsEntry("last", null);
  }

  @Test
  void anyCurveHasItsBestWindowNoWorseThanItsLast() {
    var random = new SplittableRandom(4);
    for (int round = 0; round < 200; round++) {
      int points = 1 + random.nextInt(120);
      double[] values = new double[points];
      Arrays.setAll(
          values, i -> random.nextInt(6) == 0 ? Double.NaN : random.nextDouble() * 10 - 5);
      long[] steps = new long[points];
      for (int i = 1; i < points; i++) {
        steps[i] = steps[i - 1] + 1 + random.nextInt(3);
      }
      Curve curve = curve("timeout_share", steps, values);
      CurveFigures figures = CurveFigures.of(curve, window(1 + random.nextInt(30)).until(0.0));

      if (Double.isFinite(figures.last())) {
        assertThat(figures.best().value()).isGreaterThanOrEqualTo(figures.last() - 1e-12);
        assertThat(figures.area()).isBetween(-5.0, 5.0);
      }
    }
  }
}
