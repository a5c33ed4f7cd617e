package dev.trotline.executor;

/**
 * How something outside a program ended it, as whoever runs the program tells.
 *
 * @param kind what it was
 * @param sentence the same for people, with the scheduler's own words
 */
public record Interruption(Kind kind, String sentence) {

  /** What ends jobs from outside. */
  public enum Kind {
    /** Its time was up. */
    TIME_LIMIT,
    /** A job that comes first took its place. */
    PREEMPTED,
    /** The machine it ran on is gone. */
    NODE_FAILED,
    /** It was to be started once more. */
    REQUEUED,
    /** It used more memory than it was given. */
    OUT_OF_MEMORY,
    /** Somebody cancelled it. */
    CANCELLED,
    /** It was taken in and its program was never started. */
    NOT_STARTED
  }

  /** True where the same program, started again, has every chance: it is not at fault. */
  public boolean passing() {
    return switch (kind) {
      case TIME_LIMIT, PREEMPTED, NODE_FAILED, REQUEUED -> true;
      case OUT_OF_MEMORY, CANCELLED, NOT_STARTED -> false;
    };
  }
}
