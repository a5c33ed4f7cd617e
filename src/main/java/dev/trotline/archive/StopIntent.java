package dev.trotline.archive;

import dev.trotline.study.Author;
import dev.trotline.study.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A decision to end a live run, recorded before its processes are touched. If Trotline dies between
 * the kill and the change of state, the next one finds it here and does not mistake the kill for a
 * crash.
 *
 * @param state the terminal state the run is to get
 * @param cause one word saying why, or null
 * @param note one sentence for people, or null
 * @param author who decided it
 * @param at when
 */
public record StopIntent(
    RunState state, @Nullable String cause, @Nullable String note, Author author, Instant at) {

  /** Cause of runs that a session's deadline ended; the next session carries them on. */
  public static final String DEADLINE = "deadline";

  public StopIntent {
    if (!state.isTerminal()) {
      throw new IllegalArgumentException("a run cannot be stopped into the state " + state.word());
    }
  }
}
