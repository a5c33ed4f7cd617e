package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A run that cannot be done before nothing may run any more is ended while there is still time for
 * a checkpoint, so that it can be carried on. Until then it trains.
 */
public final class Deadline implements StopRule {

  /** For noticing the checkpoint and ending the processes. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  private final Duration longestWait;

  /**
   * @param longestWait time at most that is set aside for a checkpoint
   */
  public Deadline(Duration longestWait) {
    this.longestWait = Objects.requireNonNull(longestWait);
  }

  @Override
  public String name() {
    return "deadline";
  }

  @Override
  public RuleVerdict judge(Timeline timeline, Observation latest) {
    Duration left = latest.around().untilDeadline();
    if (left == null || !latest.alive() || latest.complete()) {
      return RuleVerdict.carryOn();
    }
    Duration iteration = timeline.medianIteration();
    Duration checkpoint = iteration.multipliedBy(latest.around().task().saveEvery());
    Duration set = (checkpoint.compareTo(longestWait) < 0 ? checkpoint : longestWait).plus(SLACK);
    if (left.compareTo(set) > 0) {
      return RuleVerdict.carryOn();
    }
    int missing = latest.iterationsAsked() - timeline.iterationsDone();
    boolean known = latest.iterationsAsked() > 0 && !iteration.isZero();
    Duration needed = iteration.multipliedBy(Math.max(0, missing));
    if (known && needed.compareTo(left) < 0) {
      return RuleVerdict.carryOn();
    }
    return new RuleVerdict.Stop(
        RunState.PREEMPTED,
        "deadline",
        "it cannot be done before the deadline in " + Durations.text(left),
        List.of(
            timeline.iterationsDone() + " of " + latest.iterationsAsked() + " iterations done",
            "the rest would take "
                + (known ? Durations.text(needed) : "an unknown time")
                + ", set aside for a checkpoint: "
                + Durations.text(set)),
        true,
        true);
  }
}
