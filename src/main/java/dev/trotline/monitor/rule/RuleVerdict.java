package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import java.util.List;

/** What the rules say of a run. */
public sealed interface RuleVerdict {

  /** The run goes on. */
  record CarryOn() implements RuleVerdict {}

  /**
   * The run is over: it ended, or it is to be ended.
   *
   * @param state the terminal state it gets
   * @param cause one of the causes of {@code diagnose}, or {@code none} for a run that went well
   * @param reason one sentence for the journal
   * @param evidence the figures behind it, short lines
   * @param kill true if its processes are still there and must be ended
   * @param atCheckpoint true if its next checkpoint is worth waiting for
   */
  record Stop(
      RunState state,
      String cause,
      String reason,
      List<String> evidence,
      boolean kill,
      boolean atCheckpoint)
      implements RuleVerdict {

    /** At once. */
    public Stop(RunState state, String cause, String reason, List<String> evidence, boolean kill) {
      this(state, cause, reason, evidence, kill, false);
    }

    public Stop {
      if (!state.isTerminal()) {
        throw new IllegalArgumentException("a stopped run is in a terminal state, not " + state);
      }
      evidence = List.copyOf(evidence);
    }
  }

  /** The run goes on. */
  static RuleVerdict carryOn() {
    return new CarryOn();
  }

  /** True if the run is over. */
  default boolean stops() {
    return this instanceof Stop;
  }
}
