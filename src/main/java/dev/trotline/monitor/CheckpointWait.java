package dev.trotline.monitor;

import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.study.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs whose end is decided and that are left alone until their next checkpoint is there or the
 * time for it is up. Kept in memory only: after a restart of Trotline the same rule decides the
 * same again. Belongs to one thread.
 */
final class CheckpointWait {

  /** A trainer may be slower than usual while it saves. */
  private static final double SLOWER = 1.2;

  private static final Duration SLACK = Duration.ofSeconds(30);

  private final Map<RunId, Pending> waiting = new HashMap<>();

  /**
   * What the run looks like now.
   *
   * @param checkpoint its newest whole checkpoint, or null
   * @param iteration how long an iteration takes, zero if unknown
   * @param saveEvery iterations between checkpoints, 0 if unknown
   * @param most longest time to wait
   * @param nanos a monotonic clock's reading
   */
  record Now(
      @Nullable Path checkpoint, Duration iteration, int saveEvery, Duration most, long nanos) {}

  private record Pending(
      RuleVerdict.Stop stop, String rule, @Nullable Path checkpoint, long until) {}

  /** A decision that is to be carried out. */
  record Due(RuleVerdict.Stop stop, String rule) {}

  /** Puts a decision off until the next checkpoint; true if it is a new one. */
  boolean putOff(RunId run, RuleVerdict.Stop stop, String rule, Now now) {
    if (waiting.containsKey(run)) {
      return false;
    }
    double interval = now.saveEvery() * now.iteration().toNanos() * SLOWER + SLACK.toNanos();
    boolean known = now.saveEvery() > 0 && !now.iteration().isZero();
    long wait = known ? Math.min((long) interval, now.most().toNanos()) : now.most().toNanos();
    waiting.put(run, new Pending(stop, rule, now.checkpoint(), now.nanos() + Math.max(0, wait)));
    return true;
  }

  /** What was put off for a run, if its time has come; null otherwise. */
  @Nullable Due due(RunId run, Now now) {
    Pending pending = waiting.get(run);
    if (pending == null) {
      return null;
    }
    boolean saved =
        now.checkpoint() != null && !Objects.equals(now.checkpoint(), pending.checkpoint());
    return saved || now.nanos() - pending.until() >= 0
        ? new Due(pending.stop(), pending.rule())
        : null;
  }

  /** True while a run waits. */
  boolean holds(RunId run) {
    return waiting.containsKey(run);
  }

  /** The run is over. */
  void forget(RunId run) {
    waiting.remove(run);
  }
}
