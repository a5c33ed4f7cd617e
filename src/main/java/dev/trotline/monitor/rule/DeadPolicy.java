package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A training that never learned anything: neither reward nor length of episodes ever rose, and a
 * second sign agrees: episodes end at once, the exploration is gone, runs away, or no update moves
 * it. Silent about runs that continue another one, which may have learned all there is. Stock tasks
 * show a rise within the first hundred iterations, hard ones within two hundred; this waits for
 * five hundred and for half of the iterations asked for, because late risers show nothing at all
 * before.
 */
public final class DeadPolicy implements StopRule {

  /** Part of the iterations asked for that every run gets. */
  private static final double GIVEN = 0.5;

  /** Two of the usual twenty seconds. */
  private static final double TINY = 0.1;

  /** The same where nobody says how long an episode is: two seconds at 50 Hz. */
  private static final double TINY_STEPS = 100;

  private static final double COLLAPSED = 0.1;
  private static final double GROWN = 2;

  private final int fewest;

  /**
   * @param fewest least iterations; twice as many where nobody says how many were asked for
   */
  public DeadPolicy(int fewest) {
    this.fewest = fewest;
  }

  @Override
  public String name() {
    return "dead_policy";
  }

  @Override
  public boolean readsCurves() {
    return true;
  }

  @Override
  public RuleVerdict judge(Timeline timeline, Observation latest) {
    History history = timeline.history();
    int asked = latest.iterationsAsked();
    double given = asked > 0 ? Math.max(fewest, GIVEN * asked) : 2.0 * fewest;
    if (!latest.alive()
        || latest.complete()
        || history.continuesAnother()
        || history.length() < given) {
      return RuleVerdict.carryOn();
    }
    Stretches reward = Stretches.of(history.points(Figure.REWARD)).orElse(null);
    Stretches length = Stretches.of(history.points(Figure.LENGTH)).orElse(null);
    if (reward == null || length == null || reward.everRose() || length.everRose()) {
      return RuleVerdict.carryOn();
    }
    if (rises(history.points(Figure.TERRAIN))
        || rises(history.points(Figure.SUCCESS))
        || rises(history.velocityError().times(-1))) {
      return RuleVerdict.carryOn();
    }
    List<String> signs = new ArrayList<>();
    shortEpisodes(length, latest.around().task().episodeSteps()).ifPresent(signs::add);
    noise(history.points(Figure.NOISE)).ifPresent(signs::add);
    if (signs.isEmpty()) {
      return RuleVerdict.carryOn();
    }
    signs.add(
        "the mean reward did not rise: "
            + reward.say(0)
            + ", "
            + reward.say(Stretches.COUNT / 2)
            + ", "
            + reward.say(Stretches.COUNT - 1));
    signs.add("limit: " + Math.round(given) + " iterations without a rise");
    return new RuleVerdict.Stop(
        RunState.HOPELESS,
        "policy_dead",
        "nothing was learned in " + history.length() + " iterations",
        signs,
        true);
  }

  private static boolean rises(Points points) {
    return Stretches.of(points).filter(Stretches::rises).isPresent();
  }

  private static Optional<String> shortEpisodes(Stretches length, double full) {
    double bound = full > 0 ? TINY * full : TINY_STEPS;
    return length.late() < bound
        ? Optional.of(
            "episodes end after "
                + Numbers.text(length.late())
                + " steps (limit: "
                + Numbers.text(bound)
                + ") and never became longer")
        : Optional.empty();
  }

  private static Optional<String> noise(Points points) {
    Stretches noise = Stretches.of(points).orElse(null);
    if (noise == null) {
      return Optional.empty();
    }
    if (points.quantile(0) == points.quantile(1)) {
      return Optional.of(
          "the action noise is "
              + Numbers.text(points.value(0))
              + " in every iteration: no update moves the policy");
    }
    boolean collapsed = noise.late() < COLLAPSED * noise.early();
    boolean grown = noise.late() > GROWN * noise.early();
    return collapsed || grown
        ? Optional.of("the action noise went from " + noise.say(0) + " to " + noise.say(19))
        : Optional.empty();
  }
}
