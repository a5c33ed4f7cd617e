package dev.trotline.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BinnedSumTest {

  private static double drawn(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> Double.longBitsToDouble(random.nextLong() & 0xbfffffffffffffffL);
      case 1 -> Math.scalb(random.nextDouble() - 0.5, random.nextInt(-1080, -1000));
      case 2 -> (float) (random.nextDouble() - 0.5) * 1e30f;
      case 3 -> random.nextInt(-3, 4);
      default -> (float) random.nextGaussian();
    };
  }

  @Test
  void equalsTheSumInUnlimitedPrecisionRoundedOnce() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 500; i++) {
      var sum = new BinnedSum();
      BigDecimal exact = BigDecimal.ZERO;
      int count = random.nextInt(1, 30);
      double last = 0;
      for (int k = 0; k < count; k++) {
        double value = k % 5 == 4 ? -last : drawn(random);
        last = value;
        sum.add(value);
        exact = exact.add(new BigDecimal(value));
      }
      assertThat(sum.value()).isEqualTo(exact.doubleValue());
    }
  }

  @Test
  void roundsHalfToEven() {
    var sum = new BinnedSum();
    sum.add(0x1.0p53);
    sum.add(1);
    assertThat(sum.value()).isEqualTo(0x1.0p53);
    sum.add(0x1.0p-1074);
    assertThat(sum.value()).isEqualTo(0x1.0p53 + 2);
  }

  @Test
  void partsGiveTheSameSumInAnyOrder() {
    var random = new SplittableRandom(2);
    var whole = new BinnedSum();
    var parts = new BinnedSum[7];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new BinnedSum();
    }
    for (int i = 0; i < 5000; i++) {
      double value = drawn(random);
      whole.add(value);
      parts[random.nextInt(parts.length)].add(value);
    }
    var together = new BinnedSum();
    for (int i = parts.length - 1; i >= 0; i--) {
      together.add(parts[i]);
    }
    assertThat(together.value()).isEqualTo(whole.value());
  }

  @Test
  void doesNotOverflowOnTheWay() {
    var sum = new BinnedSum();
    sum.add(Double.MAX_VALUE);
    sum.add(Double.MAX_VALUE);
    assertThat(sum.value()).isInfinite();
    sum.add(-Double.MAX_VALUE);
    assertThat(sum.value()).isEqualTo(Double.MAX_VALUE);
    sum.clear();
    assertThat(sum.value()).isZero();
  }
}
