package dev.trotline.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparklineTest {

  @Test
  void risesFromLowestToHighestAndLeavesGaps() {
    assertThat(Sparkline.of(new double[] {0, 1, 2, Double.NaN, 7}, 10)).isEqualTo("▁▂▃ █");
    assertThat(Sparkline.of(new double[] {3, 3, 3}, 10)).isEqualTo("▅▅▅");
    assertThat(Sparkline.of(new double[0], 10)).isEmpty();
    assertThat(Sparkline.of(new double[1000], 48)).hasSize(48);
  }

  @Test
  void isPlainAsciiWhereNothingElseCanBeShown() {
    assertThat(Sparkline.ascii(new double[] {0, 1, 2, Double.NaN, 7}, 10)).isEqualTo("_.- #");
  }

  @Test
  void survivesInfiniteAndHugeValues() {
    double[] wild = {Double.MAX_VALUE, -Double.MAX_VALUE, Double.POSITIVE_INFINITY, 1, 2};
    assertThat(Sparkline.of(wild, 10)).isEqualTo("   ▁█");
  }
}
