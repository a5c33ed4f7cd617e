package dev.trotline.loop;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.archive.StopIntent;
import dev.trotline.launch.StartGate;
import dev.trotline.monitor.LiveRun;
import dev.trotline.simulator.rslrl.Checkpoints;
import dev.trotline.study.Author;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has the runs of a session over by its deadline. Nothing is started that by measured cost would
 * end too late: it waits for the next session. What is still training is ended in time, and where
 * possible right after a checkpoint, for everything learned after the last checkpoint is lost; the
 * next session carries it on from there.
 */
final class Curfew implements StartGate {

  /** A run is given this much more than those before it took on average. */
  private static final double COST_MARGIN = 1.1;

  /** Forecasts are believed if they would hold for a run this much faster, too. */
  private static final double FASTER = 0.8;

  private static final Duration COST_AGE = Duration.ofSeconds(1);
  private static final Duration REPORT = Duration.ofSeconds(5);
  private static final Duration PER_RUN = Duration.ofSeconds(3);

  /** A short session is not all lead. */
  private static final int LEAST_SHARE = 10;

  private static final Set<RunState> LIVE = EnumSet.of(RunState.STARTING, RunState.TRAINING);
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  /** What is known of the checkpoints of a run: the newest one and how far apart they are. */
  private record Saved(int newest, int interval) {}

  private final LoopParts parts;
  private final Archive archive;
  private final Purse purse;
  private final Map<RunId, Saved> saved = new HashMap<>();
  private @Nullable LoopState state;
  private @Nullable Instant costAt;
  private double cost;

  Curfew(LoopParts parts, Purse purse) {
    this.parts = parts;
    this.archive = parts.archive();
    this.purse = purse;
  }

  /** From now on this is the session. */
  void follow(LoopState session) {
    this.state = session;
  }

  @Override
  public Optional<String> refuse(RunRecord run) {
    LoopState session = state;
    Instant deadline = session == null ? null : purse.deadline(session);
    if (session == null || deadline == null) {
      return Optional.empty();
    }
    Instant now = parts.clock().instant();
    double cost = cost(now) * share(run) * COST_MARGIN;
    Instant ends = now.plusMillis(Math.round(1000 * cost));
    if (ends.isBefore(deadline.minus(lead(session, deadline, 1)))) {
      return Optional.empty();
    }
    return Optional.of(
        "what would end after the deadline ("
            + clock(deadline)
            + ") is not started; it waits for the next session");
  }

  /** Asked once for a whole queue: it takes a look at every run there is. */
  private double cost(Instant now) {
    Instant at = costAt;
    if (at == null || Duration.between(at, now).abs().compareTo(COST_AGE) > 0) {
      cost = purse.expectedCost();
      costAt = now;
    }
    return cost;
  }

  /** How much of its training a queued run has still to do, 0 to 1. */
  private double share(RunRecord run) {
    if (run.id().repeat() == 0) {
      return 1;
    }
    RunId id = run.id();
    return archive
        .run(new RunId(id.experiment(), id.seed(), id.probe(), id.repeat() - 1))
        .filter(before -> before.iterationsAsked() > 0)
        .map(before -> 1 - Math.min(1.0, (double) before.iteration() / before.iterationsAsked()))
        .orElse(1.0);
  }

  /** Ends the runs whose time has come. */
  void look(LoopState session, Instant now) {
    Instant deadline = purse.deadline(session);
    if (deadline == null) {
      return;
    }
    List<LiveRun> live = parts.watch().live();
    Duration lead = lead(session, deadline, live.size());
    for (LiveRun run : live) {
      if (isDue(run, now, deadline.minus(lead), deadline.minus(lead.dividedBy(2)))) {
        parts
            .watch()
            .end(
                run.id(),
                new StopIntent(
                    RunState.PREEMPTED,
                    StopIntent.DEADLINE,
                    "the deadline is "
                        + clock(deadline)
                        + "; the next session carries it on from its last checkpoint",
                    Author.system("loop"),
                    now));
      }
    }
  }

  /**
   * Whether a run is to be ended now.
   *
   * @param usual when ending begins
   * @param latest how long a checkpoint that is about to be written is waited for
   */
  private boolean isDue(LiveRun run, Instant now, Instant usual, Instant latest) {
    Duration soonest = soonestGain(run);
    if (!now.isBefore(usual)) {
      return soonest == null || !now.isBefore(latest) || now.plus(soonest).isAfter(latest);
    }
    if (soonest == null) {
      return false;
    }
    Duration atBest = Duration.ofMillis(Math.round(FASTER * soonest.toMillis()));
    return now.plus(atBest).isAfter(latest);
  }

  /** Time until the run is over or saves its next checkpoint, or null while unknown. */
  private @Nullable Duration soonestGain(LiveRun run) {
    double speed = run.iterationsPerSecond();
    Duration left = run.left();
    Saved known = checkpoints(run.id());
    if (left == null || known == null || !(speed > 0) || known.interval() <= 0) {
      return null;
    }
    // A checkpoint is named for the iteration it was saved after, counted from 0.
    int next = known.newest() + known.interval();
    double seconds = Math.max(0, next + 1 - run.iteration()) / speed;
    Duration save = Duration.ofMillis(Math.round(1000 * seconds));
    return save.compareTo(left) < 0 ? save : left;
  }

  private @Nullable Saved checkpoints(RunId id) {
    Path checkpoint = parts.simulator().artefacts(parts.study().runFolder(id)).finalCheckpoint();
    OptionalInt newest =
        checkpoint == null ? OptionalInt.empty() : Checkpoints.iteration(checkpoint);
    if (newest.isEmpty()) {
      return null;
    }
    Saved before = saved.get(id);
    int interval =
        before == null
            ? usualInterval()
            : newest.getAsInt() > before.newest()
                ? newest.getAsInt() - before.newest()
                : before.interval();
    Saved now = new Saved(newest.getAsInt(), interval);
    saved.put(id, now);
    return now;
  }

  private int usualInterval() {
    return parts.reference().at("agent.save_interval") instanceof Number number
        ? number.intValue()
        : 0;
  }

  /** True once nothing more can be done in this session. */
  boolean isOver(LoopState session, Instant now) {
    Instant deadline = purse.deadline(session);
    if (deadline == null) {
      return false;
    }
    if (!now.isBefore(deadline)) {
      // A stubborn program takes its grace; what outlives that is ended by the next session.
      Duration grace = parts.study().config().limits().killGrace().multipliedBy(2).plus(REPORT);
      return archive.runsIn(LIVE).isEmpty() || now.isAfter(deadline.plus(grace));
    }
    List<RunRecord> queue = archive.runsIn(EnumSet.of(RunState.QUEUED));
    return !queue.isEmpty()
        && !parts.watch().working()
        && queue.stream().allMatch(run -> refuse(run).isPresent());
  }

  /** Why the session is over. */
  String reason(LoopState session) {
    Instant deadline = purse.deadline(session);
    int queued = archive.runsIn(EnumSet.of(RunState.QUEUED)).size();
    return "the deadline "
        + (deadline == null ? "" : clock(deadline))
        + (queued == 0
            ? ""
            : "; "
                + queued
                + (queued == 1 ? " run waits" : " runs wait")
                + " for the next session");
  }

  /** Time before the deadline at which so many runs must begin to be ended. */
  private static Duration lead(LoopState session, Instant deadline, int runs) {
    Duration wanted = REPORT.plus(PER_RUN.multipliedBy(runs));
    Duration most = Duration.between(session.startedAt(), deadline).dividedBy(LEAST_SHARE);
    return wanted.compareTo(most) < 0 ? wanted : most.isNegative() ? Duration.ZERO : most;
  }

  private static String clock(Instant at) {
    return CLOCK.format(at.atZone(ZoneId.systemDefault()));
  }
}
