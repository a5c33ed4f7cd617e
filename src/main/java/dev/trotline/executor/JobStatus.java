package dev.trotline.executor;

import java.time.Instant;

/** What a job's folder says. */
public sealed interface JobStatus {

  /** Nothing was started here. */
  record NotStarted() implements JobStatus {}

  /**
   * A scheduler has it and has not started it. It holds no device yet and is no hang.
   *
   * @param reason why it waits, in the scheduler's words
   * @param stuck true if it would wait for ever unless somebody does something
   */
  record Waiting(String reason, boolean stuck) implements JobStatus {}

  /**
   * Its process exists, proven by pid and start time, or by the scheduler that runs it.
   *
   * @param pid process id of the supervised program's group leader; 0 if it is not on this machine
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

  /**
   * Who would have to say does not answer; the job may be anything. Nothing is to be concluded.
   *
   * @param why one sentence, the same for all jobs it concerns
   */
  record Unknown(String why) implements JobStatus {}
}
