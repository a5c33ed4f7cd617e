package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.archive.Change;
import dev.trotline.archive.RunRecord;
import dev.trotline.archive.StopIntent;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.executor.Executor;
import dev.trotline.executor.KillReport;
import dev.trotline.process.AtomicFile;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Author;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Starts queued runs on free devices and follows them to their end. Keeps nothing in memory that is
 * not in the archive or in the run folders, so it may die at any instant; the next one carries on.
 * Only the holder of the study's lock may call it.
 *
 * <p>A run is started in four steps, and this is what the next Trotline finds if it dies after:
 *
 * <ol>
 *   <li>the claim: {@code starting} without a process; back to {@code queued};
 *   <li>the folder: the same; the folder's files are written anew before the next start;
 *   <li>the supervisor was spawned but has not claimed the folder: its marker is seen, it is waited
 *       for; a second supervisor in the folder would find the pid file and step back;
 *   <li>the supervisor claimed the folder: {@code starting} with a process, a run like any other.
 * </ol>
 */
public final class Dispatcher {

  private static final Set<RunState> LIVE = EnumSet.of(RunState.STARTING, RunState.TRAINING);

  /** Orphans are rare; looking for them reads the environment of every process. */
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(30);

  private final Study study;
  private final Archive archive;
  private final Executor executor;
  private final Filler filler;
  private final Shortage shortage;
  private final Endings endings;
  private final Settlement settlement;
  private final Adoption adoption;
  private final StudyMarker marker;
  private final InstantSource clock;
  private @Nullable Long sweptAt;

  /**
   * @param study whose runs these are
   * @param archive the study's archive
   * @param executor where they run
   * @param simulator what they run
   * @param postmortem names the cause of a bad end
   * @param clock where times come from
   */
  public Dispatcher(
      Study study,
      Archive archive,
      Executor executor,
      Simulator simulator,
      Postmortem postmortem,
      InstantSource clock) {
    this.study = study;
    this.archive = archive;
    this.executor = executor;
    this.endings = new Endings(study, archive, new Continuation(study, archive, simulator));
    this.settlement =
        new Settlement(study, archive, executor, simulator, postmortem, endings, clock);
    Preparation preparation = new Preparation(study, archive, simulator, clock);
    Starter starter = new Starter(study, archive, executor, preparation, endings, clock);
    Preflight preflight = new Preflight(study, simulator);
    this.filler = new Filler(study, archive, executor, starter, preflight, clock);
    this.shortage = new Shortage(study);
    this.adoption = new Adoption(study, archive, executor::status);
    this.marker = StudyMarker.of(study);
    this.clock = clock;
  }

  /** Value of {@code TROTLINE_RUN} in all processes of a run. */
  public String marker(RunId run) {
    return marker.of(run);
  }

  /** The runs that hold a device, in the order they were enqueued. */
  public List<RunRecord> live() {
    return archive.runsIn(LIVE);
  }

  /** Brings everything up to date, then starts what can be started. Called about once a second. */
  public Tick tick() {
    TickLog log = new TickLog();
    if (sweptAt == null) {
      tidy(log);
    }
    settleAll(log);
    sweep(log);
    relieve(log);
    filler.fill(live(), log);
    return log.toTick();
  }

  /** Brings everything up to date and starts nothing. */
  public Tick reconcile() {
    TickLog log = new TickLog();
    tidy(log);
    settleAll(log);
    sweptAt = null;
    sweep(log);
    return log.toTick();
  }

  /** Brings the live runs up to date, ends those that are to be ended, and does nothing else. */
  public Tick settle() {
    TickLog log = new TickLog();
    settleAll(log);
    return log.toTick();
  }

  /** What a Trotline that died while it wrote files has left. */
  private void tidy(TickLog log) {
    try {
      RunFolder.sweepDrafts(study.runs());
      for (RunRecord run : archive.runs()) {
        if (adoption.lacksOutcome(run.id())) {
          AtomicFile.sweep(study.runFolder(run.id()));
          endings.keepOutcome(run, log);
        }
      }
    } catch (EnvironmentException e) {
      log.problem(e.getMessage());
    }
  }

  private void settleAll(TickLog log) {
    for (RunRecord run : live()) {
      settlement.settle(run, log);
    }
  }

  /** Ends processes that carry this study's marker but belong to no live run. */
  private void sweep(TickLog log) {
    long now = System.nanoTime();
    if (sweptAt != null && now - sweptAt < SWEEP_EVERY.toNanos()) {
      return;
    }
    // Processes first, archive second: a run is claimed before its first process exists.
    for (String found : executor.liveMarkers(marker.prefix())) {
      marker.run(found).ifPresent(run -> judgeMarked(run, log));
      ProbeJobs.find(study, found).ifPresent(probe -> endAbandoned(probe, found, log));
    }
    sweptAt = now;
  }

  private void judgeMarked(RunId id, TickLog log) {
    Optional<RunRecord> known = archive.run(id);
    if (known.isPresent() && !known.get().state().isTerminal()) {
      return;
    }
    if (known.isEmpty() && adopted(id, log)) {
      return;
    }
    KillReport report =
        executor.kill(marker.of(id), study.runFolder(id), study.config().limits().killGrace());
    if (!report.clean()) {
      log.problem(id + " is over but " + report.left());
    }
    if (!report.killed().isEmpty()) {
      String reason = "processes of a run that is not live";
      String evidence = Endings.evidence(report);
      archive.decide(Endings.SELF, "kill", id.toString(), reason, evidence);
    }
  }

  /** Who isolates holds the lock, and so does whoever calls this: nobody drives the probe. */
  private void endAbandoned(ProbeJobs.Found probe, String found, TickLog log) {
    ProbeJobs.Ended ended = ProbeJobs.end(study, executor, found, probe);
    ended.problem().ifPresent(log::problem);
    if (!ended.report().killed().isEmpty()) {
      String evidence = Endings.evidence(ended.report());
      archive.decide(Endings.SELF, "kill", ended.name(), ProbeJobs.Ended.REASON, evidence);
    }
  }

  /** True if the archive has it now, or should have it but cannot read its folder. */
  private boolean adopted(RunId id, TickLog log) {
    try {
      if (!adoption.adopt(id)) {
        return false;
      }
      archive
          .run(id)
          .filter(run -> run.state().isLive())
          .ifPresent(run -> settlement.settle(run, log));
    } catch (InvalidInputException e) {
      log.problem(id + " is running but unknown to the archive: " + e.getMessage());
    }
    return true;
  }

  private void relieve(TickLog log) {
    List<RunRecord> staying =
        live().stream().filter(run -> archive.intent(run.id()).isEmpty()).toList();
    shortage
        .look(staying, log)
        .ifPresent(
            victim -> {
              StopIntent intent =
                  new StopIntent(
                      RunState.PREEMPTED,
                      victim.cause(),
                      victim.note(),
                      Endings.SELF,
                      clock.instant());
              archive.intend(victim.run().id(), intent);
              settlement.settle(victim.run(), log);
            });
  }

  /** From now on only what passes is started. */
  public void admit(StartGate gate) {
    filler.admit(gate);
  }

  /** Ends a run by Trotline's own decision; see {@link #stop(RunId, StopIntent)}. */
  public RunRecord stop(
      RunId id, RunState terminal, @Nullable String cause, @Nullable String note) {
    return stop(id, new StopIntent(terminal, cause, note, Author.system("watch"), clock.instant()));
  }

  /** Takes a run out of the queue or ends it, because a person or the loop wants it so. */
  public RunRecord cancel(RunId id, String reason) {
    return stop(
        id, new StopIntent(RunState.CANCELLED, null, reason, Endings.SELF, clock.instant()));
  }

  /**
   * Ends a run: the decision is recorded, its processes are ended and proven gone, then it gets its
   * final state. A queued run ends at once; one that has ended stays as it is. A run that turns out
   * to have completed is {@code finished} all the same.
   *
   * @return the run as it is now; still live while it is being ended, which is looked after by
   *     every later tick, and as long as something of it survives even KILL
   * @throws InvalidInputException if there is no such run
   */
  public RunRecord stop(RunId id, StopIntent intent) {
    TickLog log = new TickLog();
    Change change = Change.because(intent.cause(), intent.note()).by(intent.author());
    if (!archive.transition(id, RunState.QUEUED, intent.state(), change)) {
      archive.intend(id, intent);
      Optional<RunRecord> run = archive.run(id);
      if (run.isPresent() && run.get().state().isLive()) {
        // The first decision stands, should two be taken at once.
        StopIntent standing = archive.intent(id).orElse(intent);
        settlement.stop(run.get(), standing, log);
      }
    }
    return archive
        .run(id)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "there is no run " + id, null, null, "'trotline status' lists the runs"));
  }
}
