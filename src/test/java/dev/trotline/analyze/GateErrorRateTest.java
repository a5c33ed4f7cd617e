package dev.trotline.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.study.Objective;
import dev.trotline.study.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The A/A test: candidates that are no better must not be promoted, whatever the noise is like. */
class GateErrorRateTest {

  private static final Objective OBJECTIVE = new Objective("error", true, List.of(), null);
  private static final int WAVES = 600;

  /** The stated 5 % and two standard errors of a rate seen in so many waves. */
  private static final double ALLOWED = 0.05 + 2 * Math.sqrt(0.05 * 0.95 / WAVES);

  /** Shapes of seed noise; the second and third are what half-trained policies look like. */
  enum Shape {
    NORMAL(random -> 0.111 + 0.015 * random.nextGaussian()),
    SKEWED(random -> 0.1 * Math.exp(0.35 * random.nextGaussian())),
    SOMETIMES_FAILS(
        random -> (random.nextInt(5) == 0 ? 0.55 : 0.11) + 0.015 * random.nextGaussian()),
    UNIFORM(random -> random.nextDouble(0.28, 0.54)),
    STEPS(random -> Math.round(20 * (0.3 + 0.05 * random.nextGaussian())) / 20.0);

    private final ToDoubleFunction<SplittableRandom> draw;

    Shape(ToDoubleFunction<SplittableRandom> draw) {
      this.draw = draw;
    }

    double draw(SplittableRandom random) {
      return draw.applyAsDouble(random);
    }
  }

  @ParameterizedTest
  @EnumSource
  void falseAcceptancesStayBelowFivePercent(Shape shape) {
    var worst = new ArrayList<String>();
    for (int seeds : new int[] {2, 3, 5}) {
      for (int candidates : new int[] {1, 4}) {
        double rate = falseAcceptances(shape, seeds, candidates, 5);
        if (rate > ALLOWED) {
          worst.add(seeds + " seeds, " + candidates + " candidates: " + rate);
        }
      }
    }
    assertThat(worst).isEmpty();
  }

  private static double falseAcceptances(Shape shape, int seeds, int candidates, int incumbents) {
    var random = new SplittableRandom(1_000_003L * seeds + candidates);
    int waves = 0;
    for (int wave = 0; wave < WAVES; wave++) {
      Sample incumbent = sample("exp000", shape, incumbents, 1, random);
      var others = new ArrayList<Sample>();
      for (int i = 0; i < candidates; i++) {
        others.add(sample("exp00" + (i + 1), shape, seeds, 1, random));
      }
      Noise noise = Noise.of(incumbent, "error");
      boolean any =
          Gate.judgeWave(others, incumbent, noise, OBJECTIVE, candidates).stream()
              .anyMatch(GateResult::isAccepted);
      waves += any ? 1 : 0;
    }
    return (double) waves / WAVES;
  }

  /** The way the loop goes: one seed each to screen, more for those that look promising. */
  @ParameterizedTest
  @EnumSource
  void screeningFirstDoesNotLetMoreThrough(Shape shape) {
    var random = new SplittableRandom(77);
    int waves = 0;
    for (int wave = 0; wave < WAVES; wave++) {
      Sample incumbent = sample("exp000", shape, 5, 1, random);
      Noise noise = Noise.of(incumbent, "error");
      var survivors = new ArrayList<Sample>();
      for (int i = 0; i < 4; i++) {
        Sample first = sample("exp00" + (i + 1), shape, 1, 1, random);
        if (Gate.screen(first, incumbent, noise, OBJECTIVE).promising()) {
          survivors.add(more(first, shape, 3, random));
        }
      }
      boolean any =
          Gate.judgeWave(survivors, incumbent, noise, OBJECTIVE, 4).stream()
              .anyMatch(GateResult::isAccepted);
      waves += any ? 1 : 0;
    }

    assertThat((double) waves / WAVES).isLessThanOrEqualTo(ALLOWED);
  }

  private static Sample more(Sample first, Shape shape, int seeds, SplittableRandom random) {
    var bySeed = new LinkedHashMap<>(first.bySeed());
    for (int seed = 1; seed < seeds; seed++) {
      bySeed.put(seed, Map.of("error", shape.draw.applyAsDouble(random)));
    }
    return new Sample(first.name(), bySeed, 0);
  }

  @Test
  void findsATrueGainOfAFifthWithEightSeeds() {
    var random = new SplittableRandom(5);
    int found = 0;
    for (int trial = 0; trial < 500; trial++) {
      Sample incumbent = sample("exp000", Shape.NORMAL, 8, 1, random);
      Sample better = sample("exp001", Shape.NORMAL, 8, 0.8, random);
      GateResult result = Gate.judge(better, incumbent, Noise.of(incumbent, "error"), OBJECTIVE);
      found += result.verdict() == Verdict.ACCEPTED ? 1 : 0;
    }
    assertThat(found).isGreaterThan(400);
  }

  private static Sample sample(
      String name, Shape shape, int seeds, double factor, SplittableRandom random) {
    var bySeed = new LinkedHashMap<Integer, Map<String, Double>>();
    for (int seed = 0; seed < seeds; seed++) {
      bySeed.put(seed, Map.of("error", factor * shape.draw.applyAsDouble(random)));
    }
    return new Sample(name, bySeed, 0);
  }
}
