package dev.trotline.propose.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.propose.PlannerInput;
import dev.trotline.propose.Proposal;
import dev.trotline.propose.SeedEvidence;
import dev.trotline.propose.guard.Guard;
import dev.trotline.study.Edit;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RulePlannerPropertyTest {

  private static final List<String> PENALTIES =
      List.of("lin_vel_z_l2", "dof_torques_l2", "action_rate_l2", "joint_pose", "body_contacts");

  @Test
  void whicheverPenaltyIsSpoiltAndHoweverMuchItIsNamedFirst() {
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < 200; trial++) {
      String guilty = PENALTIES.get(random.nextInt(PENALTIES.size()));
      double usual = Math.pow(10, random.nextDouble(-7, 0));
      double burden = Math.pow(10, random.nextDouble(-0.3, 1.5));
      Scene scene = Scene.standing();
      scene.lived(random.nextDouble(0.02, 1));
      scene.judged("timeout_share", random.nextDouble());
      scene.term(guilty, -usual, -6 * burden, -6 * burden * random.nextDouble(0, 0.3), Map.of());

      Proposal best = RulePlanner.standard().propose(scene.input(), 1).get(0);

      assertThat(best.edits().get(0))
          .as("burden %s of %s", burden, guilty)
          .isInstanceOfSatisfying(
              Edit.SetWeight.class,
              edit -> {
                assertThat(edit.term()).isEqualTo(guilty);
                assertThat(edit.weight()).isGreaterThan(-usual / 5).isNegative();
              });
    }
  }

  @Test
  void garbageInTheLogsNeverThrowsAndNeverPassesTheGuard() {
    SplittableRandom random = new SplittableRandom(11);
    for (int trial = 0; trial < 300; trial++) {
      PlannerInput input = garbage(random);
      List<Proposal> ideas = RulePlanner.standard().propose(input, 10);

      assertThat(ideas).isEqualTo(RulePlanner.standard().propose(input, 10));
      for (Proposal idea : ideas) {
        assertThat(idea.priority()).isGreaterThan(0).isLessThanOrEqualTo(1);
        assertThat(Guard.refusal(idea, input)).isEmpty();
        assertThat(idea.predictions()).allMatch(p -> Double.isFinite(p.expected()));
      }
    }
  }

  @Test
  void studyWhoseRunsAllDiedGetsNoIdeasFromThinAir() {
    PlannerInput scene = Scene.standing().input();
    PlannerInput dead =
        new PlannerInput(
            scene.objective(),
            scene.config(),
            ExperimentId.BASELINE,
            List.of(),
            List.of(),
            List.of(),
            scene.changeSets(),
            Set.of());

    assertThat(RulePlanner.standard().propose(dead, 4)).isEmpty();
  }

  private static PlannerInput garbage(SplittableRandom random) {
    Map<String, Object> rewards = RealLogs.goodRewards();
    Map<String, double[]> logged = new HashMap<>();
    for (String term : new ArrayList<>(rewards.keySet())) {
      rewards.put(term, RealLogs.term(term, wild(random), Map.of("std", wild(random))));
      logged.put("Episode_Reward/" + term, curve(random));
    }
    for (String tag :
        List.of("Train/mean_episode_length", "Policy/mean_noise_std", "Loss/entropy")) {
      logged.put(tag, curve(random));
    }
    Map<String, Double> judge = new HashMap<>();
    judge.put("velocity_error", wild(random));
    judge.put("timeout_share", wild(random));
    judge.put("action_rate", wild(random));
    return new PlannerInput(
        new Objective("velocity_error", true, List.of(), null),
        Scene.config(rewards),
        ExperimentId.BASELINE,
        List.of(),
        List.of(new SeedEvidence(1, Scene.view(logged), judge)),
        List.of(),
        Scene.changeSets(),
        Set.of());
  }

  private static double[] curve(SplittableRandom random) {
    double[] values = new double[random.nextInt(30)];
    for (int i = 0; i < values.length; i++) {
      values[i] = wild(random);
    }
    return values;
  }

  private static double wild(SplittableRandom random) {
    return switch (random.nextInt(12)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.NEGATIVE_INFINITY;
      case 3 -> 0.0;
      case 4 -> Double.MIN_VALUE;
      case 5 -> Double.MAX_VALUE;
      default -> random.nextDouble(-2, 2) * Math.pow(10, random.nextInt(-5, 5));
    };
  }
}
