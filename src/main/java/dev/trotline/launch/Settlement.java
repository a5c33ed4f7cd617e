package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.archive.Change;
import dev.trotline.archive.RunRecord;
import dev.trotline.archive.StopIntent;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.executor.Executor;
import dev.trotline.executor.JobStatus;
import dev.trotline.executor.KillReport;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Author;
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
import org.jspecify.annotations.Nullable;

/**
 * Makes the archive agree with what a live run's folder and processes say. Every method may be cut
 * short anywhere and repeated by the next Trotline: facts on disk are read first, nothing of a run
 * is left alive when its device is given back, and its end is one transaction.
 */
final class Settlement {

  static final Author SELF = Author.system("dispatcher");

  /** What a finished program left behind has no work to save. */
  private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(2);

  /** A supervisor needs milliseconds to claim its folder, also on a machine gone slow. */
  private static final double START_PATIENCE_SECONDS = 120;

  /** Pid files are dated by the file system, claims by the clock; less than this is no news. */
  private static final Duration START_SLACK = Duration.ofSeconds(2);

  /** What KILL did not end will not end at the next tick either. */
  private static final Duration KILL_AGAIN_AFTER = Duration.ofSeconds(30);

  private final Study study;
  private final Archive archive;
  private final Executor executor;
  private final Simulator simulator;
  private final Postmortem postmortem;
  private final StudyMarker marker;
  private final InstantSource clock;
  private final Map<RunId, Long> killFailedAt = new HashMap<>();

  Settlement(
      Study study,
      Archive archive,
      Executor executor,
      Simulator simulator,
      Postmortem postmortem,
      InstantSource clock) {
    this.study = study;
    this.archive = archive;
    this.executor = executor;
    this.simulator = simulator;
    this.postmortem = postmortem;
    this.marker = StudyMarker.of(study);
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
      } else {
        over(run, status, null, log);
      }
    } catch (ReadFailure e) {
      log.problem(run.id() + " cannot be looked at: " + e.getMessage());
    }
  }

  /** Carries out a decision at once, whatever a kill did that failed a moment ago. */
  void stop(RunRecord run, StopIntent intent, TickLog log) {
    try {
      killFailedAt.remove(run.id());
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
      if (run.deviceSeconds() > START_PATIENCE_SECONDS && run.state() == RunState.STARTING) {
        kill(run, LEFTOVER_GRACE, log);
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
      end(run, null, new Postmortem.End(RunState.LOST, "folder_gone", note), null, log);
    }
  }

  private void running(RunRecord run, JobStatus.Running running) {
    Artefacts artefacts = artefacts(run);
    archive.inTransaction(
        () -> {
          if (run.state() == RunState.STARTING) {
            correctStart(run, running.since());
          }
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

  /** A run put on its way by a Trotline that died at once may have been claimed long before. */
  private void correctStart(RunRecord run, Instant since) {
    Instant recorded = run.startedAt();
    if (recorded != null
        && Duration.between(recorded, since).abs().compareTo(START_SLACK) > 0
        && since.isBefore(clock.instant())) {
      archive.startedAt(run.id(), since);
    }
  }

  /**
   * Carries out a recorded decision to stop a run: kill, proof, final state. Where even KILL does
   * not help, the run keeps its device and is tried again later.
   */
  private void carryOut(RunRecord run, StopIntent intent, TickLog log) {
    Long failedAt = killFailedAt.get(run.id());
    if (failedAt != null && System.nanoTime() - failedAt < KILL_AGAIN_AFTER.toNanos()) {
      log.problem(run.id() + " still has processes that do not die");
      return;
    }
    KillReport report = kill(run, study.config().limits().killGrace(), log);
    if (!report.clean()) {
      return;
    }
    JobStatus status = executor.status(folder(run));
    if (status instanceof JobStatus.Running) {
      log.problem(run.id() + " was killed but its folder still says that it runs");
    } else if (status instanceof JobStatus.NotStarted) {
      Postmortem.End end = new Postmortem.End(intent.state(), intent.cause(), intent.note());
      end(run, null, end, report, log);
    } else {
      over(run, status, report, log);
    }
  }

  /** A run whose program has ended: nothing of it may be left alive, then it gets its end. */
  private void over(RunRecord run, JobStatus status, @Nullable KillReport earlier, TickLog log) {
    KillReport report = earlier == null ? kill(run, leftoverGrace(), log) : earlier;
    if (!report.clean()) {
      return;
    }
    Integer exitCode = status instanceof JobStatus.Ended ended ? ended.exitCode() : null;
    Instant at = status instanceof JobStatus.Ended ended ? ended.at() : lastSign(run);
    Artefacts artefacts = artefacts(run);
    Postmortem.End end = examine(run, exitCode, artefacts);
    RunRecord upToDate = archive.run(run.id()).orElse(run);
    end(
        upToDate,
        new Ending(at, artefacts),
        end,
        report.lastSignal().equals("NONE") ? null : report,
        log);
  }

  /** When an ended run ended, and what it left. */
  private record Ending(Instant at, Artefacts artefacts) {}

  private Postmortem.End examine(RunRecord run, @Nullable Integer exitCode, Artefacts artefacts) {
    if (artefacts.complete()) {
      String note =
          exitCode != null && exitCode == 0
              ? null
              : "complete, although "
                  + (exitCode == null
                      ? "nothing says how it ended"
                      : "its exit code is " + exitCode);
      return new Postmortem.End(RunState.FINISHED, null, note);
    }
    if (archive.intent(run.id()).isPresent()) {
      return new Postmortem.End(RunState.CRASHED, null, null);
    }
    RunState suggested = exitCode == null ? RunState.LOST : RunState.CRASHED;
    try {
      return postmortem.examine(run.id(), folder(run), suggested, exitCode, artefacts);
    } catch (InvalidInputException | EnvironmentException | IllegalArgumentException e) {
      // A log that cannot be read must not keep a run from ending.
      return new Postmortem.End(
          suggested, "unexplained", "the post-mortem failed: " + e.getMessage());
    }
  }

  /** The one place where runs get their final state. */
  private void end(
      RunRecord run,
      @Nullable Ending ending,
      Postmortem.End end,
      @Nullable KillReport report,
      TickLog log) {
    boolean done =
        archive.inTransaction(
            () -> {
              RunRecord fresh = archive.run(run.id()).orElse(run);
              if (!fresh.state().isLive()) {
                return false;
              }
              StopIntent intent = archive.intent(run.id()).orElse(null);
              if (report != null && !report.lastSignal().equals("NONE")) {
                journalKill(run.id(), intent, report);
              }
              Change change = intent == null ? change(end) : change(end, intent);
              if (ending != null) {
                Artefacts artefacts = ending.artefacts();
                int asked = Math.max(artefacts.iterationsAsked(), fresh.iterationsAsked());
                change =
                    change
                        .with(Math.max(artefacts.iterationsDone(), fresh.iteration()), asked)
                        .at(ending.at());
              }
              RunState state = intent == null ? end.state() : stateOf(end, intent);
              return archive.transition(run.id(), fresh.state(), state, change);
            });
    if (done) {
      killFailedAt.remove(run.id());
      RunRecord record = archive.run(run.id()).orElseThrow();
      log.ended(record);
      keepOutcome(record, log);
    }
  }

  private static Change change(Postmortem.End end) {
    return Change.because(end.cause(), end.note());
  }

  private static Change change(Postmortem.End end, StopIntent intent) {
    if (stateOf(end, intent) == intent.state()) {
      return Change.because(intent.cause(), intent.note()).by(intent.author());
    }
    String note = "complete; was to be stopped as " + intent.state().word();
    return Change.because(null, note).by(intent.author());
  }

  /** Who reached the last iteration has finished, unless what was learned is not even a number. */
  private static RunState stateOf(Postmortem.End end, StopIntent intent) {
    if (end.state() == RunState.FINISHED && intent.state() != RunState.DIVERGED) {
      return RunState.FINISHED;
    }
    // Nobody can decide that an incomplete run has finished.
    return intent.state() == RunState.FINISHED ? RunState.CRASHED : intent.state();
  }

  private void journalKill(RunId id, @Nullable StopIntent intent, KillReport report) {
    String reason =
        intent == null
            ? "processes left behind by a run that has ended"
            : intent.note() == null ? "to be " + intent.state().word() : intent.note();
    archive.decide(
        intent == null ? SELF : intent.author(), "kill", id.toString(), reason, evidence(report));
  }

  static String evidence(KillReport report) {
    return report.lastSignal() + " ended processes " + report.killed();
  }

  private KillReport kill(RunRecord run, Duration grace, TickLog log) {
    KillReport report = executor.kill(marker.of(run.id()), folder(run), grace);
    if (report.clean()) {
      killFailedAt.remove(run.id());
    } else {
      killFailedAt.put(run.id(), System.nanoTime());
      log.problem(
          run.id()
              + " has processes that survive KILL and keep "
              + run.device()
              + ": "
              + report.survivors());
    }
    return report;
  }

  private Duration leftoverGrace() {
    Duration grace = study.config().limits().killGrace();
    return grace.compareTo(LEFTOVER_GRACE) < 0 ? grace : LEFTOVER_GRACE;
  }

  /** Writes what a rebuilt archive would need; the archive itself has it already. */
  void keepOutcome(RunRecord run, TickLog log) {
    try {
      RunOutcome.write(study.runFolder(run.id()), run);
    } catch (EnvironmentException e) {
      log.problem("the end of " + run.id() + " is in the archive only: " + e.getMessage());
    }
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
