package dev.trotline.loop;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.study.Budget;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What may still be spent. Runs are reserved before they are enqueued, at the mean cost of those
 * that finished.
 */
final class Purse {
  /** Before a run has finished nothing is known of its cost; what overspends is cancelled. */
  private static final double UNKNOWN_COST = 0;

  /** Part of its iterations before the pace of a run is believed: at first it only starts up. */
  private static final double TELLING = 0.02;

  /** The same of runs that came to a bad end: what hung took its time for nothing. */
  private static final double TELLING_IF_BAD = 0.1;

  private final Budget budget;
  private final Archive archive;
  private final DoubleSupplier probes;

  /**
   * @param probes device seconds of probes, which are no runs
   */
  Purse(Budget budget, Archive archive, DoubleSupplier probes) {
    this.budget = budget;
    this.archive = archive;
    this.probes = probes;
  }

  /** Device seconds spent so far over all runs, live ones included, and all probes. */
  double spentSeconds() {
    return archive.runs().stream().mapToDouble(RunRecord::deviceSeconds).sum()
        + probes.getAsDouble();
  }

  /** Mean device seconds of a run that finished in one piece, 0 before the first. */
  double costOfARun() {
    return archive.runs().stream()
        .filter(run -> run.state() == RunState.FINISHED && !run.isImported())
        .filter(run -> !run.id().probe() && run.id().repeat() == 0)
        .mapToDouble(RunRecord::deviceSeconds)
        .average()
        .orElse(UNKNOWN_COST);
  }

  /**
   * The same; before the first has finished, what those that have got somewhere would take at the
   * pace they have shown. 0 if none has yet.
   */
  double expectedCost() {
    double measured = costOfARun();
    return measured > 0
        ? measured
        : archive.runs().stream()
            .filter(run -> !run.isImported() && !run.id().probe() && run.id().repeat() == 0)
            .filter(run -> run.iteration() > 0 && run.iterationsAsked() > 0)
            .filter(run -> run.iteration() >= telling(run.state()) * run.iterationsAsked())
            .mapToDouble(run -> run.deviceSeconds() * run.iterationsAsked() / run.iteration())
            .average()
            .orElse(UNKNOWN_COST);
  }

  private static double telling(RunState state) {
    return state.isTerminal() && state != RunState.PREEMPTED ? TELLING_IF_BAD : TELLING;
  }

  /** Device seconds promised to runs that have not ended. */
  private double reservedSeconds() {
    double cost = costOfARun();
    return archive.runs().stream()
        .filter(run -> !run.state().isTerminal())
        .mapToDouble(run -> Math.max(0, cost - run.deviceSeconds()))
        .sum();
  }

  /** How many more runs the device hours allow. */
  int affordableRuns(LoopState state) {
    double left = secondsLeft(state) - reservedSeconds();
    if (left <= 0) {
      return 0;
    }
    double cost = costOfARun();
    return cost <= 0 ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, left / cost);
  }

  /** Device seconds left, infinite without a limit. */
  double secondsLeft(LoopState state) {
    double spent = spentSeconds();
    double left = Double.POSITIVE_INFINITY;
    if (budget.deviceHours() != null) {
      left = Math.min(left, budget.deviceHours() * 3600 - spent);
    }
    if (state.deviceHours() != null) {
      left = Math.min(left, state.deviceHours() * 3600 - (spent - state.deviceSecondsAtStart()));
    }
    return left;
  }

  /** Experiments that may still be made. */
  int experimentsLeft() {
    Integer limit = budget.experiments();
    if (limit == null) {
      return Integer.MAX_VALUE;
    }
    long made =
        archive.experiments().stream()
            .filter(row -> !row.id().equals(ExperimentId.BASELINE) && !row.author().isImport())
            .count();
    return (int) Math.max(0, limit - made);
  }

  /** When the session must be over, or null. */
  @Nullable Instant deadline(LoopState state) {
    Duration wall = budget.wallClock();
    Instant byBudget = wall == null ? null : state.startedAt().plus(wall);
    Instant until = state.until();
    if (until == null) {
      return byBudget;
    }
    return byBudget == null || until.isBefore(byBudget) ? until : byBudget;
  }

  /** True once the session must be over. */
  boolean isPast(LoopState state, Instant now) {
    Instant deadline = deadline(state);
    return deadline != null && !now.isBefore(deadline);
  }

  /** Why nothing may be spent any more, or empty. */
  Optional<String> exhausted(LoopState state, Instant now) {
    return isPast(state, now) ? Optional.of("the deadline has passed") : spent(state);
  }

  /** The same of device hours alone. */
  Optional<String> spent(LoopState state) {
    if (secondsLeft(state) <= 0) {
      return Optional.of(
          String.format(Locale.ROOT, "the device hours are spent (%.2f h)", spentSeconds() / 3600));
    }
    return Optional.empty();
  }

  /**
   * Whether another round of runs of unknown number would end before the deadline, judged by one
   * run's cost.
   */
  boolean fitsBeforeDeadline(LoopState state, Instant now, int rounds) {
    Instant deadline = deadline(state);
    if (deadline == null) {
      return true;
    }
    return now.plusSeconds(Math.round(rounds * costOfARun() * 1.1)).isBefore(deadline);
  }

  /** The runs of a list, as many as can be afforded. */
  <T> List<T> affordable(List<T> runs, LoopState state) {
    int count = affordableRuns(state);
    return count >= runs.size() ? runs : runs.subList(0, count);
  }
}
