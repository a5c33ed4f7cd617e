package dev.trotline.executor.slurm;

import dev.trotline.executor.JobStatus;
import dev.trotline.process.ProcessFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Says where a submitted run stands. The folder's exit code is the truth about the program; Slurm's
 * word says whether the job still has processes, and explains a missing exit code. A pid means
 * nothing on another machine than the one it was written on.
 */
final class JobReading {

  /**
   * A job Slurm has just taken is listed at once; one missing for longer was never taken or lost.
   */
  private static final Duration MISSING = Duration.ofSeconds(6);

  /** A shared file system may hide a new file from other machines for so long. */
  private static final Duration HIDDEN = Duration.ofSeconds(20);

  /** The script needs a second or two after the program; more means that it hangs. */
  private static final Duration LEAVING = Duration.ofSeconds(30);

  /** Accepted and never seen again so often is no accident. */
  static final int MOST_ATTEMPTS = 3;

  /** Ends that have nothing to do with the job. */
  private static final Set<String> NO_FAULT =
      Set.of("NODE_FAIL", "PREEMPTED", "BOOT_FAIL", "RECONFIG_FAIL", "REVOKED");

  private final JobTable table;
  private final InstantSource clock;
  private final Patience claims;
  private final Patience looks;

  JobReading(JobTable table, InstantSource clock, LongSupplier nanos) {
    this.table = table;
    this.clock = clock;
    this.claims = new Patience(nanos);
    this.looks = new Patience(nanos);
  }

  JobStatus of(Path folder, Submission submission) {
    boolean claimed = ProcessFacts.isClaimed(folder);
    // An older look may not know yet that the job runs.
    JobTable.Look look = claimed ? table.look(claims.since(folder, "claimed")) : table.look();
    ProcessFacts facts = ProcessFacts.inspect(folder);
    if (facts instanceof ProcessFacts.Ended ended && JobEvents.read(folder).over()) {
      return new JobStatus.Ended(ended.exitCode(), ended.at());
    }
    if (!claimed && !(facts instanceof ProcessFacts.NotStarted)) {
      return new JobStatus.Running(0, ProcessFacts.claimedAt(folder));
    }
    if (look.silence() != null) {
      return facts instanceof ProcessFacts.Running running
          ? new JobStatus.Running(running.pid(), running.since())
          : new JobStatus.Unknown("Slurm does not answer: " + look.silence());
    }
    Optional<SlurmJob> job = look.of(submission);
    return claimed ? claimed(folder, facts, job) : unclaimed(folder, submission, job);
  }

  private JobStatus claimed(Path folder, ProcessFacts facts, Optional<SlurmJob> job) {
    Instant since = ProcessFacts.claimedAt(folder);
    long pid = facts instanceof ProcessFacts.Running running ? running.pid() : 0;
    boolean active = job.filter(j -> j.phase() == SlurmJob.Phase.ACTIVE).isPresent();
    if (facts instanceof ProcessFacts.Ended ended
        && (!active || looks.over(folder, "leaving", LEAVING))) {
      return new JobStatus.Ended(ended.exitCode(), ended.at());
    }
    if (active) {
      if (!(facts instanceof ProcessFacts.Ended)) {
        looks.forget(folder);
      }
      return new JobStatus.Running(pid, since);
    }
    // Over, forgotten or waiting once more: its processes are gone, or nobody's any longer.
    boolean here = ProcessFacts.isOfThisMachine(folder);
    boolean over = job.filter(j -> j.phase() == SlurmJob.Phase.OVER).isPresent();
    if (over && here && facts instanceof ProcessFacts.Vanished) {
      return new JobStatus.Vanished();
    }
    return looks.over(folder, "gone", here ? MISSING : HIDDEN)
        ? new JobStatus.Vanished()
        : new JobStatus.Running(pid, since);
  }

  private JobStatus unclaimed(Path folder, Submission submission, Optional<SlurmJob> found) {
    if (found.isEmpty()) {
      if (!looks.over(folder, "missing" + submission.attempt(), MISSING)) {
        return new JobStatus.Waiting("Slurm does not show it (yet)", false);
      }
      return submission.id() != null && submission.attempt() >= MOST_ATTEMPTS
          ? new JobStatus.Vanished()
          : new JobStatus.NotStarted();
    }
    SlurmJob job = found.get();
    switch (job.phase()) {
      case WAITING -> {
        looks.forget(folder);
        return new JobStatus.Waiting(job.reason(), job.stuck());
      }
      case ACTIVE -> {
        looks.forget(folder);
        Instant started = job.started();
        return job.state().equals("COMPLETING")
            ? new JobStatus.Waiting("it ends before it has begun", false)
            : new JobStatus.Running(0, started == null ? clock.instant() : started);
      }
      case OVER -> {
        if (!job.nodes().isEmpty() && !looks.over(folder, "over", HIDDEN.dividedBy(2))) {
          return new JobStatus.Waiting("it is over before it has begun", false);
        }
        return NO_FAULT.contains(job.state())
            ? new JobStatus.NotStarted()
            : new JobStatus.Vanished();
      }
    }
    throw new IllegalStateException(job.state());
  }
}
