package dev.trotline.study;

import java.util.Locale;

/** Where a run stands. Terminal states are final and true (design §2). */
public enum RunState {
  QUEUED(false),
  STARTING(false),
  TRAINING(false),
  FINISHED(true),
  CRASHED(true),
  HUNG(true),
  DIVERGED(true),
  HOPELESS(true),
  OUT_OF_MEMORY(true),
  PREEMPTED(true),
  CANCELLED(true),
  LOST(true);

  private final boolean terminal;

  RunState(boolean terminal) {
    this.terminal = terminal;
  }

  /** True once nothing can change any more. */
  public boolean isTerminal() {
    return terminal;
  }

  /** True while a process may exist. */
  public boolean isLive() {
    return this == STARTING || this == TRAINING;
  }

  /** The word used in files, JSON and tables. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #word()}. */
  public static RunState parse(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
