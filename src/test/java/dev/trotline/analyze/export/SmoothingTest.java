package dev.trotline.analyze.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SmoothingTest {

  @Test
  void isTheMeanOfTheFiniteValuesInTheWindow() {
    var random = new SplittableRandom(1);
    for (int round = 0; round < 300; round++) {
      double[] values = new double[random.nextInt(200)];
      Arrays.setAll(values, i -> random.nextInt(4) == 0 ? Double.NaN : random.nextDouble());
      int window = 1 + random.nextInt(60);

      double[] smooth = Smoothing.trailingMean(values, window);

      for (int i = 0; i < values.length; i++) {
        double mean =
            Arrays.stream(values, Math.max(0, i - window + 1), i + 1)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
        if (Double.isNaN(mean)) {
          assertThat(smooth[i]).isNaN();
        } else {
          assertThat(smooth[i]).isCloseTo(mean, within(1e-12));
        }
      }
    }
  }

  @Test
  void aSpikeLeavesNothingBehindOnceItIsOutOfTheWindow() {
    double[] values = new double[30];
    Arrays.fill(values, 0.1);
    values[3] = 1e30;

    assertThat(Smoothing.trailingMean(values, 5)[20]).isCloseTo(0.1, within(1e-15));
  }
}
