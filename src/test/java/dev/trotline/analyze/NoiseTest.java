package dev.trotline.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class NoiseTest {

  private final SplittableRandom random = new SplittableRandom(6);

  private static Sample sample(String name, int seeds, IntToDoubleFunction value) {
    var bySeed = new LinkedHashMap<Integer, Map<String, Double>>();
    for (int seed = 1; seed <= seeds; seed++) {
      bySeed.put(seed, Map.of("error", value.applyAsDouble(seed)));
    }
    return new Sample(name, bySeed, 0);
  }

  @Test
  void experimentsOfDifferentMeansShareTheirSpread() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      double mean = 1 + 0.1 * i;
      samples.add(sample("exp" + i, 5, s -> mean + 0.1 * random.nextGaussian()));
    }
    Noise noise = Noise.of(samples, "error");

    assertThat(noise.spread().deviation()).isCloseTo(0.1, within(0.02));
    assertThat(noise.proportional()).isFalse();
    assertThat(noise.spread().degreesOfFreedom()).isGreaterThanOrEqualTo(44);
    assertThat(noise.origin()).contains("runs of", "degrees of freedom");
  }

  @Test
  void noiseThatGrowsWithTheMeanIsSeenAsSuch() {
    List<Sample> samples = new ArrayList<>();
    for (double mean : new double[] {0.1, 0.2, 0.4, 0.6}) {
      samples.add(sample("at" + mean, 6, s -> mean * (1 + 0.15 * random.nextGaussian())));
    }
    Noise noise = Noise.of(samples, "error");

    assertThat(noise.proportional()).isTrue();
    assertThat(noise.at(0.1).deviation()).isCloseTo(0.015, within(0.006));
    assertThat(noise.at(0.6).deviation()).isCloseTo(6 * noise.at(0.1).deviation(), within(1e-9));
  }

  @Test
  void oneExperimentThatFallsOverHalfTheTimeIsNamedAndLeftOut() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      samples.add(sample("exp00" + i, 5, s -> 0.11 + 0.015 * random.nextGaussian()));
    }
    samples.add(sample("exp009", 5, s -> s % 2 == 0 ? 0.55 : 0.11));
    Noise noise = Noise.of(samples, "error");

    assertThat(noise.spread().deviation()).isLessThan(0.03);
    assertThat(noise.origin()).contains("without exp009");
  }

  @Test
  void nothingIsKnownWithoutRepeats() {
    assertThat(Noise.of(List.of(sample("exp000", 1, s -> 1)), "error").spread().isKnown())
        .isFalse();
  }

  @Test
  void seedsThatAreLuckyEverywhereArePairedAndOthersAreNot() {
    double[] luck = random.doubles(6).toArray();
    List<Sample> shared = new ArrayList<>();
    List<Sample> apart = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      shared.add(sample("a" + i, 6, s -> 1 + 0.3 * luck[s - 1] + 0.02 * random.nextGaussian()));
      apart.add(sample("b" + i, 6, s -> 1 + 0.1 * random.nextGaussian()));
    }

    assertThat(Pairing.of(shared, "error").isUsed()).isTrue();
    assertThat(Pairing.of(apart, "error").isUsed()).isFalse();
    assertThat(Pairing.of(List.of(), "error").isUsed()).isFalse();
  }
}
