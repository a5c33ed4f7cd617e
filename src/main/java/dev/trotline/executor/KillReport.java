package dev.trotline.executor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a job was ended.
 *
 * @param lastSignal the strongest signal needed: INT, TERM, KILL, {@link #SCANCEL} if a scheduler
 *     was asked to, or NONE if it was gone already
 * @param killed ids of the processes that were signalled, or of the scheduler's jobs
 * @param survivors processes that could not be ended; empty is the proof
 * @param doubt why it cannot be said that all is gone, one clause, or null if it can
 */
public record KillReport(
    String lastSignal, List<Long> killed, List<Long> survivors, @Nullable String doubt) {

  /** Slurm ended it; {@link #killed} are its job ids. */
  public static final String SCANCEL = "scancel";

  public KillReport {
    killed = List.copyOf(killed);
    survivors = List.copyOf(survivors);
  }

  /** A report without doubts. */
  public KillReport(String lastSignal, List<Long> killed, List<Long> survivors) {
    this(lastSignal, killed, survivors, null);
  }

  /** True if nothing of the job is left. */
  public boolean clean() {
    return survivors.isEmpty() && doubt == null;
  }

  /** What is left of it, one clause. */
  public String left() {
    return doubt == null ? "has processes that survive KILL: " + survivors : doubt;
  }
}
