package dev.trotline.study;

import java.time.Duration;

/**
 * When a run is given up, and what must stay free.
 *
 * @param startup longest time from start to the first iteration
 * @param noProgress shortest time without an iteration that counts as a hang; the rule also waits 5
 *     median iterations
 * @param killGrace time between INT, TERM and KILL
 * @param teardown time a finished run may take to exit
 * @param freeDiskMiB free space below which nothing is started
 * @param freeMemoryMiB available memory below which nothing is started
 */
public record Limits(
    Duration startup,
    Duration noProgress,
    Duration killGrace,
    Duration teardown,
    long freeDiskMiB,
    long freeMemoryMiB) {

  /** Without a limit for the memory. */
  public Limits(
      Duration startup,
      Duration noProgress,
      Duration killGrace,
      Duration teardown,
      long freeDiskMiB) {
    this(startup, noProgress, killGrace, teardown, freeDiskMiB, 0);
  }
}
