package dev.trotline.analyze.hack;

import dev.trotline.analyze.hack.Change.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ends its episodes early because that is cheaper: penalties stop, and errors that are summed over
 * an episode shrink (Isaac Lab before 3.0 beta 2, surface §5.2). Told from a policy that simply
 * cannot stand yet: there episodes grow longer as the reward rises, or stay as they are; here the
 * figures improve while episodes grow shorter, or never get beyond a tenth of the longest.
 */
final class DyingEarly implements Detector.OfRun {

  static final String NAME = "dying_early";

  /** Episodes below a half of the longest: most robots fall. */
  private static final double SHORT = 0.5;

  /** Two of the usual twenty seconds. */
  private static final double TINY = 0.1;

  /** Most robots that fall within two seconds were not walking when they fell. */
  private static final double EARLY_FALLS = 0.5;

  @Override
  public Optional<Flag> look(RunEvidence run, HackInput input) {
    Curves curves = Curves.of(run);
    var evidence = new ArrayList<Evidence>();
    double alive = run.judge("alive_share").orElse(run.judgeOrNaN("timeout_share"));
    double early = run.judgeOrNaN("early_fall_share");
    if (run.isJudged() && !(alive < SHORT)) {
      return Optional.empty();
    }
    if (run.isJudged()) {
      evidence.add(
          new Evidence("share of the episode until the fall", alive, SHORT, "judge: alive_share"));
    }
    if (early >= EARLY_FALLS) {
      evidence.add(
          new Evidence(
              "share of robots fallen within 2 s", early, EARLY_FALLS, "judge: early_fall_share"));
    }
    double length = curves.lateLengthShare().orElse(Double.NaN);
    if (!curves.areLongEnough() || !(length < SHORT) || run.logOrNaN("timeout_share") > SHORT) {
      return Optional.empty();
    }
    evidence.add(
        new Evidence(
            "episode length over the longest", length, SHORT, "Train/mean_episode_length"));
    boolean pays =
        pays(curves, Curves.FIRST, evidence)
            || pays(curves, curves.early(), evidence)
            || pays(curves, Curves.MIDDLE, evidence);
    return pays ? Optional.of(flag(run, confidence(run, early), evidence)) : Optional.empty();
  }

  private static double confidence(RunEvidence run, double early) {
    return early >= EARLY_FALLS ? 0.95 : run.isJudged() ? 0.85 : 0.7;
  }

  /** Something got better while episodes did not get longer. */
  private static boolean pays(Curves curves, Stretch since, List<Evidence> evidence) {
    Change length = curves.lengthSince(since);
    // Episodes that stay where they are say little, unless they are next to nothing.
    boolean tiny = curves.lateLengthShare().orElse(1) < TINY && !length.rose();
    if (!length.isKnown() || !(length.fell() || tiny)) {
      return false;
    }
    Change reward = curves.rewardSince(since);
    boolean found = false;
    if (reward.rose()) {
      evidence.add(
          new Evidence("reward at the end", reward.after(), reward.before(), "Train/mean_reward"));
      found = true;
    }
    Change error = curves.rawError().map(s -> Change.of(s, since, Curves.LATE)).orElse(null);
    Change honest = curves.errorSince(since);
    if (curves.accumulatesError()
        && error != null
        && error.fell()
        && length.fell()
        && !honest.fell()) {
      evidence.add(
          new Evidence(
              "velocity error summed over an episode, at the end",
              error.after(),
              error.before(),
              "Metrics/base_velocity/error_vel_xy"));
      found = true;
    }
    if (found) {
      evidence.add(
          new Evidence(
              "episode length at the end (steps)",
              length.after(),
              length.before(),
              "Train/mean_episode_length"));
    }
    return found;
  }

  private static Flag flag(RunEvidence run, double confidence, List<Evidence> evidence) {
    return new Flag(
        NAME,
        true,
        confidence,
        List.of(run.name()),
        evidence,
        "Its figures improve because its episodes are short: falling ends the penalties and the"
            + " error that is summed over an episode.",
        "make falling cost more than the penalties it saves (termination penalty, alive bonus), or"
            + " lower the penalty that is paid all the time; compare errors per step only");
  }
}
