package dev.trotline.cli.output;

import dev.trotline.monitor.LiveRun;
import java.util.List;

/**
 * What one look at a study shows.
 *
 * @param runs the live runs, in the order they were enqueued
 * @param queued ids of the runs that wait, next one first
 * @param standing where the loop stands and what is left of its budget, or empty
 * @param problems what keeps runs from being started or ended, one sentence each
 * @param decisions the latest decisions, oldest first, one line each
 */
public record Look(
    List<LiveRun> runs,
    List<String> queued,
    String standing,
    List<String> problems,
    List<String> decisions) {

  public Look {
    runs = List.copyOf(runs);
    queued = List.copyOf(queued);
    problems = List.copyOf(problems);
    decisions = List.copyOf(decisions);
  }

  /** Nothing but runs. */
  public static Look of(List<LiveRun> runs, List<String> queued) {
    return new Look(runs, queued, "", List.of(), List.of());
  }
}
