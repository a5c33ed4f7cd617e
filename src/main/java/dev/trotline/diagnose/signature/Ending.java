package dev.trotline.diagnose.signature;

import dev.trotline.study.RunState;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run's end besides its log.
 *
 * @param state the state it ended in, or null if nobody knows
 * @param exitCode its exit code, or null if nobody knows
 * @param complete true if its artefacts say that the training reached its end
 * @param growing true if the log may still be written to
 */
public record Ending(
    @Nullable RunState state, @Nullable Integer exitCode, boolean complete, boolean growing) {

  /** A log of which nothing else is known, and which nobody writes to any more. */
  public static Ending unknown() {
    return new Ending(null, null, false, false);
  }

  /** True if Trotline itself ended the run, so that signals in the log are its own doing. */
  boolean endedByUs() {
    return state == RunState.HUNG
        || state == RunState.HOPELESS
        || state == RunState.DIVERGED
        || state == RunState.CANCELLED;
  }
}
