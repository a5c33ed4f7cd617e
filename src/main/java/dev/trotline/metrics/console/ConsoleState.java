package dev.trotline.metrics.console;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What the text of a training says so far.
 *
 * @param last the newest iteration, complete or not, or null before the first
 * @param trainingSeconds the figure of the line {@code Training time:}, printed only after a normal
 *     end
 * @param environmentReady true once the environment said that it is set up
 * @param traceback true if a Python traceback was printed
 */
public record ConsoleState(
    @Nullable ConsoleBlock last,
    OptionalDouble trainingSeconds,
    boolean environmentReady,
    boolean traceback) {

  /** The newest iteration, or -1 before the first. */
  public long lastIteration() {
    return last == null ? -1 : last.iteration();
  }

  /** Iterations asked for, or 0 if no iteration was printed. */
  public long total() {
    return last == null ? 0 : last.total();
  }

  /** True if the training said that it ended normally. */
  public boolean saidDone() {
    return trainingSeconds.isPresent();
  }
}
