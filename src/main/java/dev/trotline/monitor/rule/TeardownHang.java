package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A run that is complete and does not exit, as Kit is known to do. Its results count: it is ended
 * and recorded as finished, with a note.
 */
public final class TeardownHang implements StopRule {

  private final Duration limit;

  /**
   * @param limit time a complete run may take to exit
   */
  public TeardownHang(Duration limit) {
    this.limit = Objects.requireNonNull(limit);
  }

  @Override
  public String name() {
    return "teardown_hang";
  }

  @Override
  public RuleVerdict judge(Timeline timeline, Observation latest) {
    if (!latest.alive() || !latest.complete() || timeline.sinceComplete().compareTo(limit) <= 0) {
      return RuleVerdict.carryOn();
    }
    return new RuleVerdict.Stop(
        RunState.FINISHED,
        "shutdown_hang",
        "complete, but did not exit within " + Durations.text(limit),
        List.of("all " + timeline.iterationsDone() + " iterations done"),
        true);
  }
}
