package dev.trotline.analyze.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trotline.analyze.stats.Interval;
import dev.trotline.metrics.MetricKind;
import org.junit.jupiter.api.Test;

class TermEffectTest {

  private static TermEffect term(
      double before, double after, double w0, double w1, double lived0, double lived1) {
    var effect =
        new Effect(
            "action_rate_l2",
            "",
            MetricKind.Direction.NEITHER,
            before,
            after,
            after - before,
            0,
            0,
            9,
            0.001,
            true,
            "more");
    return TermEffect.of(
        effect,
        new double[] {0.2, 0.1},
        new double[] {w0, w1},
        new Interval(0.01, 0.1, 0.95),
        lived0,
        lived1,
        false);
  }

  @Test
  void aHalvedWeightExplainsHalfAndBehaviourTheRest() {
    TermEffect term = term(-0.31, -0.12, -0.02, -0.01, 1, 1);

    assertThat(term.byWeight()).isCloseTo(0.155, within(1e-12));
    assertThat(term.byBehaviour()).isCloseTo(0.035, within(1e-12));
    assertThat(term.byLiving()).isZero();
    assertThat(term.line())
        .isEqualTo(
            "action_rate_l2: -0.310 -> -0.120: weight halved explains +0.155, behaviour +0.0350");
  }

  @Test
  void theSameWeightLeavesAllToBehaviourAndLivingLongerIsNamed() {
    // Twice the penalty, and twice the life: nothing was done otherwise.
    TermEffect term = term(-0.1, -0.2, -0.02, -0.02, 0.5, 1);

    assertThat(term.byWeight()).isZero();
    assertThat(term.byBehaviour()).isCloseTo(-0.1, within(1e-12));
    assertThat(term.byLiving()).isCloseTo(-0.1, within(1e-12));
    assertThat(term.line()).contains("by living longer");
  }

  @Test
  void theChangeIsTheSumOfItsParts() {
    TermEffect term = term(-0.31, -0.5, -0.02, -0.05, 0.9, 0.8);

    assertThat(term.byWeight() + term.byBehaviour())
        .isCloseTo(term.effect().difference(), within(1e-12));
    assertThat(term.line()).contains("weight x 2.50", "by living shorter");
  }

  @Test
  void switchingOffIsTheWeightsDoingAndSwitchingOnCannotBeSeparated() {
    TermEffect off = term(-0.3, 0, -1, 0, 1, 1);
    TermEffect on = term(0, -0.3, 0, -1, 1, 1);

    assertThat(off.byWeight()).isEqualTo(0.3);
    assertThat(off.byBehaviour()).isZero();
    assertThat(on.byWeight()).isNaN();
    assertThat(on.line()).contains("switched on");
  }

  @Test
  void unknownWeightsSeparateNothing() {
    TermEffect term = term(-0.3, -0.1, Double.NaN, Double.NaN, 1, 1);

    assertThat(term.byWeight()).isNaN();
    assertThat(term.byBehaviour()).isNaN();
    assertThat(term.line()).isEqualTo("action_rate_l2: -0.300 -> -0.100");
  }
}
