package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import java.util.List;

/**
 * A run whose loss, reward or action noise is not finite for several iterations in a row. One
 * infinite value loss can pass; a NaN in the weights never does.
 */
public final class NonFinite implements StopRule {

  /** Iterations in a row that count as divergence. */
  public static final int DEFAULT_ROW = 3;

  private final int row;

  /**
   * @param row iterations in a row that count as divergence
   */
  public NonFinite(int row) {
    if (row < 1) {
      throw new IllegalArgumentException("at least one iteration, not " + row);
    }
    this.row = row;
  }

  @Override
  public String name() {
    return "non_finite";
  }

  @Override
  public RuleVerdict judge(Timeline timeline, Observation latest) {
    if (timeline.nonFinite() < row) {
      return RuleVerdict.carryOn();
    }
    return new RuleVerdict.Stop(
        RunState.DIVERGED,
        NonFiniteScalars.cause(timeline.nonFiniteSign()),
        timeline.nonFinite() + " iterations in a row with " + timeline.nonFiniteSign(),
        List.of("up to iteration " + timeline.lastNumber()),
        latest.alive());
  }
}
