package dev.trotline.monitor.rule;

import dev.trotline.study.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Watches one run: feed it observations, it says whether the run goes on. Not shared between
 * threads. After a restart of Trotline a new watch begins with fresh patience, so that time in
 * which nobody looked never kills a run.
 */
public final class RunWatch {

  private final List<StopRule> rules;
  private final Duration poll;
  private @Nullable Timeline timeline;

  /**
   * The standard rules.
   *
   * @param limits the study's limits
   * @param poll the interval at which the run is looked at
   */
  public RunWatch(Limits limits, Duration poll) {
    this(
        List.of(
            new NonFinite(NonFinite.DEFAULT_ROW),
            new Exit(),
            new TeardownHang(limits.teardown()),
            new NeverStarted(limits.startup()),
            new NoProgress(limits.noProgress(), limits.startup(), limits.teardown())),
        poll);
  }

  /**
   * Other rules; the first that stops decides.
   *
   * @param rules in order of precedence
   * @param poll the interval at which the run is looked at
   */
  public RunWatch(List<StopRule> rules, Duration poll) {
    this.rules = List.copyOf(rules);
    this.poll = Objects.requireNonNull(poll);
  }

  /** Takes in one look and says whether the run goes on. */
  public RuleVerdict observe(Observation latest) {
    Timeline before = timeline;
    Timeline now = before == null ? Timeline.begin(latest, poll) : before.advance(latest);
    timeline = now;
    for (StopRule rule : rules) {
      RuleVerdict verdict = rule.judge(now, latest);
      if (verdict.stops()) {
        return verdict;
      }
    }
    return RuleVerdict.carryOn();
  }

  /** What has been seen so far, or null before the first look. */
  public @Nullable Timeline timeline() {
    return timeline;
  }
}
