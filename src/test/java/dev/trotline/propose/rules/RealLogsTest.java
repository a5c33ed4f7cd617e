package dev.trotline.propose.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.propose.Proposal;
import dev.trotline.study.Edit;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Each mistake was trained for real; the planner must cure it first or second. */
class RealLogsTest {

  private static List<Proposal> firstTwo(String fixture, String term, Map<String, Object> spoilt) {
    Map<String, Object> rewards = RealLogs.goodRewards();
    rewards.put(term, spoilt);
    return RulePlanner.standard().propose(RealLogs.input(fixture, rewards), 2);
  }

  private static void assertCured(List<Proposal> proposals, Predicate<Edit> cure) {
    assertThat(proposals).flatExtracting(Proposal::edits).anyMatch(cure);
  }

  private static Predicate<Edit> weight(String term, double low, double high) {
    return edit ->
        edit instanceof Edit.SetWeight set
            && set.term().equals(term)
            && set.weight() >= low
            && set.weight() <= high;
  }

  @Test
  void smoothingSoDearThatTheRobotStandsStillIsRelieved() {
    Map<String, Object> spoilt = RealLogs.term("action_rate_l2", -2.0, Map.of());

    assertCured(firstTwo("ar2", "action_rate_l2", spoilt), weight("action_rate_l2", -0.1, -0.01));
  }

  @Test
  void torqueSoDearThatTheRobotGivesUpIsRelieved() {
    Map<String, Object> spoilt = RealLogs.term("joint_torques_l2", -0.01, Map.of());

    assertCured(firstTwo("torq", "dof_torques_l2", spoilt), weight("dof_torques_l2", -8e-4, -5e-5));
  }

  @Test
  void kernelWithoutSlopeIsWidened() {
    Map<String, Object> spoilt = RealLogs.term("track_lin_vel_xy_exp", 4.0, Map.of("std", 0.1));

    assertCured(
        firstTwo("std", "track_lin_vel_xy_exp", spoilt),
        edit ->
            edit instanceof Edit.SetParam set
                && set.param().equals("std")
                && (Double) set.value() >= 0.3
                && (Double) set.value() <= 1.0);
  }

  @Test
  void trackingThatPaysTooLittleIsRaised() {
    Map<String, Object> spoilt = RealLogs.term("track_lin_vel_xy_exp", 0.5, Map.of("std", 0.5));

    assertCured(
        firstTwo("wlin", "track_lin_vel_xy_exp", spoilt), weight("track_lin_vel_xy_exp", 3, 8));
  }

  @Test
  void feetThatEarnNothingAreMadeWorthLifting() {
    Map<String, Object> spoilt = RealLogs.term("feet_air_time", 0.0, Map.of("threshold", 0.3));

    assertCured(firstTwo("air0", "feet_air_time", spoilt), weight("feet_air_time", 2.5, 15));
  }

  @Test
  void goodTaskIsNotCuredOfAnything() {
    Map<String, Object> rewards = RealLogs.goodRewards();
    List<Proposal> ideas = RulePlanner.standard().propose(RealLogs.input("good", rewards), 8);

    assertThat(ideas).isNotEmpty().allSatisfy(idea -> assertThat(idea.priority()).isLessThan(0.4));
  }
}
