package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A run whose iterations stopped coming while its process lives. It waits the longer of a fixed
 * limit and five median iterations (as long as a start-up may take where no iteration's duration is
 * known yet, as after a restart of Trotline), and after the last iteration as long as a teardown
 * may take, for the last checkpoint is written then.
 */
public final class NoProgress implements StopRule {

  private static final int MEDIANS = 5;

  /**
   * The limit is the time by which a hang is noticed (design §10): looks are apart, and what a run
   * prints is read a little later.
   */
  private static final Duration EARLY = Duration.ofSeconds(2);

  private static final Duration LONG = Duration.ofSeconds(30);

  private final Duration limit;
  private final Duration startup;
  private final Duration teardown;

  /**
   * @param limit shortest time without an iteration that counts as a hang
   * @param startup patience as long as nobody knows how long an iteration takes
   * @param teardown time a run may take after its last iteration
   */
  public NoProgress(Duration limit, Duration startup, Duration teardown) {
    this.limit = Objects.requireNonNull(limit);
    this.startup = Objects.requireNonNull(startup);
    this.teardown = Objects.requireNonNull(teardown);
  }

  @Override
  public String name() {
    return "no_progress";
  }

  @Override
  public RuleVerdict judge(Timeline timeline, Observation latest) {
    if (!latest.alive() || latest.complete() || timeline.iterationsDone() == 0) {
      return RuleVerdict.carryOn();
    }
    Duration median = timeline.medianIteration();
    Duration known = timeline.recent().isEmpty() ? startup : median.multipliedBy(MEDIANS);
    Duration patience = max(limit, known);
    boolean last =
        latest.iterationsAsked() > 0 && timeline.iterationsDone() >= latest.iterationsAsked();
    if (last) {
      patience = max(patience, teardown);
    }
    if (patience.compareTo(LONG) >= 0) {
      patience = patience.minus(EARLY);
    }
    if (timeline.sinceProgress().compareTo(patience) <= 0) {
      return RuleVerdict.carryOn();
    }
    String where =
        timeline.iterationsDone()
            + (latest.iterationsAsked() > 0 ? " of " + latest.iterationsAsked() : "");
    return new RuleVerdict.Stop(
        RunState.HUNG,
        "training_stalled",
        "no iteration for " + Durations.text(timeline.sinceProgress()) + " after " + where,
        List.of(
            "median iteration " + Durations.text(median),
            "patience " + Durations.text(patience) + ", idle " + idle(timeline)),
        true);
  }

  private static String idle(Timeline timeline) {
    return Durations.text(timeline.sinceProgress());
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
