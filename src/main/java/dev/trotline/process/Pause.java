package dev.trotline.process;

import dev.trotline.error.StoppedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

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

  /**
   * Waits to the end, even if interrupted; the flag is set again. For work that must be finished.
   */
  static void briefly(long milliseconds) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
    boolean interrupted = false;
    for (long left = milliseconds; left > 0; ) {
      try {
        Thread.sleep(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
