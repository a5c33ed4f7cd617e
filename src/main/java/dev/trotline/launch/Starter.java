package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.archive.Change;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.error.RefusedException;
import dev.trotline.executor.Executor;
import dev.trotline.executor.Job;
import dev.trotline.executor.JobStatus;
import dev.trotline.simulator.Device;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Puts one queued run on one device. The steps and their repair are listed at Dispatcher. */
final class Starter {

  /** What became of the attempt to start a run on a device. */
  enum Attempt {
    /** The device is taken. */
    STARTED,
    /** The run cannot be started, another may. */
    SKIPPED,
    /** Nothing can be started for now. */
    GIVE_UP
  }

  /** One may be its own fault. */
  private static final int FEW_FAILURES = 2;

  private static final Duration HOLD = Duration.ofMinutes(10);

  private final Study study;
  private final Archive archive;
  private final Executor executor;
  private final Preparation preparation;
  private final Endings endings;
  private final InstantSource clock;
  private int failures;
  private long failedAt;
  private String failure = "";

  Starter(
      Study study,
      Archive archive,
      Executor executor,
      Preparation preparation,
      Endings endings,
      InstantSource clock) {
    this.study = study;
    this.archive = archive;
    this.executor = executor;
    this.preparation = preparation;
    this.endings = endings;
    this.clock = clock;
  }

  Attempt start(RunRecord run, Device device, TickLog log) {
    RunId id = run.id();
    Optional<String> closed = executor.closed().or(this::failing);
    if (closed.isPresent()) {
      log.problem(closed.get());
      return Attempt.GIVE_UP;
    }
    if (!archive.claim(id, device.name(), device.count())) {
      return Attempt.SKIPPED;
    }
    if (!(executor.status(study.runFolder(id)) instanceof JobStatus.NotStarted)) {
      // Started by a Trotline whose record of it is lost; it is followed from here on.
      return Attempt.STARTED;
    }
    Job job;
    try {
      job = preparation.prepare(archive.run(id).orElseThrow(), device);
    } catch (InvalidInputException e) {
      crash(id, "invalid_experiment", e, log);
      return Attempt.SKIPPED;
    } catch (EnvironmentException e) {
      archive.transition(id, RunState.STARTING, RunState.QUEUED, Change.none());
      log.problem(id + " could not be prepared: " + e.getMessage());
      return Attempt.GIVE_UP;
    }
    return spawn(id, job, device, log);
  }

  /** Where nothing can be started at all, the queue of a night is not spent on finding it out. */
  private Optional<String> failing() {
    boolean hold = failures >= FEW_FAILURES && System.nanoTime() - failedAt < HOLD.toNanos();
    return hold
        ? Optional.of("starting failed " + failures + " times in a row, so it waits: " + failure)
        : Optional.empty();
  }

  private Attempt spawn(RunId id, Job job, Device device, TickLog log) {
    try {
      executor.start(job, device);
    } catch (RefusedException e) {
      if (!(executor.status(job.folder()) instanceof JobStatus.NotStarted)) {
        // A supervisor of an earlier Trotline claimed the folder at this very moment.
        return Attempt.STARTED;
      }
      archive.transition(id, RunState.STARTING, RunState.QUEUED, Change.none());
      log.problem(id + " stays in the queue: " + e.getMessage());
      return Attempt.GIVE_UP;
    } catch (EnvironmentException e) {
      executor.kill(job.marker(), job.folder(), Duration.ZERO);
      if (executor.status(job.folder()) instanceof JobStatus.NotStarted) {
        if (e.passing()) {
          archive.transition(id, RunState.STARTING, RunState.QUEUED, Change.none());
          log.problem(id + " stays in the queue: " + e.getMessage());
          return Attempt.GIVE_UP;
        }
        crash(id, "start_failed", e, log);
        failures++;
        failedAt = System.nanoTime();
        failure = e.getMessage();
        return Attempt.GIVE_UP;
      }
      return Attempt.STARTED;
    }
    failures = 0;
    archive.startedAt(id, clock.instant());
    log.started(id);
    if (archive.run(id).orElseThrow().state().isTerminal()) {
      // Somebody cancelled it between the claim and the start.
      executor.kill(job.marker(), job.folder(), study.config().limits().killGrace());
    }
    return Attempt.STARTED;
  }

  private void crash(RunId id, String cause, RuntimeException why, TickLog log) {
    Postmortem.End end = new Postmortem.End(RunState.CRASHED, cause, why.getMessage());
    endings.end(id, new Endings.Facts(end, null, null, null), log);
  }
}
