package dev.trotline.launch;

import dev.trotline.simulator.Artefacts;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Says what a run died of. Asked when a run has ended badly and before its final state is written,
 * because that is written once. If Trotline dies in between, it is asked again.
 */
@FunctionalInterface
public interface Postmortem {

  /**
   * Examines a run none of whose processes are left.
   *
   * @param run the run
   * @param folder its folder
   * @param suggested {@code crashed}; {@code preempted} if somebody else ended it by HUP, INT or
   *     TERM; {@code lost} if nothing recorded how it ended
   * @param exitCode how it ended, or null if nothing recorded it
   * @param artefacts what it left
   * @return its end; the state must be terminal
   */
  End examine(
      RunId run, Path folder, RunState suggested, @Nullable Integer exitCode, Artefacts artefacts);

  /**
   * How a run ended.
   *
   * @param state a terminal state
   * @param cause one word, or null
   * @param note one sentence for people, or null
   */
  record End(RunState state, @Nullable String cause, @Nullable String note) {

    public End {
      if (!state.isTerminal()) {
        throw new IllegalArgumentException("no run ends in the state " + state.word());
      }
    }
  }

  /** Believes the exit code and looks no further. */
  static Postmortem byExitCode() {
    return (run, folder, suggested, exitCode, artefacts) ->
        new End(
            suggested,
            exitCode == null ? null : "exit_" + exitCode,
            artefacts.evidence().isEmpty() ? null : artefacts.evidence().get(0));
  }
}
