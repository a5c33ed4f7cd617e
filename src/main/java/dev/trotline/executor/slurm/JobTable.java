package dev.trotline.executor.slurm;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All jobs of this user by one call of squeue every few seconds, however many runs ask. Where the
 * controller does not answer, it is left in peace for a while: every command would wait for it.
 */
final class JobTable {

  private static final long FRESH = Duration.ofMillis(2500).toNanos();
  private static final long FIRST_PAUSE = Duration.ofSeconds(5).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(30).toNanos();

  private final SlurmCommands commands;
  private final LongSupplier nanos;
  private @Nullable Look last;
  private long pause;

  JobTable(SlurmCommands commands, LongSupplier nanos) {
    this.commands = commands;
    this.nanos = nanos;
  }

  /**
   * What was seen.
   *
   * @param jobs the jobs; empty if nobody answered
   * @param silence how the controller failed to answer, or null if it did
   * @param at reading of the monotonic clock before the question
   */
  record Look(List<SlurmJob> jobs, @Nullable String silence, long at) {

    /**
     * The job of a submission: one that has processes before one that waits; one that is over only
     * if it is the very one that was submitted, for an earlier attempt has the same comment.
     */
    Optional<SlurmJob> of(Submission submission) {
      List<SlurmJob> mine = jobs.stream().filter(job -> job.isOf(submission)).toList();
      return first(mine, job -> job.phase() == SlurmJob.Phase.ACTIVE)
          .or(() -> first(mine, job -> job.phase() == SlurmJob.Phase.WAITING))
          .or(() -> first(mine, job -> Long.valueOf(job.id()).equals(submission.id())));
    }

    /** All jobs of a run that Slurm still has to do with. */
    List<SlurmJob> live(String marker, @Nullable Submission submission) {
      return jobs.stream()
          .filter(job -> job.phase() != SlurmJob.Phase.OVER)
          .filter(
              job -> job.comment().equals(marker) || (submission != null && job.isOf(submission)))
          .toList();
    }

    private static Optional<SlurmJob> first(List<SlurmJob> jobs, Predicate<SlurmJob> which) {
      return jobs.stream().filter(which).reduce((a, b) -> b.id() > a.id() ? b : a);
    }
  }

  /** A look that is a few seconds old at most. */
  Look look() {
    return look(Long.MIN_VALUE);
  }

  /**
   * A look taken at or after a reading of the monotonic clock; one of a silent controller is not
   * repeated so soon.
   */
  synchronized Look look(long since) {
    long now = nanos.getAsLong();
    Look known = last;
    if (known != null) {
      boolean fresh = now - known.at() < (known.silence() == null ? FRESH : pause);
      boolean late = since != Long.MIN_VALUE && known.silence() == null && since - known.at() > 0;
      if (fresh && !late) {
        return known;
      }
    }
    Look look = ask(now, known != null && known.silence() != null);
    pause =
        look.silence() == null ? 0 : Math.min(LONGEST_PAUSE, pause == 0 ? FIRST_PAUSE : 2 * pause);
    // The time it took to fail counts as asking, not as pause.
    last = look.silence() == null ? look : new Look(List.of(), look.silence(), nanos.getAsLong());
    return last;
  }

  private Look ask(long now, boolean wasSilent) {
    if (wasSilent) {
      Optional<String> silence = commands.silence();
      if (silence.isPresent()) {
        return new Look(List.of(), silence.get(), now);
      }
    }
    SlurmCommands.Jobs answer = commands.jobs();
    if (answer instanceof SlurmCommands.Jobs.Silent silent) {
      return new Look(List.of(), silent.why(), now);
    }
    return new Look(((SlurmCommands.Jobs.Answered) answer).jobs(), null, now);
  }

  /** Forgets what was seen: something has just been changed. */
  synchronized void outdate() {
    if (last != null && last.silence() == null) {
      last = null;
    }
  }
}
