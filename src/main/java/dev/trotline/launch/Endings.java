package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.archive.Change;
import dev.trotline.archive.RunRecord;
import dev.trotline.archive.StopIntent;
import dev.trotline.error.EnvironmentException;
import dev.trotline.executor.Interruption;
import dev.trotline.executor.KillReport;
import dev.trotline.simulator.Artefacts;
import dev.trotline.study.Author;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives runs their final state: once, truly, and together with what the journal says of it. */
final class Endings {

  static final Author SELF = Author.system("dispatcher");

  private final Study study;
  private final Archive archive;
  private final Continuation continuation;

  Endings(Study study, Archive archive, Continuation continuation) {
    this.study = study;
    this.archive = archive;
    this.continuation = continuation;
  }

  /**
   * What is known of a run nothing of which is left alive.
   *
   * @param end what it came to, had nobody decided to stop it
   * @param at when it ended, or null for now
   * @param artefacts what it left, or null if it was never started
   * @param kill how its processes were ended, or null if none were left to end
   * @param interruption what ended it from outside, or null if nobody says so
   */
  record Facts(
      Postmortem.End end,
      @Nullable Instant at,
      @Nullable Artefacts artefacts,
      @Nullable KillReport kill,
      @Nullable Interruption interruption) {

    Facts(
        Postmortem.End end,
        @Nullable Instant at,
        @Nullable Artefacts artefacts,
        @Nullable KillReport kill) {
      this(end, at, artefacts, kill, null);
    }
  }

  /** Ends a live run; does nothing if somebody else was quicker. */
  void end(RunId id, Facts facts, TickLog log) {
    Optional<Continuation.Plan> plan =
        continuation.plan(
            archive.run(id).orElseThrow(),
            facts.end(),
            archive.intent(id).orElse(null),
            facts.interruption());
    if (archive.inTransaction(() -> write(id, facts, plan))) {
      RunRecord run = archive.run(id).orElseThrow();
      log.ended(run);
      keepOutcome(run, log);
    }
  }

  private boolean write(RunId id, Facts facts, Optional<Continuation.Plan> plan) {
    RunRecord run = archive.run(id).orElseThrow();
    if (!run.state().isLive()) {
      return false;
    }
    // Read here and not earlier: whoever killed it wrote the reason before the kill.
    StopIntent intent = archive.intent(id).orElse(null);
    KillReport kill = facts.kill();
    if (kill != null && !kill.killed().isEmpty()) {
      journal(id, intent, kill);
    }
    RunState state = intent == null ? facts.end().state() : stateOf(facts.end(), intent);
    Change change = change(state, facts.end(), intent).at(facts.at());
    Artefacts artefacts = facts.artefacts();
    if (artefacts != null) {
      change =
          change.with(
              Math.max(artefacts.iterationsDone(), run.iteration()),
              Math.max(artefacts.iterationsAsked(), run.iterationsAsked()));
    }
    boolean written = archive.transition(id, run.state(), state, change);
    if (written && state == RunState.PREEMPTED) {
      plan.ifPresent(next -> continuation.carryOut(next, run));
    }
    return written;
  }

  /**
   * Who reached the last iteration has finished, unless what was learned is not even a number; and
   * nobody can decide that an incomplete run has finished.
   */
  private static RunState stateOf(Postmortem.End end, StopIntent intent) {
    if (end.state() == RunState.FINISHED && intent.state() != RunState.DIVERGED) {
      return RunState.FINISHED;
    }
    return intent.state() == RunState.FINISHED ? RunState.CRASHED : intent.state();
  }

  private static Change change(RunState state, Postmortem.End end, @Nullable StopIntent intent) {
    if (intent == null) {
      return Change.because(end.cause(), end.note());
    }
    if (state == intent.state()) {
      return Change.because(intent.cause(), intent.note()).by(intent.author());
    }
    String note =
        state == RunState.FINISHED
            ? "complete, although it was to be stopped as " + intent.state().word()
            : "stopped as finished, but its training is not complete";
    return Change.because(null, note).by(intent.author());
  }

  private void journal(RunId id, @Nullable StopIntent intent, KillReport report) {
    Author author = intent == null ? SELF : intent.author();
    String reason =
        intent == null
            ? "processes left behind by a run that has ended"
            : intent.note() == null ? intent.state().word() : intent.note();
    archive.decide(author, "kill", id.toString(), reason, evidence(report));
  }

  static String evidence(KillReport report) {
    return report.lastSignal().equals(KillReport.SCANCEL)
        ? "scancel ended Slurm jobs, or a sweep processes: " + report.killed()
        : report.lastSignal() + " ended processes " + report.killed();
  }

  /** Writes what a rebuilt archive would need; the archive itself has it already. */
  void keepOutcome(RunRecord run, TickLog log) {
    try {
      RunOutcome.write(study.runFolder(run.id()), run);
    } catch (EnvironmentException e) {
      log.problem("the end of " + run.id() + " is in the archive only: " + e.getMessage());
    }
  }
}
