package dev.trotline.executor;

import java.util.List;

/**
 * How a job was ended.
 *
 * @param lastSignal the strongest signal needed: INT, TERM, KILL, or NONE if it was gone already
 * @param killed ids of the processes that were signalled
 * @param survivors processes that could not be ended; empty is the proof
 */
public record KillReport(String lastSignal, List<Long> killed, List<Long> survivors) {

  public KillReport {
    killed = List.copyOf(killed);
    survivors = List.copyOf(survivors);
  }

  /** True if nothing of the job is left. */
  public boolean clean() {
    return survivors.isEmpty();
  }
}
