package dev.trotline.propose.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trotline.propose.Proposal;
import dev.trotline.propose.Tried;
import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import dev.trotline.study.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulePlannerTest {

  private static List<Proposal> propose(Scene scene) {
    return RulePlanner.standard().propose(scene.input(), 4);
  }

  private static Edit first(Scene scene) {
    return propose(scene).get(0).edits().get(0);
  }

  @Test
  void penaltyThatSilencedTheRobotIsFoundInTheFirstIterations() {
    Scene scene = Scene.standing().term("action_rate_l2", -2.0, -12, -0.01, Map.of());

    Proposal best = propose(scene).get(0);

    assertThat(best.author()).isEqualTo(Author.rule("stands_still"));
    assertThat(best.edits()).singleElement().isInstanceOf(Edit.SetWeight.class);
    Edit.SetWeight edit = (Edit.SetWeight) best.edits().get(0);
    assertThat(edit.term()).isEqualTo("action_rate_l2");
    assertThat(edit.weight()).isBetween(-0.1, -0.02);
    assertThat(best.evidence()).isNotEmpty();
    assertThat(best.predictions()).extracting("metric").contains("velocity_error");
  }

  @Test
  void anyOtherPenaltyIsFoundTheSameWay() {
    Scene scene = Scene.standing().term("lin_vel_z_l2", -150.0, -6, -0.2, Map.of());

    assertThat(((Edit.SetWeight) first(scene)).term()).isEqualTo("lin_vel_z_l2");
  }

  @Test
  void shortLivesDoNotHideTheCostOfLiving() {
    Scene scene =
        Scene.standing()
            .term("dof_torques_l2", -0.01, -5.5, -4, Map.of())
            .judged("timeout_share", 0.15)
            .lived(0.05);

    Proposal best = propose(scene).get(0);

    assertThat(best.author()).isEqualTo(Author.rule("falls_early"));
    assertThat(((Edit.SetWeight) best.edits().get(0)).term()).isEqualTo("dof_torques_l2");
  }

  @Test
  void narrowKernelIsWidenedTowardsTheCommandedSpeed() {
    Scene scene = Scene.standing().term("track_lin_vel_xy_exp", 4.0, 0.1, 0.12, Map.of("std", 0.1));

    Edit.SetParam edit = (Edit.SetParam) first(scene);

    assertThat(edit.param()).isEqualTo("std");
    assertThat((Double) edit.value()).isCloseTo(0.5, within(0.1));
  }

  @Test
  void trackingThatPaysLessThanTurningIsRaised() {
    Scene scene =
        Scene.standing().term("track_lin_vel_xy_exp", 0.5, 0.15, 0.16, Map.of("std", 0.5));

    assertThat(first(scene)).isEqualTo(new Edit.SetWeight("track_lin_vel_xy_exp", 4.0));
  }

  @Test
  void feetThatAreNotWorthLiftingGetAirTime() {
    Scene scene =
        Scene.standing()
            .term("feet_air_time", 0.0, 0, 0, Map.of("threshold", 0.3))
            .judged("velocity_error", 0.47)
            .judged("timeout_share", 0.54);

    assertThat(first(scene)).isEqualTo(new Edit.SetWeight("feet_air_time", 5.0));
  }

  @Test
  void rewardForTheWrongThingIsCut() {
    Scene scene = Scene.standing().term("feet_gait", 30.0, 5.0, 25.0, Map.of());

    assertThat(((Edit.SetWeight) first(scene)).term()).isEqualTo("feet_gait");
    assertThat(((Edit.SetWeight) first(scene)).weight()).isLessThan(3.0);
  }

  @Test
  void penaltyWithAPositiveWeightIsTurnedRound() {
    Scene scene = Scene.standing().term("action_rate_l2", 0.05, 0.3, 3.0, Map.of());

    assertThat(first(scene)).isEqualTo(new Edit.SetWeight("action_rate_l2", -0.05));
  }

  @Test
  void robotThatWalksWellGetsNoCures() {
    Scene scene =
        Scene.standing()
            .term("track_lin_vel_xy_exp", 4.0, 1.2, 3.9, Map.of("std", 0.5))
            .judged("velocity_error", 0.07);

    assertThat(propose(scene)).allSatisfy(idea -> assertThat(idea.priority()).isLessThan(0.3));
  }

  @Test
  void tremblingWalkerIsSmoothedByAsMuchAsItsNoiseAsksFor() {
    Scene scene =
        Scene.standing()
            .term("track_lin_vel_xy_exp", 4.0, 1.2, 3.9, Map.of("std", 0.5))
            .term("action_rate_l2", 0.0, 0, 0, Map.of())
            .judged("velocity_error", 0.07)
            .judged("action_rate", 3.5);

    Proposal best = propose(scene).get(0);

    assertThat(best.author()).isEqualTo(Author.rule("jitters"));
    assertThat(best.edits()).containsExactly(new Edit.SetWeight("action_rate_l2", -0.05));
  }

  @Test
  void robotThatWasStillLearningWhenTimeWasUpLearnsFaster() {
    Scene scene =
        Scene.standing()
            .rising("track_lin_vel_xy_exp", 4.0, 0.5, 2.2, Map.of("std", 0.5))
            .judged("velocity_error", 0.48);

    Proposal best = propose(scene).get(0);

    assertThat(best.author()).isEqualTo(Author.rule("tracks_slowly"));
    assertThat(best.edits())
        .containsExactly(new Edit.SetConfig("agent.algorithm.learning_rate", 0.003));
  }

  @Test
  void growingNoiseIsBlamedOnTheEntropyBonus() {
    Scene scene = Scene.standing().tag("Policy/mean_noise_std", 0.5, 1.8);

    assertThat(propose(scene))
        .anySatisfy(
            idea ->
                assertThat(idea.edits())
                    .containsExactly(new Edit.SetConfig("agent.algorithm.entropy_coef", 2e-4)));
  }

  @Test
  void firstIdeasTurnDifferentScrews() {
    Scene scene =
        Scene.standing()
            .term("action_rate_l2", -0.8, -4.8, -0.01, Map.of())
            .term("dof_torques_l2", -0.008, -4.0, -0.4, Map.of());

    assertThat(propose(scene).subList(0, 2))
        .extracting(idea -> ((Edit.SetWeight) idea.edits().get(0)).term())
        .containsExactlyInAnyOrder("action_rate_l2", "dof_torques_l2");
  }

  @Test
  void twoStrongSuspectsAreAlsoCuredTogether() {
    Scene scene =
        Scene.standing()
            .term("action_rate_l2", -2.0, -12, -0.01, Map.of())
            .term("track_lin_vel_xy_exp", 4.0, 0.1, 0.12, Map.of("std", 0.1));

    assertThat(propose(scene))
        .filteredOn(idea -> idea.edits().size() == 2)
        .singleElement()
        .satisfies(pair -> assertThat(pair.author()).isEqualTo(Author.rule("two_mistakes")));
    assertThat(propose(scene).subList(0, 2)).allMatch(idea -> idea.edits().size() == 1);
  }

  @Test
  void pairIsTriedAfterEachHalfWasRejected() {
    Scene scene =
        Scene.standing()
            .term("action_rate_l2", -2.0, -12, -0.01, Map.of())
            .term("track_lin_vel_xy_exp", 4.0, 0.1, 0.12, Map.of("std", 0.1));
    for (Proposal single : propose(scene).subList(0, 2)) {
      String hash = Scene.changeSets().hash(single.edits());
      scene.tried(new Tried(hash, single.author(), single.edits(), Verdict.REJECTED));
    }

    assertThat(propose(scene).get(0).edits()).hasSize(2);
  }

  @Test
  void rejectedChangeIsNeverProposedAgainAndItsScrewComesLater() {
    Scene scene = Scene.standing().term("action_rate_l2", -2.0, -12, -0.01, Map.of());
    Edit rejected = first(scene);
    String hash = Scene.changeSets().hash(List.of(rejected));
    double before = propose(scene).get(0).priority();

    scene.tried(new Tried(hash, Author.rule("stands_still"), List.of(rejected), Verdict.REJECTED));

    assertThat(propose(scene)).noneMatch(idea -> idea.edits().contains(rejected));
    assertThat(propose(scene).get(0).priority()).isLessThan(before);
  }

  @Test
  void sameInputGivesTheSameProposals() {
    Scene scene = Scene.standing().term("action_rate_l2", -2.0, -12, -0.01, Map.of());

    assertThat(propose(scene)).isEqualTo(propose(scene));
  }

  @Test
  void protectedTermIsLeftAlone() {
    Scene scene =
        Scene.standing()
            .term("action_rate_l2", -2.0, -12, -0.01, Map.of())
            .protecting("rewards.action_rate_l2");

    assertThat(propose(scene))
        .flatExtracting(Proposal::edits)
        .noneMatch(edit -> edit.describe().contains("action_rate_l2"));
  }

  @Test
  void countIsNeverExceeded() {
    Scene scene = Scene.standing().term("action_rate_l2", -2.0, -12, -0.01, Map.of());

    assertThat(RulePlanner.standard().propose(scene.input(), 1)).hasSize(1);
    assertThat(RulePlanner.standard().propose(scene.input(), 0)).isEmpty();
  }
}
