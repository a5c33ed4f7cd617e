package dev.trotline.executor;

import java.time.Instant;

/** What a job's folder says. */
public sealed interface JobStatus {

  /** Nothing was started here. */
  record NotStarted() implements JobStatus {}

  /**
   * Its process exists, proven by pid and start time.
   *
   * @param pid process id of the supervised program's group leader
   * @param since when it was started
   */
  record Running(long pid, Instant since) implements JobStatus {}

  /**
   * It ended and said how.
   *
   * @param exitCode 0 to 255; 128 + n for signal n
   * @param at when it ended
   */
  record Ended(int exitCode, Instant at) implements JobStatus {}

  /**
   * It was started, is gone, and left no exit code: killed with its supervisor, or the machine went
   * down.
   */
  record Vanished() implements JobStatus {}
}
