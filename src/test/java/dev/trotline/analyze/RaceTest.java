package dev.trotline.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.study.Objective;
import dev.trotline.study.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RaceTest {

  private static final Objective OBJECTIVE = new Objective("error", true, List.of(), null);
  private static final Race RACE = Race.of(1, 8);
  private static final Sample INCUMBENT = sample("exp000", 0.113, 0.131, 0.094, 0.120, 0.099);

  private static Sample sample(String name, double... values) {
    var bySeed = new LinkedHashMap<Integer, Map<String, Double>>();
    for (int i = 0; i < values.length; i++) {
      bySeed.put(i + 1, Map.of("error", values[i]));
    }
    return new Sample(name, bySeed, 0);
  }

  private static GateResult look(Sample candidate) {
    return new Gate(GateRules.standard())
        .race(
            List.of(candidate),
            INCUMBENT,
            Noise.of(INCUMBENT, "error"),
            OBJECTIVE,
            1,
            Pairing.none(),
            RACE,
            5)
        .get(0);
  }

  @Test
  void looksAreFewAndEndWithTheMost() {
    assertThat(RACE.looks()).containsExactly(3, 5, 7, 8);
    assertThat(Race.of(1, 5).looks()).containsExactly(3, 4, 5);
    assertThat(Race.of(1, 3).looks()).containsExactly(3);
    assertThat(Race.of(1, 2).looks()).containsExactly(2);
    assertThat(Race.of(3, 3).looks()).containsExactly(3);
    assertThat(Race.of(2, 20).looks()).hasSizeLessThanOrEqualTo(4).last().isEqualTo(20);
    assertThatThrownBy(() -> new Race(List.of(3, 3))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aHugeGainIsAcceptedAtTheFirstLook() {
    GateResult result = look(sample("exp001", 0.031, 0.029, 0.034));

    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(result.race().look()).isEqualTo(1);
    assertThat(result.race().shrunken()).isPositive().isLessThanOrEqualTo(result.improvement());
    assertThat(result.interval().low()).isPositive();
  }

  @Test
  void aGainThatOneLookWouldAcceptMustWaitWhenThereAreMoreLooks() {
    Sample modest = sample("exp001", 0.085, 0.082, 0.092);

    assertThat(Gate.judge(modest, INCUMBENT, Noise.of(INCUMBENT, "error"), OBJECTIVE).isAccepted())
        .isTrue();
    GateResult result = look(modest);
    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.race().goOn()).isTrue();
    assertThat(result.race().chance()).isBetween(0.3, 1.0);
  }

  @Test
  void whatIsWorseLeavesTheRaceAtOnce() {
    GateResult clearly = look(sample("exp001", 0.30, 0.31, 0.28));
    GateResult hardly = look(sample("exp001", 0.125, 0.118, 0.130));

    assertThat(clearly.verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(clearly.race().goOn()).isFalse();
    assertThat(hardly.race().goOn()).isFalse();
  }

  @Test
  void noSeedIsSpentOnWhatCannotBeAcceptedAnyMore() {
    Sample promising = sample("exp001", 0.085, 0.094, 0.101);
    assertThat(look(promising).race().goOn()).isTrue();

    GateResult result = look(new Sample("exp001", promising.bySeed(), 1));

    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.race().goOn()).isFalse();
    assertThat(result.race().chance()).isZero();
  }

  @Test
  void theFalseAcceptancesToExpectAreARoundFigure() {
    assertThat(Gate.expectedFalse(1)).isEqualTo(0.05);
    assertThat(Gate.expectedFalse(14)).isEqualTo(0.7);
  }

  @Test
  void theLastLookNeverGoesOn() {
    GateResult result = look(sample("exp001", 0.10, 0.11, 0.09, 0.12, 0.10, 0.08, 0.12, 0.11));

    assertThat(result.race().goOn()).isFalse();
    assertThat(result.race().mostSeeds()).isEqualTo(8);
  }

  /** The full table is in bench/aa; this guards it with fewer trials: three standard errors off. */
  @ParameterizedTest
  @EnumSource
  void racingKeepsTheErrorOnEveryShapeOfNoise(GateErrorRateTest.Shape shape) {
    var noise = new SeedNoise(shape.name(), shape::draw);
    int trials = 600;
    double allowed = 0.05 + 2 * Math.sqrt(0.05 * 0.95 / trials);
    GateRules rules = GateRules.standard();

    assertThat(noise.rates(SeedNoise.Way.RACE, 1, 0, trials, 1, rules).accepted())
        .isLessThanOrEqualTo(allowed);
    assertThat(noise.rates(SeedNoise.Way.LOOP, 4, 0, trials, 2, rules).accepted())
        .isLessThanOrEqualTo(allowed);
  }

  @Test
  void aRaceFindsATrueGainOfAFifthWithAtMostEightSeedsAndSavesSome() {
    var noise = new SeedNoise("normal", random -> Math.max(0.01, 1 + 0.13 * random.nextGaussian()));

    SeedNoise.Rates better = noise.rates(SeedNoise.Way.RACE, 1, 0.2, 500, 3, GateRules.standard());
    SeedNoise.Rates same = noise.rates(SeedNoise.Way.RACE, 1, 0, 500, 4, GateRules.standard());

    assertThat(better.found()).isGreaterThan(0.84);
    assertThat(better.seeds()).isLessThan(7);
    assertThat(same.seeds()).isLessThan(6.5);
  }
}
