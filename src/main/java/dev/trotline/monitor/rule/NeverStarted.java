package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A run that reaches no first iteration. The limit must be generous: a cold Isaac Sim compiles
 * shaders and fetches assets for 5 to 15 minutes.
 */
public final class NeverStarted implements StopRule {

  private final Duration limit;

  /**
   * @param limit longest time from the first look to the first iteration
   */
  public NeverStarted(Duration limit) {
    this.limit = Objects.requireNonNull(limit);
  }

  @Override
  public String name() {
    return "never_started";
  }

  @Override
  public RuleVerdict judge(Timeline timeline, Observation latest) {
    if (!latest.alive()
        || latest.complete()
        || timeline.iterationsDone() > 0
        || timeline.watched().compareTo(limit) <= 0) {
      return RuleVerdict.carryOn();
    }
    return new RuleVerdict.Stop(
        RunState.HUNG,
        "startup_hang",
        "no first iteration within " + Durations.text(limit),
        List.of("watched for " + Durations.text(timeline.watched()) + ", 0 iterations"),
        true);
  }
}
