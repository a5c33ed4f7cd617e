package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.archive.Change;
import dev.trotline.archive.RunRecord;
import dev.trotline.archive.StopIntent;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.executor.Executor;
import dev.trotline.executor.Interruption;
import dev.trotline.executor.JobStatus;
import dev.trotline.executor.KillReport;
import dev.trotline.process.ProcessFacts;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the archive agree with what a live run's folder and processes say. Every method may be cut
 * short anywhere and repeated by the next Trotline: facts on disk are read first, nothing of a run
 * is left alive when its device is given back, and its end is one transaction.
 */
final class Settlement {

  /** What a finished program left behind has no work to save. */
  private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(2);

  /** A supervisor needs milliseconds to claim its folder, also on a machine gone slow. */
  private static final double START_PATIENCE_SECONDS = 120;

  /** Pid files are dated by the file system, claims by the clock; less than this is no news. */
  private static final Duration START_SLACK = Duration.ofSeconds(2);

  /** A run in a scheduler's queue costs nothing; its start is moved along with the clock. */
  private static final double WAITING_SLACK_SECONDS = 10;

  private final Study study;
  private final Archive archive;
  private final Executor executor;
  private final Simulator simulator;
  private final Postmortem postmortem;
  private final StudyMarker marker;
  private final InstantSource clock;
  private final Kills kills;
  private final Map<RunId, Optional<Interruption>> interruptions = new HashMap<>();
  private final Endings endings;

  /** Reading a large log takes seconds. */
  private final Errands<Postmortem.End> postmortems =
      new Errands<>("post-mortem", Duration.ofMillis(200));

  /** How runs that are not written down yet were ended. */
  private final Map<RunId, KillReport> proofs = new HashMap<>();

  Settlement(
      Study study,
      Archive archive,
      Executor executor,
      Simulator simulator,
      Postmortem postmortem,
      Endings endings,
      InstantSource clock) {
    this.study = study;
    this.archive = archive;
    this.executor = executor;
    this.simulator = simulator;
    this.postmortem = postmortem;
    this.marker = StudyMarker.of(study);
    this.endings = endings;
    this.kills = new Kills(study, executor);
    this.clock = clock;
  }

  /** Brings a live run up to date. */
  void settle(RunRecord run, TickLog log) {
    try {
      Optional<StopIntent> intent = archive.intent(run.id());
      JobStatus status = executor.status(folder(run));
      if (intent.isPresent()) {
        carryOut(run, intent.get(), log);
      } else if (status instanceof JobStatus.NotStarted) {
        notStarted(run, log);
      } else if (status instanceof JobStatus.Running running) {
        running(run, running);
      } else if (status instanceof JobStatus.Waiting waiting) {
        waiting(run, waiting, log);
      } else if (status instanceof JobStatus.Unknown unknown) {
        log.problem(unknown.why() + "; its runs are left as they are");
      } else {
        over(run, status, null, log);
      }
    } catch (ReadFailure e) {
      log.problem(run.id() + " cannot be looked at: " + e.getMessage());
    }
  }

  /** Carries out a recorded decision now. */
  void stop(RunRecord run, StopIntent intent, TickLog log) {
    try {
      carryOut(run, intent, log);
    } catch (ReadFailure e) {
      throw new EnvironmentException(
          run.id() + " was killed but its files cannot be read: " + e.getMessage(),
          "the next 'trotline' command on this study tries again",
          e);
    }
  }

  /**
   * A claimed run without a pid file: an earlier Trotline died before it started anything, or its
   * supervisor is just coming up. Starting again in the same folder is safe, because the pid file
   * is the supervisor's claim and only one can make it.
   */
  private void notStarted(RunRecord run, TickLog log) {
    if (executor.liveMarkers(marker.prefix()).contains(marker.of(run.id()))) {
      if (run.deviceSeconds() / run.devices() > START_PATIENCE_SECONDS
          && run.state() == RunState.STARTING) {
        kills.kill(run, LEFTOVER_GRACE, log);
      }
      return;
    }
    if (!(executor.status(folder(run)) instanceof JobStatus.NotStarted)) {
      // It came up between the two looks and is even over by now; the next tick sees all of it.
      return;
    }
    if (run.state() == RunState.STARTING) {
      archive.transition(run.id(), RunState.STARTING, RunState.QUEUED, Change.none());
    } else {
      String note = "its process is gone and so are the files that say how it ended";
      Postmortem.End end = new Postmortem.End(RunState.LOST, "folder_gone", note);
      endings.end(run.id(), new Endings.Facts(end, null, null, null), log);
    }
  }

  /** It costs nothing until it runs, however long that takes. */
  private void waiting(RunRecord run, JobStatus.Waiting waiting, TickLog log) {
    if (run.state() == RunState.STARTING && run.deviceSeconds() > WAITING_SLACK_SECONDS) {
      archive.startedAt(run.id(), clock.instant());
    }
    if (waiting.stuck()) {
      log.problem(
          run.id() + " waits and will not start unless somebody helps: " + waiting.reason());
    }
  }

  private void running(RunRecord run, JobStatus.Running running) {
    Artefacts artefacts = artefacts(run);
    archive.inTransaction(
        () -> {
          correctStart(run, running.since());
          int done = artefacts.iterationsDone();
          int asked = Math.max(artefacts.iterationsAsked(), run.iterationsAsked());
          if (run.state() == RunState.STARTING && done > 0) {
            archive.transition(
                run.id(), RunState.STARTING, RunState.TRAINING, Change.none().with(done, asked));
          } else if (done != run.iteration() || asked != run.iterationsAsked()) {
            archive.progress(run.id(), done, asked);
          }
        });
  }

  /**
   * A run put on its way by a Trotline that died at once may have been claimed long before; and
   * when the clock is set, every start moves with it, or hours would be paid that never were.
   */
  private void correctStart(RunRecord run, Instant since) {
    Instant recorded = run.startedAt();
    Instant start = since.isBefore(run.queuedAt()) ? run.queuedAt() : since;
    if (recorded != null
        && Duration.between(recorded, start).abs().compareTo(START_SLACK) > 0
        && start.isBefore(clock.instant())) {
      archive.startedAt(run.id(), start);
    }
  }

  /**
   * Carries out a recorded decision to stop a run: kill, proof, final state. Where even KILL does
   * not help, the run keeps its device and is tried again later.
   */
  private void carryOut(RunRecord run, StopIntent intent, TickLog log) {
    KillReport report = kills.kill(run, study.config().limits().killGrace(), log).orElse(null);
    if (report == null) {
      return;
    }
    JobStatus status = executor.status(folder(run));
    if (status instanceof JobStatus.Running) {
      log.problem(run.id() + " was killed but its folder still says that it runs");
    } else if (status instanceof JobStatus.Unknown unknown) {
      log.problem(run.id() + " was cancelled; " + unknown.why());
    } else if (status instanceof JobStatus.NotStarted || status instanceof JobStatus.Waiting) {
      Postmortem.End end = new Postmortem.End(RunState.CRASHED, null, null);
      endings.end(run.id(), new Endings.Facts(end, null, null, report), log);
    } else {
      over(run, status, report, log);
    }
  }

  /** A run whose program has ended: nothing of it may be left alive, then it gets its end. */
  private void over(RunRecord run, JobStatus status, @Nullable KillReport earlier, TickLog log) {
    // Asked once, before anything is ended: afterwards it may look like somebody's kill.
    Interruption interruption =
        interruptions
            .computeIfAbsent(run.id(), id -> executor.interruption(marker.of(id), folder(run)))
            .orElse(null);
    KillReport known = earlier == null ? proofs.get(run.id()) : earlier;
    KillReport report = known == null ? kills.kill(run, leftoverGrace(), log).orElse(null) : known;
    if (report == null) {
      return;
    }
    proofs.put(run.id(), report);
    Optional<Instant> claimed = claimed(run);
    Optional<Duration> ran = ProcessFacts.ran(folder(run));
    if (ran.isPresent() && status instanceof JobStatus.Ended ended) {
      correctStart(run, ended.at().minus(ran.get()));
    } else if (claimed.isPresent()) {
      // It may have begun and ended between two looks, long after it got its place in a queue.
      correctStart(run, claimed.get());
    } else if (interruption != null) {
      archive.startedAt(run.id(), clock.instant());
    }
    Integer exitCode = status instanceof JobStatus.Ended ended ? ended.exitCode() : null;
    Instant at = status instanceof JobStatus.Ended ended ? ended.at() : lastSign(run);
    Artefacts artefacts = artefacts(run);
    Optional<Postmortem.End> end = examine(run, exitCode, artefacts, interruption);
    if (end.isEmpty()) {
      return;
    }
    endings.end(run.id(), new Endings.Facts(end.get(), at, artefacts, report, interruption), log);
    interruptions.remove(run.id());
    proofs.remove(run.id());
  }

  /** Its end; empty while the post-mortem is under way. */
  private Optional<Postmortem.End> examine(
      RunRecord run,
      @Nullable Integer exitCode,
      Artefacts artefacts,
      @Nullable Interruption interruption) {
    Path log = artefacts.logFolder();
    Implemented implemented = log == null ? null : Implemented.check(folder(run), log);
    if (implemented != null && implemented.differs()) {
      return Optional.of(
          new Postmortem.End(RunState.CRASHED, Implemented.CAUSE, implemented.sentence()));
    }
    if (artefacts.complete()) {
      String note =
          exitCode != null && exitCode == 0
              ? null
              : "complete, although "
                  + (exitCode == null
                      ? "nothing says how it ended"
                      : "its exit code is " + exitCode);
      return Optional.of(new Postmortem.End(RunState.FINISHED, null, note));
    }
    if (archive.intent(run.id()).isPresent()) {
      // Why it ended is known; see Endings.
      return Optional.of(new Postmortem.End(RunState.CRASHED, null, null));
    }
    if (interruption != null) {
      return Optional.of(interrupted(interruption));
    }
    RunState suggested = suggested(exitCode);
    if (suggested != RunState.CRASHED && ProcessFacts.machineRestarted(folder(run))) {
      // An orderly shutdown ends programs by TERM, a power cut by nothing at all.
      return Optional.of(
          new Postmortem.End(
              RunState.PREEMPTED,
              Continuation.MACHINE_RESTARTED,
              "the machine was restarted while it ran"));
    }
    return postmortems.done(run.id(), () -> postmortem(run, suggested, exitCode, artefacts));
  }

  private Postmortem.End postmortem(
      RunRecord run, RunState suggested, @Nullable Integer exitCode, Artefacts artefacts) {
    try {
      return postmortem.examine(run.id(), folder(run), suggested, exitCode, artefacts);
    } catch (InvalidInputException | EnvironmentException | IllegalArgumentException e) {
      // A log that cannot be read must not keep a run from ending.
      return new Postmortem.End(
          suggested, "unexplained", "the post-mortem failed: " + e.getMessage());
    }
  }

  /** Causes are the words of the failure vocabulary. */
  private static Postmortem.End interrupted(Interruption by) {
    return switch (by.kind()) {
      case TIME_LIMIT, PREEMPTED, NODE_FAILED, REQUEUED ->
          new Postmortem.End(RunState.PREEMPTED, "terminated_by_signal", by.sentence());
      case OUT_OF_MEMORY ->
          new Postmortem.End(RunState.OUT_OF_MEMORY, "host_memory_exhausted", by.sentence());
      case CANCELLED -> new Postmortem.End(RunState.CANCELLED, null, by.sentence());
      case NOT_STARTED -> new Postmortem.End(RunState.CRASHED, "start_failed", by.sentence());
    };
  }

  /** HUP, INT and TERM that Trotline did not send come from a shutdown, a scheduler or a person. */
  private static RunState suggested(@Nullable Integer exitCode) {
    if (exitCode == null) {
      return RunState.LOST;
    }
    return Set.of(129, 130, 143).contains(exitCode) ? RunState.PREEMPTED : RunState.CRASHED;
  }

  private Duration leftoverGrace() {
    Duration grace = study.config().limits().killGrace();
    return grace.compareTo(LEFTOVER_GRACE) < 0 ? grace : LEFTOVER_GRACE;
  }

  private Optional<Instant> claimed(RunRecord run) {
    return ProcessFacts.isClaimed(folder(run))
        ? Optional.of(ProcessFacts.claimedAt(folder(run)))
        : Optional.empty();
  }

  /** The last time anything was written; nobody was there to see the end. */
  private Instant lastSign(RunRecord run) {
    for (String name : new String[] {"console.log", "pid"}) {
      try {
        return Files.getLastModifiedTime(folder(run).resolve(name)).toInstant();
      } catch (IOException absent) {
        continue;
      }
    }
    return clock.instant();
  }

  /** Trouble with one run's files, which must not stop the others. */
  private static final class ReadFailure extends RuntimeException {
    private ReadFailure(RuntimeException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private Artefacts artefacts(RunRecord run) {
    try {
      return simulator.artefacts(folder(run));
    } catch (InvalidInputException | EnvironmentException e) {
      throw new ReadFailure(e);
    }
  }

  private Path folder(RunRecord run) {
    return study.runFolder(run.id());
  }
}
