package dev.trotline.monitor;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.EnvironmentException;
import dev.trotline.executor.Executor;
import dev.trotline.executor.JobStatus;
import dev.trotline.launch.Dispatcher;
import dev.trotline.launch.Implemented;
import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.process.Pause;
import dev.trotline.process.ProcessFacts;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Author;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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

  /** How often {@link #rest} looks for an end; a look asks only whether a few files exist. */
  private static final Duration GLANCE = Duration.ofMillis(25);

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

  /** Verdicts on runs whose evidence is being taken. */
  private final Map<RunId, RuleVerdict.Stop> decided = new HashMap<>();

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
    archive.runsIn(OPEN).forEach(run -> open.add(run.id()));
  }

  /** One look at everything. */
  public void poll() {
    for (RunRecord run : archive.runsIn(LIVE)) {
      look(run);
    }
    dispatcher.tick();
    noticeEnds();
    settling.poll(listener);
  }

  private void look(RunRecord run) {
    if (archive.intent(run.id()).isPresent()) {
      // Decided, by whomever; the dispatcher is at it.
      return;
    }
    Path folder = study.runFolder(run.id());
    RunFollower follower =
        followers.computeIfAbsent(
            run.id(), id -> new RunFollower(folder, study.config().limits(), POLL));
    var status = executor.status(folder);
    Artefacts artefacts = simulator.artefacts(folder);
    RuleVerdict verdict =
        follower
            .mismatch(folder, artefacts.logFolder(), () -> keepDump(run, artefacts.logFolder()))
            .orElseGet(() -> follower.look(run, status, artefacts, System.nanoTime()));
    // A process that ended by itself is the dispatcher's business: it asks for the post-mortem.
    if (verdict instanceof RuleVerdict.Stop stop && stop.kill()) {
      stop(run, stop, status);
    } else if (decided.remove(run.id()) != null) {
      // It went on while it was looked at.
      evidence.forget(run.id());
    }
  }

  /** Evidence first: what hangs is silent once it is dead. */
  private void stop(RunRecord run, RuleVerdict.Stop stop, JobStatus status) {
    if (decided.put(run.id(), stop) == null) {
      listener.stopping(run, stop);
    }
    boolean ready =
        !(status instanceof JobStatus.Running running)
            || running.pid() == 0
            || evidence.taken(run.id(), study.runFolder(run.id()), running.pid());
    if (ready) {
      decided.remove(run.id());
      dispatcher.stop(run.id(), stop.state(), stop.cause(), stop.reason());
    }
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
      archive.run(id).ifPresent(listener::ended);
    }
    open.clear();
    open.addAll(now);
  }

  /** The live runs after a fresh look at their consoles; nothing is started, stopped or written. */
  public List<LiveRun> look() {
    for (RunRecord run : archive.runsIn(LIVE)) {
      Path folder = study.runFolder(run.id());
      followers
          .computeIfAbsent(run.id(), id -> new RunFollower(folder, study.config().limits(), POLL))
          .look(run, executor.status(folder), null, System.nanoTime());
    }
    return live();
  }

  /** The live runs as they look right now, in the order they were enqueued. */
  public List<LiveRun> live() {
    List<LiveRun> views = new ArrayList<>();
    for (RunRecord run : archive.runsIn(LIVE)) {
      RunFollower follower =
          followers.computeIfAbsent(
              run.id(), id -> new RunFollower(study.runFolder(id), study.config().limits(), POLL));
      views.add(follower.view(run, clock.instant()));
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

  /** True while a run is queued or live, or a finished one waits for its judgement. */
  public boolean busy() {
    return !archive.runsIn(OPEN).isEmpty() || settling.busy();
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
