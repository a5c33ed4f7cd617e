package dev.trotline.process;

import dev.trotline.error.StoppedException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The only place that waits. */
public final class Pause {

  private Pause() {}

  /**
   * Waits.
   *
   * @throws StoppedException if the thread is interrupted, with the flag set again
   */
  public static void sleep(Duration time) {
    try {
      Thread.sleep(Math.max(0, time.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException("interrupted while waiting", null, e);
    }
  }

  /** Waits some milliseconds, less if interrupted; for the middle of work that must be finished. */
  static void briefly(long milliseconds) {
    LockSupport.parkNanos(milliseconds * 1_000_000);
  }
}
