package dev.trotline.monitor.rule;

import dev.trotline.study.Limits;
import dev.trotline.study.StopSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Watches one run: feed it observations, it says whether the run goes on. Not shared between
 * threads. After a restart of Trotline a new watch begins with fresh patience, so that time in
 * which nobody looked never kills a run; the curves are read from the run's files and forget
 * nothing.
 */
public final class RunWatch {

  /** Rules over curves are asked at every so many iterations: what they look at changes slowly. */
  private static final int EVERY = 10;

  private final List<StopRule> rules;
  private final Duration poll;
  private @Nullable Timeline timeline;
  private @Nullable StopRule decided;
  private int judged = -1;

  /** What each rule said last: what one says of curves stands until it is asked again. */
  private final Map<StopRule, RuleVerdict> standing = new HashMap<>();

  /**
   * The usual rules of a run nobody else is compared with.
   *
   * @param limits the study's limits
   * @param poll the interval at which the run is looked at
   */
  public RunWatch(Limits limits, Duration poll) {
    this(StopRules.of(limits, StopSettings.STANDARD, "", List::of), poll);
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
    Timeline past = timeline;
    Timeline now = past == null ? Timeline.begin(latest, poll) : past.advance(latest);
    timeline = now;
    int reached = now.history().last() / EVERY;
    boolean due = reached != judged;
    judged = reached;
    for (StopRule rule : rules) {
      RuleVerdict before = standing.get(rule);
      RuleVerdict verdict =
          rule.readsCurves() && !due && before != null ? before : rule.judge(now, latest);
      standing.put(rule, verdict);
      if (verdict.stops()) {
        decided = rule;
        return verdict;
      }
    }
    return RuleVerdict.carryOn();
  }

  /** Name of the rule that stopped the run last, empty if none did. */
  public String decidedBy() {
    return decided == null ? "" : decided.name();
  }

  /** What has been seen so far, or null before the first look. */
  public @Nullable Timeline timeline() {
    return timeline;
  }
}
