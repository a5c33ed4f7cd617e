package dev.trotline.monitor;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.archive.StopIntent;
import dev.trotline.error.EnvironmentException;
import dev.trotline.executor.Executor;
import dev.trotline.executor.JobStatus;
import dev.trotline.launch.Dispatcher;
import dev.trotline.launch.Implemented;
import dev.trotline.launch.StartGate;
import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.monitor.rule.StopRules;
import dev.trotline.process.Endurance;
import dev.trotline.process.Pause;
import dev.trotline.process.ProcessFacts;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Author;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.StopSettings;
import dev.trotline.study.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks after all runs of a study: fills free devices, applies the stop rules, has finished runs
 * judged. Belongs to one thread; {@link #poll} is called at a steady pace.
 */
public final class Watch implements AutoCloseable {

  /** The pace at which {@link #poll} should be called. */
  public static final Duration POLL = Duration.ofMillis(500);

  /** Somebody may make room within a night; nobody does so within a week. */
  private static final Duration TROUBLE = Duration.ofHours(12);

  /** How often {@link #rest} looks for an end; a look asks only whether a few files exist. */
  private static final Duration GLANCE = Duration.ofMillis(25);

  /** Purposes of runs whose figures are averaged. */
  private static final Set<String> SAMPLES = Set.of("baseline", "full", "reproduce");

  private static final Author WATCH = Author.system("watch");

  /** After a run was ended for its memory, the others get so long. */
  private static final Duration ONE_AT_A_TIME = Duration.ofMinutes(1);

  private static final Set<RunState> LIVE = EnumSet.of(RunState.STARTING, RunState.TRAINING);
  private static final Set<RunState> OPEN =
      EnumSet.of(RunState.QUEUED, RunState.STARTING, RunState.TRAINING);

  private final Study study;
  private final Archive archive;
  private final Dispatcher dispatcher;
  private final Executor executor;
  private final Simulator simulator;
  private final Settling settling;
  private final InstantSource clock;
  private final WatchListener listener;
  private final Map<RunId, RunFollower> followers = new HashMap<>();
  private final Set<RunId> open = new HashSet<>();
  private final EvidenceDesk evidence;
  private final Endurance endurance;

  /** Runs whose evidence is being taken. */
  private final Set<RunId> ending = new HashSet<>();

  private List<String> problems = List.of();

  private final FinishedRuns finished;
  private final CheckpointWait checkpoints = new CheckpointWait();
  private @Nullable Instant deadline;
  private @Nullable Long lastMemoryStop;

  /**
   * @param study the study
   * @param archive its archive
   * @param dispatcher starts and ends its runs
   * @param executor says whether a run's process exists
   * @param simulator reads what runs left
   * @param settling judges what finished
   * @param clock wall clock, for display only
   * @param listener hears what happens
   */
  public Watch(
      Study study,
      Archive archive,
      Dispatcher dispatcher,
      Executor executor,
      Simulator simulator,
      Settling settling,
      InstantSource clock,
      WatchListener listener) {
    this.study = study;
    this.archive = archive;
    this.dispatcher = dispatcher;
    this.executor = executor;
    this.simulator = simulator;
    this.settling = settling;
    this.clock = clock;
    this.listener = listener;
    this.evidence = new EvidenceDesk(clock);
    this.endurance = new Endurance(TROUBLE, listener::trouble);
    this.finished = new FinishedRuns(study, archive, simulator);
    archive.runsIn(OPEN).forEach(run -> open.add(run.id()));
  }

  /**
   * From when on nothing may run any more. Runs that cannot be done by then are ended in time for a
   * checkpoint (rule {@code deadline}); null for no deadline.
   */
  public void deadline(@Nullable Instant until) {
    deadline = until;
  }

  /**
   * One look at everything. A full disk or a busy archive does not end the night: the runs go on,
   * and so do the looks, until there is room again.
   *
   * @throws EnvironmentException if that lasts too long, or for any other trouble
   */
  public void poll() {
    try {
      lookAtAll();
      endurance.fine();
    } catch (EnvironmentException e) {
      endurance.bear(e);
    }
  }

  private void lookAtAll() {
    if (settings().isOn("hopeless")) {
      finished.poll();
    }
    List<String> found = new ArrayList<>();
    for (RunRecord run : archive.runsIn(LIVE)) {
      look(run, found);
    }
    found.addAll(dispatcher.tick().problems());
    problems = List.copyOf(found);
    listener.problems(problems);
    noticeEnds();
    settling.poll(listener);
  }

  private void look(RunRecord run, List<String> found) {
    if (archive.intent(run.id()).isPresent()) {
      // Decided, by whomever; the dispatcher is at it.
      return;
    }
    Path folder = study.runFolder(run.id());
    RunFollower follower = follower(run.id());
    JobStatus status;
    Artefacts artefacts;
    RuleVerdict verdict;
    long nanos = System.nanoTime();
    try {
      status = executor.status(folder);
      artefacts = simulator.artefacts(folder);
      verdict = verdict(run, status, artefacts, nanos);
    } catch (EnvironmentException e) {
      // One run's files must not keep the others from being watched, ended and started.
      found.add(run.id() + " cannot be watched: " + e.getMessage());
      return;
    }
    // A process that ended by itself is the dispatcher's business: it asks for the post-mortem.
    if (verdict instanceof RuleVerdict.Stop stop && stop.kill()) {
      decided(run, status, stop, artefacts, nanos);
      return;
    }
    var due =
        status instanceof JobStatus.Running
            ? checkpoints.due(run.id(), now(follower, artefacts, nanos))
            : null;
    if (due != null) {
      end(run, status, due.stop(), due.rule());
    } else if (ending.remove(run.id())) {
      // It went on while it was looked at.
      evidence.forget(run.id());
    }
  }

  private RuleVerdict verdict(RunRecord run, JobStatus status, Artefacts artefacts, long nanos) {
    RunFollower follower = follower(run.id());
    Path log = artefacts.logFolder();
    return follower
        .mismatch(study.runFolder(run.id()), log, () -> keepDump(run, log))
        .orElseGet(() -> follower.look(run, status, artefacts, untilDeadline(), nanos));
  }

  private void decided(
      RunRecord run, JobStatus status, RuleVerdict.Stop stop, Artefacts artefacts, long nanos) {
    RunFollower follower = follower(run.id());
    String rule = follower.decidedBy();
    if (rule.equals("memory_growth") && !checkpoints.holds(run.id())) {
      // Ending one run may be enough; the next is looked at again when its memory is free.
      if (lastMemoryStop != null && nanos - lastMemoryStop < ONE_AT_A_TIME.toNanos()) {
        return;
      }
      lastMemoryStop = nanos;
    }
    if (!stop.atCheckpoint()) {
      end(run, status, stop, rule);
      return;
    }
    CheckpointWait.Now now = now(follower, artefacts, nanos);
    if (checkpoints.putOff(run.id(), stop, rule, now)) {
      archive.decide(
          WATCH,
          "stop_intended",
          run.id().toString(),
          stop.reason() + "; it is ended after its next checkpoint",
          evidence(run, stop, rule));
    }
    var due = checkpoints.due(run.id(), now);
    if (due != null) {
      end(run, status, due.stop(), due.rule());
    }
  }

  private CheckpointWait.Now now(RunFollower follower, Artefacts artefacts, long nanos) {
    Duration most = settings().checkpointWait();
    Duration left = untilDeadline();
    if (left != null && left.compareTo(most) < 0) {
      most = left;
    }
    return new CheckpointWait.Now(
        artefacts.finalCheckpoint(),
        follower.iteration(),
        follower.task().saveEvery(),
        most,
        nanos);
  }

  /** Evidence first: what hangs is silent once it is dead. */
  private void end(RunRecord run, JobStatus status, RuleVerdict.Stop stop, String rule) {
    if (ending.add(run.id())) {
      listener.stopping(run, stop);
    }
    boolean ready =
        !(status instanceof JobStatus.Running running)
            || running.pid() == 0
            || stop.atCheckpoint()
            || evidence.taken(run.id(), study.runFolder(run.id()), running.pid());
    if (ready) {
      ending.remove(run.id());
      archive.decide(WATCH, "stop", run.id().toString(), stop.reason(), evidence(run, stop, rule));
      checkpoints.forget(run.id());
      dispatcher.stop(run.id(), stop.state(), stop.cause(), stop.reason());
    }
  }

  /** The rule, its figures, and what the end of the run saves. */
  private String evidence(RunRecord run, RuleVerdict.Stop stop, String rule) {
    List<String> lines = new ArrayList<>();
    if (!rule.isEmpty()) {
      lines.add("rule " + rule);
    }
    lines.addAll(stop.evidence());
    double seconds = follower(run.id()).iteration().toMillis() / 1000.0;
    int missing = run.iterationsAsked() - run.iteration();
    if (seconds > 0 && missing > 0) {
      lines.add(String.format(Locale.ROOT, "%.3g device hours spent", run.deviceSeconds() / 3600));
      lines.add(
          String.format(
              Locale.ROOT, "about %.3g device hours not spent", missing * seconds / 3600));
    }
    return String.join("; ", lines);
  }

  private @Nullable Duration untilDeadline() {
    return deadline == null ? null : Duration.between(clock.instant(), deadline);
  }

  /**
   * Seeds that measure noise or confirm a result must all be there: ending the worst of them would
   * make an experiment look better than it is.
   */
  private StopSettings settings(RunId id) {
    boolean sampled = archive.run(id).map(RunRecord::purpose).filter(SAMPLES::contains).isPresent();
    return sampled ? settings().without(Set.of("hopeless", "plateau")) : settings();
  }

  private StopSettings settings() {
    return study.config().stop();
  }

  private RunFollower follower(RunId run) {
    return followers.computeIfAbsent(
        run,
        id ->
            new RunFollower(
                study.runFolder(id),
                StopRules.of(
                    study.config().limits(),
                    settings(id),
                    study.config().objective().metric(),
                    finished::known),
                POLL));
  }

  /** From now on edits are checked against what the installation itself says. */
  private void keepDump(RunRecord run, @Nullable Path logFolder) {
    Path place = simulator.wantsDump().orElse(null);
    if (place == null || logFolder == null) {
      return;
    }
    try {
      boolean kept =
          Implemented.keepAsReference(
              study.runFolder(run.id()), logFolder, run.id(), simulator.reference(), place);
      if (kept) {
        archive.decide(
            Author.system("watch"),
            "reference",
            run.id().toString(),
            "edits are checked against its configuration from now on",
            place.toString());
      }
    } catch (EnvironmentException e) {
      listener.judgeFailed(run, e.getMessage());
    }
  }

  private void noticeEnds() {
    Set<RunId> now = new HashSet<>();
    archive.runsIn(OPEN).forEach(run -> now.add(run.id()));
    List<RunId> ended = new ArrayList<>(open);
    ended.removeAll(now);
    for (RunId id : ended) {
      followers.remove(id);
      checkpoints.forget(id);
      archive.run(id).ifPresent(listener::ended);
    }
    open.clear();
    open.addAll(now);
  }

  /** The live runs after a fresh look at their consoles; nothing is started, stopped or written. */
  public List<LiveRun> look() {
    for (RunRecord run : archive.runsIn(LIVE)) {
      JobStatus status = executor.status(study.runFolder(run.id()));
      follower(run.id()).look(run, status, null, null, System.nanoTime());
    }
    return live();
  }

  /** The live runs as they look right now, in the order they were enqueued. */
  public List<LiveRun> live() {
    List<LiveRun> views = new ArrayList<>();
    for (RunRecord run : archive.runsIn(LIVE)) {
      views.add(follower(run.id()).view(run, clock.instant()));
    }
    return views;
  }

  /**
   * Waits until the next look is due: {@link #POLL}, or less if a program ends meanwhile, so that
   * its device is not idle for the rest of the time.
   */
  public void rest() {
    List<Path> awaited =
        archive.runsIn(LIVE).stream()
            .map(run -> study.runFolder(run.id()).resolve(ProcessFacts.EXIT_FILE))
            .filter(file -> !Files.exists(file))
            .toList();
    long until = System.nanoTime() + POLL.toNanos();
    while (System.nanoTime() < until && awaited.stream().noneMatch(Files::exists)) {
      Pause.sleep(GLANCE);
    }
  }

  /** What kept runs from being started, watched or ended at the last {@link #poll}. */
  public List<String> problems() {
    return problems;
  }

  /** True while a run is live, or a finished one waits for its judgement. */
  public boolean working() {
    return !archive.runsIn(LIVE).isEmpty() || settling.busy();
  }

  /** True while a run is queued or live, or a finished one waits for its judgement. */
  public boolean busy() {
    return !archive.runsIn(OPEN).isEmpty() || settling.busy();
  }

  /** From now on only what passes is started. */
  public void admit(StartGate gate) {
    dispatcher.admit(gate);
  }

  /** Ends a run for a reason of the caller's; see {@link Dispatcher#stop(RunId, StopIntent)}. */
  public void end(RunId id, StopIntent intent) {
    try {
      dispatcher.stop(id, intent);
    } catch (EnvironmentException e) {
      listener.judgeFailed(archive.run(id).orElseThrow(), "could not be ended: " + e.getMessage());
    }
  }

  /** Takes a run out: queued ones are cancelled, live ones stopped and their processes ended. */
  public void cancel(RunId id, String reason) {
    try {
      dispatcher.cancel(id, reason);
    } catch (EnvironmentException e) {
      listener.judgeFailed(
          archive.run(id).orElseThrow(), "could not be cancelled: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    evidence.close();
    settling.close();
  }
}
