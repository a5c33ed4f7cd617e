package dev.trotline.monitor;

import dev.trotline.archive.RunRecord;
import dev.trotline.executor.JobStatus;
import dev.trotline.launch.Implemented;
import dev.trotline.metrics.ScalarSeries;
import dev.trotline.metrics.console.ConsoleBlock;
import dev.trotline.metrics.console.ConsoleLog;
import dev.trotline.metrics.console.ConsoleState;
import dev.trotline.metrics.event.EventTail;
import dev.trotline.monitor.rule.Iteration;
import dev.trotline.monitor.rule.Observation;
import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.monitor.rule.RunWatch;
import dev.trotline.simulator.Artefacts;
import dev.trotline.study.Limits;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows one live run's console: feeds the stop rules and remembers what a person wants to see.
 */
final class RunFollower {
  /** A console that speaks this often needs no second source. */
  private static final Duration QUIET = Duration.ofSeconds(5);

  /** Looking into the event file costs more than into the console. */
  private static final Duration TAIL_EVERY = Duration.ofSeconds(3);

  /** Points of the curve kept; beyond, every second one is dropped. */
  private static final int POINTS = 64;

  private static final List<String> ERROR_TAGS =
      List.of(
          "Metrics/base_velocity/mean_error_vel_xy",
          "Metrics/base_velocity/error_vel_xy",
          "Metrics/twist/error_vel_xy");

  private final ConsoleLog console;
  private final RunWatch watch;
  private @Nullable Long lastBlock;
  private @Nullable EventTail tail;
  private @Nullable Path tailed;
  private long lastTail;
  private boolean compared;
  private final List<Double> curve = new ArrayList<>();
  private int stride = 1;
  private long seen = -1;
  private double metric = Double.NaN;
  private final Pace pace = new Pace();

  RunFollower(Path runFolder, Limits limits, Duration poll) {
    this.console = ConsoleLog.fromTail(runFolder.resolve("console.log"));
    this.watch = new RunWatch(limits, poll);
  }

  /** One look; {@code nanos} is a monotonic clock's reading. */
  RuleVerdict look(RunRecord run, JobStatus status, @Nullable Artefacts artefacts, long nanos) {
    if (status instanceof JobStatus.Waiting || status instanceof JobStatus.Unknown) {
      // Time in a scheduler's queue is no silence, and what nobody knows is no evidence.
      return RuleVerdict.carryOn();
    }
    console.poll();
    ConsoleState state = console.state();
    ConsoleBlock block = state.last();
    List<Iteration> fresh = new ArrayList<>();
    if (block != null && block.iteration() > seen) {
      remember(block.iteration(), block.scalars(), nanos);
      fresh.add(new Iteration((int) block.iteration(), took(block), block.scalars()));
      lastBlock = nanos;
    } else if (isQuiet(nanos) && artefacts != null && artefacts.logFolder() != null) {
      logged(artefacts.logFolder(), nanos).ifPresent(fresh::add);
    }
    Integer exitCode = status instanceof JobStatus.Ended ended ? ended.exitCode() : null;
    boolean complete = artefacts != null && artefacts.complete();
    int done = (int) Math.max(run.iteration(), Math.max(seen, state.lastIteration()) + 1);
    return watch.observe(
        new Observation(
            Duration.ofNanos(nanos),
            run.state(),
            status instanceof JobStatus.Running,
            exitCode,
            done,
            run.iterationsAsked(),
            complete || state.saidDone(),
            fresh));
  }

  private boolean isQuiet(long nanos) {
    return lastBlock == null || nanos - lastBlock > QUIET.toNanos();
  }

  /**
   * A console that is buffered, or lost, says nothing for hours while the event file grows (surface
   * §3.1); silence alone is no hang.
   */
  private Optional<Iteration> logged(Path logFolder, long nanos) {
    if (tail == null || !logFolder.equals(tailed)) {
      tail = new EventTail(logFolder);
      tailed = logFolder;
    } else if (nanos - lastTail < TAIL_EVERY.toNanos()) {
      return Optional.empty();
    }
    lastTail = nanos;
    if (!tail.poll() || tail.series().lastIteration() <= seen) {
      return Optional.empty();
    }
    Map<String, Double> scalars = new LinkedHashMap<>();
    for (ScalarSeries series : tail.series().all().values()) {
      if (!series.isEmpty()) {
        scalars.put(series.tag(), series.value(series.size() - 1));
      }
    }
    long iteration = tail.series().lastIteration();
    remember(iteration, scalars, nanos);
    return Optional.of(new Iteration((int) iteration, null, scalars));
  }

  /**
   * Once the trainer has written its configuration: stop if it is not the one asked for.
   *
   * @param asAsked what to do, once, if it is
   */
  Optional<RuleVerdict> mismatch(Path runFolder, @Nullable Path logFolder, Runnable asAsked) {
    if (compared || logFolder == null) {
      return Optional.empty();
    }
    Implemented implemented = Implemented.check(runFolder, logFolder);
    compared = implemented.known();
    if (compared && !implemented.differs()) {
      asAsked.run();
    }
    return implemented.differs()
        ? Optional.of(
            new RuleVerdict.Stop(
                RunState.CRASHED,
                Implemented.CAUSE,
                implemented.sentence(),
                implemented.differences(),
                true))
        : Optional.empty();
  }

  private static @Nullable Duration took(ConsoleBlock block) {
    Double seconds = block.scalars().get("Iteration time");
    return seconds == null || !Double.isFinite(seconds) || seconds < 0
        ? null
        : Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private void remember(long iteration, Map<String, Double> scalars, long nanos) {
    seen = iteration;
    for (String tag : ERROR_TAGS) {
      if (scalars.containsKey(tag)) {
        metric = scalars.get(tag);
        break;
      }
    }
    pace.at(iteration, scalars, metric, nanos);
    Double reward = scalars.get("Train/mean_reward");
    if (reward != null && seen % stride == 0) {
      curve.add(reward);
      if (curve.size() > POINTS) {
        for (int i = curve.size() - 1; i > 0; i -= 2) {
          curve.remove(i);
        }
        stride *= 2;
      }
    }
  }

  LiveRun view(RunRecord run, Instant now) {
    Duration running =
        run.startedAt() == null ? Duration.ZERO : Duration.between(run.startedAt(), now);
    int done = (int) Math.max(run.iteration(), seen + 1);
    String device = run.device() == null ? "" : run.device();
    return new LiveRun(
        run.id(),
        run.state(),
        device,
        done,
        run.iterationsAsked(),
        running.isNegative() ? Duration.ZERO : running,
        pace.left(run.iterationsAsked() - done, run.iterationsAsked() > 0, System.nanoTime()),
        pace.iterationsPerSecond(),
        pace.stepsPerSecond(),
        metric,
        curve,
        pace.errors());
  }
}
