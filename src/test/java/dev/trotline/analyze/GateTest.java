package dev.trotline.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.study.Constraint;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import dev.trotline.study.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final Objective OBJECTIVE =
      new Objective(
          "velocity_error", true, List.of(new Constraint("timeout_share", ">=", 0.95)), null);

  /** The measured seed noise of the embedded trainer at 0.5 M steps. */
  private static final Sample BASELINE = sample(0, 0.99, 0.113, 0.131, 0.094, 0.120, 0.099);

  private static final Noise NOISE = Noise.of(BASELINE, "velocity_error");

  private static Sample sample(int number, double timeouts, double... errors) {
    var bySeed = new LinkedHashMap<Integer, Map<String, Double>>();
    for (int seed = 0; seed < errors.length; seed++) {
      bySeed.put(seed, Map.of("velocity_error", errors[seed], "timeout_share", timeouts));
    }
    return Sample.of(new ExperimentId(number), bySeed);
  }

  private static GateResult judge(Sample candidate) {
    return Gate.judge(candidate, BASELINE, NOISE, OBJECTIVE);
  }

  @Test
  void acceptsAClearGain() {
    GateResult result = judge(sample(1, 0.97, 0.061, 0.066, 0.072));

    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(result.interval().low()).isPositive();
    assertThat(result.improvement()).isCloseTo(0.1114 - 0.06633, within(1e-4));
    assertThat(result.pValue()).isLessThan(0.05);
    assertThat(result.reason()).contains("3 seeds", "exp000", "timeout_share >= 0.95 holds");
    assertThat(result.moreSeeds()).isZero();
  }

  @Test
  void neverAcceptsOneSeedHoweverGood() {
    GateResult result = judge(sample(1, 0.97, 0.0001));

    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.reason()).startsWith("one seed proves nothing");
    assertThat(result.moreSeeds()).isPositive();
  }

  @Test
  void identicalResultsAreNoGain() {
    GateResult result = judge(sample(1, 0.99, 0.113, 0.131, 0.094, 0.120, 0.099));

    assertThat(result.verdict()).isNotEqualTo(Verdict.ACCEPTED);
    assertThat(result.improvement()).isZero();
  }

  @Test
  void rejectsWhatIsClearlyWorse() {
    GateResult result = judge(sample(1, 0.97, 0.27, 0.30, 0.28));

    assertThat(result.verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(result.interval().high()).isNegative();
  }

  @Test
  void aGainWithinTheNoiseIsInconclusiveAndSaysWhatWouldDecide() {
    GateResult some = judge(sample(1, 0.97, 0.095, 0.112, 0.077));
    GateResult little = judge(sample(1, 0.97, 0.100, 0.114, 0.092));

    assertThat(some.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(some.moreSeeds()).isPositive();
    assertThat(some.reason()).contains("more seeds would decide");
    assertThat(little.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(little.moreSeeds()).isEqualTo(-1);
    assertThat(little.reason()).contains("more of both would");
  }

  @Test
  void aBrokenBoundIsRejectedHoweverGoodTheMetric() {
    GateResult result = judge(sample(1, 0.60, 0.061, 0.066, 0.072));

    assertThat(result.verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(result.reason()).contains("timeout_share >= 0.95 is broken");
  }

  @Test
  void aBoundMissedByNoiseWaitsForMoreSeeds() {
    var bySeed = new LinkedHashMap<Integer, Map<String, Double>>();
    double[] timeouts = {0.99, 0.98, 0.86};
    for (int seed = 0; seed < 3; seed++) {
      bySeed.put(
          seed, Map.of("velocity_error", 0.06 + 0.001 * seed, "timeout_share", timeouts[seed]));
    }
    GateResult result = judge(Sample.of(new ExperimentId(1), bySeed));

    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.reason()).contains("perhaps by noise");
  }

  @Test
  void aBoundTheIncumbentMissesByMoreDoesNotBlock() {
    Sample falling = sample(0, 0.20, 0.49, 0.50, 0.52, 0.48, 0.51);

    GateResult result =
        Gate.judge(
            sample(1, 0.60, 0.11, 0.12, 0.13),
            falling,
            Noise.of(falling, "velocity_error"),
            OBJECTIVE);

    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(result.reason()).contains("less than the incumbent");
  }

  @Test
  void aMissingBoundMetricBlocks() {
    Map<Integer, Map<String, Double>> bySeed =
        Map.of(
            1, Map.of("velocity_error", 0.06),
            2, Map.of("velocity_error", 0.061),
            3, Map.of("velocity_error", 0.062));

    assertThat(judge(new Sample("exp001", bySeed, 0)).reason()).contains("was not measured");
    assertThat(judge(new Sample("exp001", bySeed, 0)).isAccepted()).isFalse();
  }

  @Test
  void deadSeedsStandInTheWayAndManyOfThemReject() {
    Sample good = sample(1, 0.97, 0.061, 0.066, 0.072);

    assertThat(judge(new Sample("exp001", good.bySeed(), 1)).verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(judge(new Sample("exp001", good.bySeed(), 4)).verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(judge(new Sample("exp001", Map.of(), 2)).verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(judge(new Sample("exp001", Map.of(), 0)).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void aNanMetricCountsAsADeadSeed() {
    Map<Integer, Map<String, Double>> bySeed =
        new LinkedHashMap<>(sample(1, 0.97, 0.061, 0.066, 0.072).bySeed());
    bySeed.put(9, Map.of("velocity_error", Double.NaN));

    assertThat(judge(new Sample("exp001", bySeed, 0)).isAccepted()).isFalse();
  }

  @Test
  void theFirstThatTrainsAtAllBeatsAnIncumbentThatNeverDid() {
    Sample dead = new Sample("exp000", Map.of(), 5);

    GateResult result = Gate.judge(sample(1, 0.97, 0.3, 0.4), dead, Noise.unknown(), OBJECTIVE);

    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void candidatesOfOneWaveShareTheError() {
    Sample modest = sample(1, 0.97, 0.085, 0.082, 0.092);
    GateResult alone = judge(modest);
    GateResult amongMany = Gate.judgeWave(List.of(modest), BASELINE, NOISE, OBJECTIVE, 8).get(0);

    assertThat(alone.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(amongMany.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(amongMany.pValue()).isCloseTo(8 * alone.pValue(), within(1e-12));
    assertThat(amongMany.interval().low()).isNegative();
  }

  @Test
  void aSteadyIncumbentDoesNotVouchForAScatteringCandidate() {
    Sample stands = sample(0, 0.99, 0.600, 0.601, 0.599, 0.600, 0.602);
    Sample scatters = sample(1, 0.97, 0.57, 0.30);

    GateResult result = Gate.judge(scatters, stands, Noise.of(stands, "velocity_error"), OBJECTIVE);

    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void metricsThatShouldRiseAreJudgedTheOtherWay() {
    var level = new Objective("terrain_level", false, List.of(), null);
    Sample low = levels("exp000", 2.0, 2.1, 1.9, 2.05);
    Sample high = levels("exp001", 4.0, 4.2, 3.9);

    assertThat(Gate.judge(high, low, Noise.of(low, "terrain_level"), level).isAccepted()).isTrue();
    assertThat(Gate.judge(low, high, Noise.of(low, "terrain_level"), level).verdict())
        .isEqualTo(Verdict.REJECTED);
  }

  private static Sample levels(String name, double... values) {
    var bySeed = new LinkedHashMap<Integer, Map<String, Double>>();
    for (int i = 0; i < values.length; i++) {
      bySeed.put(i, Map.of("terrain_level", values[i]));
    }
    return new Sample(name, bySeed, 0);
  }

  @Test
  void theScreenDropsWhatIsNoBetterAndKeepsWhatMayBe() {
    assertThat(screen(sample(1, 0.97, 0.07)).promising()).isTrue();
    assertThat(screen(sample(1, 0.97, 0.112)).promising()).isFalse();
    assertThat(screen(sample(1, 0.97, 0.30)).promising()).isFalse();
    assertThat(screen(sample(1, 0.20, 0.07)).reason()).contains("timeout_share");
    assertThat(screen(sample(1, 0.20, 0.07)).promising()).isFalse();
    assertThat(screen(new Sample("exp001", Map.of(), 1)).promising()).isFalse();
    assertThat(screen(sample(1, 0.97, 0.06)).strength())
        .isGreaterThan(screen(sample(1, 0.97, 0.08)).strength());
  }

  private static Screen screen(Sample candidate) {
    return Gate.screen(candidate, BASELINE, NOISE, OBJECTIVE);
  }

  @Test
  void withoutAnyNoiseEstimateNothingIsDecided() {
    GateResult result =
        Gate.judge(sample(1, 0.97, 0.05), sample(0, 0.97, 0.2), Noise.unknown(), OBJECTIVE);

    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.reason()).contains("noise is not known");
    assertThat(result.pValue()).isNaN();
  }

  @Test
  void oneSeedEachNeedsNoiseFromElsewhereAndStillProvesNothing() {
    GateResult result = Gate.judge(sample(1, 0.97, 0.05), sample(0, 0.97, 0.2), NOISE, OBJECTIVE);

    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.pValue()).isLessThan(0.05);
  }

  @Test
  void theJsonHoldsNoNumberThatJsonLacks() throws Exception {
    GateResult result =
        Gate.judge(sample(1, 0.97, 0.05), sample(0, 0.97, 0.2), Noise.unknown(), OBJECTIVE);

    assertThat(new ObjectMapper().writeValueAsString(result.json())).doesNotContain("NaN", "Inf");
  }

  @Test
  void senselessRulesAreRefused() {
    assertThatThrownBy(() -> new GateRules(1, 0.02, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new GateRules(0.95, 0.02, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
