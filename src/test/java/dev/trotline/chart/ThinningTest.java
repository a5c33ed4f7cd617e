package dev.trotline.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ThinningTest {

  @Test
  void keepsEndsExtremesAndGapsWithinItsBound() {
    var random = new SplittableRandom(7);
    for (int round = 0; round < 500; round++) {
      double[] values = new double[1 + random.nextInt(5000)];
      Arrays.setAll(values, i -> random.nextDouble());
      int gap = random.nextInt(values.length);
      values[gap] = Double.NaN;
      int most = 5 + random.nextInt(400);

      int[] kept = Thinning.keep(values, most);

      assertThat(kept.length).isLessThanOrEqualTo(most);
      assertThat(kept).isSorted().doesNotHaveDuplicates();
      assertThat(kept[0]).isZero();
      assertThat(kept[kept.length - 1]).isEqualTo(values.length - 1);
      double[] picked = Thinning.pick(values, kept);
      assertThat(least(picked)).isEqualTo(least(values));
      assertThat(-least(negated(picked))).isEqualTo(-least(negated(values)));
      assertThat(Arrays.stream(picked).anyMatch(Double::isNaN)).isTrue();
    }
  }

  private static double least(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
  }

  private static double[] negated(double[] values) {
    return Arrays.stream(values).map(v -> -v).toArray();
  }

  @Test
  void keepsTheHighestPilesOfAStack() {
    double[] up = new double[10_000];
    double[] down = new double[10_000];
    up[4321] = 9;
    down[8765] = -9;

    int[] kept = Thinning.columns(up, down, 100);

    assertThat(kept).hasSizeLessThanOrEqualTo(100).isSorted().contains(0, 4321, 8765, 9999);
  }
}
