package dev.trotline.analyze.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.analyze.compare.Parting.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class PartingTest {

  private static final Options OPTIONS = Options.USUAL;

  private static Group group(
      String name, int runs, long seed, double seedNoise, IntToDoubleFunction curve) {
    List<RunData> members = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      members.add(
          new Synthetic(seed * 1000 + i)
              .with("Curriculum/terrain_levels", curve, seedNoise, 0.1)
              .run(name + "/s" + i, Map.of(), i));
    }
    return new Group(name, members);
  }

  private static Parting parting(Group candidate, Group reference) {
    CompareReport report = CompareReport.of(candidate, reference, OPTIONS);
    return report.overlays().get("terrain_level").parting();
  }

  @Test
  void sidesThatPartAreFoundWhereTheyDo() {
    Parting parting =
        parting(
            group("b", 5, 1, 0.1, i -> Math.min(i, 150) * 0.02 + Math.max(0, i - 150) * 0.05),
            group("a", 5, 2, 0.1, i -> Math.min(i, 150) * 0.02));

    assertThat(parting.verdict()).isEqualTo(Verdict.FOR_GOOD);
    assertThat(parting.from()).isBetween(140L, 185L);
    assertThat(parting.to()).isEqualTo(Synthetic.ITERATIONS - 1);
    assertThat(parting.difference()).isPositive();
  }

  @Test
  void whatOnlyLearnsFasterComesTogetherAgain() {
    Parting parting =
        parting(
            group("b", 5, 3, 0.05, i -> Math.min(3, i * 0.04)),
            group("a", 5, 4, 0.05, i -> Math.min(3, i * 0.02)));

    assertThat(parting.verdict()).isEqualTo(Verdict.FOR_A_WHILE);
    assertThat(parting.from()).isLessThan(60);
    assertThat(parting.to()).isBetween(110L, 160L);
  }

  @Test
  void aSingleRunIsHeldAgainstTheScatterOfTheOthersSeeds() {
    Group reference = group("a", 6, 5, 0.3, i -> 3);

    assertThat(parting(group("b", 1, 6, 0, i -> 3.4), reference).verdict())
        .isEqualTo(Verdict.NEVER);
    assertThat(parting(group("c", 1, 7, 0, i -> 6), reference).verdict())
        .isEqualTo(Verdict.FOR_GOOD);
  }

  @Test
  void equalRunsAreIdenticalAndNotMerelyAlike() {
    Group a = group("a", 1, 8, 0.1, i -> i);
    Group b = group("b", 1, 8, 0.1, i -> i);

    assertThat(parting(b, a).verdict()).isEqualTo(Verdict.IDENTICAL);
    assertThat(CompareReport.of(b, a, OPTIONS).notes())
        .anyMatch(note -> note.contains("the same training"));
  }

  /** Under no difference at all, over all bins of a curve together. */
  @Test
  void sidesOfOneKindAreRarelyToldApart() {
    int rounds = 300;
    int seeds = 0;
    int few = 0;
    int oneSide = 0;
    for (int round = 0; round < rounds; round++) {
      IntToDoubleFunction curve = i -> Math.tanh(i / 80.0) * 5;
      Group a = group("a", 4, 10_000 + round, 0.3, curve);
      Group b = group("b", 4, 20_000 + round, 0.3, curve);
      Group two = group("c", 2, 30_000 + round, 0.3, curve);
      Group one = group("d", 1, 40_000 + round, 0.3, curve);
      seeds += isApart(parting(b, a)) ? 1 : 0;
      few += isApart(parting(two, a)) ? 1 : 0;
      oneSide += isApart(parting(one, a)) ? 1 : 0;
    }
    // 5 % of 300 are 15; 24 is the 99 % bound of a binomial.
    assertThat(seeds).isLessThanOrEqualTo(24);
    assertThat(few).isLessThanOrEqualTo(24);
    assertThat(oneSide).isLessThanOrEqualTo(24);
  }

  private static boolean isApart(Parting parting) {
    return parting.verdict() == Verdict.FOR_GOOD || parting.verdict() == Verdict.FOR_A_WHILE;
  }

  /** One run each without seed scatter: the points' noise alone, however alike neighbours are. */
  @Test
  void pointsThatAreAlikeFromOneToTheNextAreNotTakenForADifference() {
    for (double phi : new double[] {0, 0.5, 0.8, 0.95}) {
      var random = new SplittableRandom((long) (1000 * phi) + 1);
      int rounds = 300;
      int claims = 0;
      for (int round = 0; round < rounds; round++) {
        claims += claims(random, phi, 200, 10) ? 1 : 0;
      }
      assertThat(claims).as("phi %s", phi).isLessThanOrEqualTo(24);
    }
  }

  private static boolean claims(SplittableRandom random, double phi, int points, int bin) {
    double[] delta = new double[points];
    double x = random.nextGaussian() / Math.sqrt(1 - phi * phi);
    for (int i = 0; i < points; i++) {
      x = phi * x + random.nextGaussian();
      delta[i] = x;
    }
    PointNoise noise = PointNoise.of(delta);
    int bins = points / bin;
    Contrast[] contrasts = new Contrast[bins];
    long[] starts = new long[bins];
    for (int i = 0; i < bins; i++) {
      double mean = Arrays.stream(delta, i * bin, (i + 1) * bin).average().orElseThrow();
      contrasts[i] =
          Contrast.of(
              new double[] {mean},
              new double[] {0},
              noise.isKnown() ? noise.errorOfMean(bin) : Double.NaN,
              noise.degreesOfFreedom());
      starts[i] = (long) i * bin;
    }
    return isApart(Parting.of(contrasts, starts, starts, 0.05, bin));
  }

  @Test
  void whiteNoiseHasTheErrorOfTheTextbook() {
    var random = new SplittableRandom(9);
    double[] white = random.doubles(4000).map(u -> (u - 0.5) * Math.sqrt(12)).toArray();

    PointNoise noise = PointNoise.of(white);

    assertThat(noise.variance()).isBetween(0.95, 1.05);
    assertThat(noise.errorOfMean(50)).isBetween(0.12, 0.17);
    assertThat(noise.time()).isLessThan(1.5);
    assertThat(PointNoise.of(new double[10]).isKnown()).isFalse();
  }
}
