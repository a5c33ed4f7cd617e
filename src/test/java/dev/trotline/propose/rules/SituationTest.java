package dev.trotline.propose.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trotline.propose.RewardTerm;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SituationTest {

  @Test
  void errorIsMeasuredAgainstARobotThatStandsStill() {
    Situation situation = new Situation(Scene.standing().judged("velocity_error", 0.3).input());

    assertThat(situation.command().meanSpeed()).isEqualTo(0.593, within(0.005));
    assertThat(situation.command().rmsSpeed()).isEqualTo(0.645, within(0.005));
    assertThat(situation.lost()).isEqualTo(0.506, within(0.01));
  }

  @Test
  void numberOfActionsIsReadOffTheEntropy() {
    assertThat(new Situation(Scene.standing().input()).actions()).isEqualTo(12);
  }

  @Test
  void burdenIsTheSameHoweverShortTheLives() {
    Situation full = new Situation(Scene.standing().input());
    Situation brief = new Situation(Scene.standing().lived(0.03).input());
    RewardTerm term = full.terms().get("action_rate_l2");

    assertThat(full.earlyBurden(term)).isEqualTo(0.05, within(1e-9));
    assertThat(brief.earlyBurden(term)).isEqualTo(0.05, within(1e-9));
  }

  @Test
  void whatWasNotLoggedIsUnknownAndNoBurden() {
    Scene scene = Scene.standing();
    Situation situation = new Situation(scene.input());
    RewardTerm unlogged = new RewardTerm("new_term", "", -5, Map.of());

    assertThat(situation.earlyBurden(unlogged)).isZero();
    assertThat(situation.judged("no_such_metric")).isNaN();
    assertThat(situation.lateOf("No/such tag")).isNaN();
  }
}
