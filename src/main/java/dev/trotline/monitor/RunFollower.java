package dev.trotline.monitor;

import dev.trotline.archive.RunRecord;
import dev.trotline.executor.JobStatus;
import dev.trotline.launch.Implemented;
import dev.trotline.metrics.console.ConsoleBlock;
import dev.trotline.metrics.console.ConsoleLog;
import dev.trotline.metrics.console.ConsoleState;
import dev.trotline.monitor.rule.Iteration;
import dev.trotline.monitor.rule.Observation;
import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.monitor.rule.RunWatch;
import dev.trotline.monitor.rule.StopRule;
import dev.trotline.monitor.rule.Surroundings;
import dev.trotline.monitor.rule.Surroundings.TaskFacts;
import dev.trotline.monitor.rule.Timeline;
import dev.trotline.simulator.Artefacts;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

  /** Reading the memory of a process group costs some milliseconds. */
  private static final Duration MEMORY_EVERY = Duration.ofSeconds(10);

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
  private final RunCurves curves;
  private @Nullable TaskFacts task;
  private Surroundings.@Nullable Memory memory;
  private @Nullable Long lastMemory;
  private boolean compared;
  private final List<Double> curve = new ArrayList<>();
  private int stride = 1;
  private long seen = -1;
  private double metric = Double.NaN;
  private final Pace pace = new Pace();

  RunFollower(Path runFolder, List<StopRule> rules, Duration poll) {
    Path log = runFolder.resolve("console.log");
    this.console = ConsoleLog.fromTail(log);
    this.curves = new RunCurves(log);
    this.watch = new RunWatch(rules, poll);
  }

  /**
   * One look.
   *
   * @param untilDeadline time left until nothing may run any more, or null
   * @param nanos a monotonic clock's reading
   */
  RuleVerdict look(
      RunRecord run,
      JobStatus status,
      @Nullable Artefacts artefacts,
      @Nullable Duration untilDeadline,
      long nanos) {
    if (status instanceof JobStatus.Waiting || status instanceof JobStatus.Unknown) {
      // Time in a scheduler's queue is no silence, and what nobody knows is no evidence.
      return RuleVerdict.carryOn();
    }
    console.poll();
    ConsoleState state = console.state();
    ConsoleBlock block = state.last();
    Path logFolder = artefacts == null ? null : artefacts.logFolder();
    List<Iteration> logged = curves.readEvents(logFolder, nanos);
    List<Iteration> fresh = new ArrayList<>();
    if (block != null && block.iteration() > seen) {
      remember(block.iteration(), block.scalars(), nanos);
      curves.printed(block);
      fresh.add(new Iteration((int) block.iteration(), took(block), block.scalars()));
      lastBlock = nanos;
    } else if (isQuiet(nanos) && !logged.isEmpty()) {
      // A console that is buffered, or lost, says nothing for hours while the event file grows
      // (surface §3.1); silence alone is no hang.
      Iteration newest = logged.get(logged.size() - 1);
      if (newest.number() > seen) {
        fresh.addAll(logged);
        remember(newest.number(), newest.scalars(), nanos);
      }
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
            fresh,
            new Surroundings(
                memory(status, nanos),
                untilDeadline,
                Duration.ofMillis(Math.round(1000 * run.deviceSeconds())),
                task(logFolder),
                curves.history())));
  }

  private TaskFacts task(@Nullable Path logFolder) {
    // Before the first iteration it may be half written.
    if (task == null
        && logFolder != null
        && curves.history().length() > 0
        && TaskReader.isThere(logFolder)) {
      task = TaskReader.read(logFolder);
    }
    return task == null ? TaskFacts.UNKNOWN : task;
  }

  private Surroundings.@Nullable Memory memory(JobStatus status, long nanos) {
    boolean due = lastMemory == null || nanos - lastMemory >= MEMORY_EVERY.toNanos();
    if (due && status instanceof JobStatus.Running running && running.pid() > 0) {
      lastMemory = nanos;
      memory = MemoryProbe.look(running.pid());
    }
    return memory;
  }

  /** What the rules know of the task. */
  TaskFacts task() {
    return task == null ? TaskFacts.UNKNOWN : task;
  }

  /** How long an iteration takes, zero while unknown. */
  Duration iteration() {
    Timeline timeline = watch.timeline();
    return timeline == null ? Duration.ZERO : timeline.medianIteration();
  }

  /** Name of the rule that stopped it, empty if none did. */
  String decidedBy() {
    return watch.decidedBy();
  }

  private boolean isQuiet(long nanos) {
    return lastBlock == null || nanos - lastBlock > QUIET.toNanos();
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
    Double seconds = block.scalars().get("Perf/iteration_time");
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
