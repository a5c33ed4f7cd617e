package dev.trotline.diagnose.isolate;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.diagnose.Cause;
import dev.trotline.diagnose.Diagnosis;
import dev.trotline.diagnose.Diagnostician;
import dev.trotline.diagnose.EvidenceLine;
import dev.trotline.executor.Executor;
import dev.trotline.executor.Job;
import dev.trotline.executor.JobStatus;
import dev.trotline.executor.KillReport;
import dev.trotline.executor.Turn;
import dev.trotline.executor.TurnRequest;
import dev.trotline.launch.Implemented;
import dev.trotline.launch.Preflight;
import dev.trotline.launch.ProbeJobs;
import dev.trotline.monitor.Evidence;
import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.Simulator;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Starts probes, looks at them, ends them and says what they died of. */
final class ProbeRunner {

  private static final Set<RunState> LIVE = EnumSet.of(RunState.STARTING, RunState.TRAINING);

  /** The last line of a Python traceback. */
  private static final Pattern ERROR =
      Pattern.compile("^\\s*((?:[A-Za-z_]\\w*\\.)*[A-Z]\\w*(?:Error|Exception|Interrupt))\\b");

  private static final String PREEMPTED = "preempted";

  /** A probe has no work to save. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Study study;
  private final String isolation;
  private final Archive archive;
  private final Executor executor;
  private final Simulator simulator;
  private final ProbeJobs jobs;
  private final Diagnostician diagnostician;
  private final IsolationListener listener;
  private final Duration poll;
  private final LongSupplier nanos;
  private final InstantSource clock;

  /**
   * @param isolation the isolation's name
   * @param archive says which devices runs hold; never written to
   * @param jobs makes the folders
   * @param diagnostician names causes
   * @param poll how often probes are looked at
   * @param nanos a monotonic clock
   * @param clock the wall clock, for probes that an earlier Trotline started
   */
  ProbeRunner(
      Study study,
      String isolation,
      Archive archive,
      Executor executor,
      Simulator simulator,
      ProbeJobs jobs,
      Diagnostician diagnostician,
      IsolationListener listener,
      Duration poll,
      LongSupplier nanos,
      InstantSource clock) {
    this.study = study;
    this.isolation = isolation;
    this.archive = archive;
    this.executor = executor;
    this.simulator = simulator;
    this.jobs = jobs;
    this.diagnostician = diagnostician;
    this.listener = listener;
    this.poll = poll;
    this.nanos = nanos;
    this.clock = clock;
  }

  private Path folder(Probe probe) {
    return ProbeJobs.folder(study, isolation, probe.name());
  }

  private String marker(Probe probe) {
    return ProbeJobs.marker(study, isolation, probe.name());
  }

  JobStatus status(Probe probe) {
    return executor.status(folder(probe));
  }

  /** Follows a probe that was just started, or one that runs since an earlier Trotline. */
  ProbeWatch watch(Probe probe, int iterations, boolean fromStart) {
    long began = nanos.getAsLong();
    if (!fromStart && status(probe) instanceof JobStatus.Running running) {
      Duration before = Duration.between(running.since(), clock.instant());
      began -= Math.max(0, before.toNanos());
    }
    return new ProbeWatch(folder(probe), simulator, poll, iterations, fromStart, began);
  }

  RuleVerdict look(ProbeWatch watch, JobStatus status, Patience patience) {
    return watch.look(status, patience, nanos.getAsLong());
  }

  double seconds(ProbeWatch watch) {
    return watch.seconds(nanos.getAsLong());
  }

  Patience patience(IsolationSettings settings, List<Probe> probes, int envs) {
    return Patience.of(study.config().limits(), settings.patience(), probes, envs);
  }

  /**
   * A turn on devices that neither a run nor one of these probes holds.
   *
   * @param mine devices of the probes that run
   * @param wanted how many probes wait
   */
  Turn turn(List<String> mine, int wanted) {
    Set<String> busy = new HashSet<>(mine);
    for (RunRecord run : archive.runsIn(LIVE)) {
      JobStatus status = executor.status(study.runFolder(run.id()));
      boolean gone = status instanceof JobStatus.Ended || status instanceof JobStatus.Vanished;
      String device = run.device();
      if (!gone && device != null) {
        busy.add(device);
      }
    }
    return executor.turn(
        new TurnRequest(ProbeJobs.study(study), study.root(), busy, Math.max(1, wanted)));
  }

  /** No probe waits for a device. */
  void rest() {
    executor.rest(ProbeJobs.study(study));
  }

  /** What forbids to start a probe now; empty if nothing does. */
  Optional<String> obstacle() {
    Preflight preflight = new Preflight(study, simulator);
    if (preflight.halted()) {
      return Optional.of("the file HALT is there, so no probe is started");
    }
    List<String> problems = preflight.problems();
    return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
  }

  /** Starts a probe; returns once its identity is on disk. */
  void start(
      Probe probe,
      Factors factors,
      IsolationSettings settings,
      Device device,
      IsolationStore store) {
    RunId id = new RunId(settings.experiment(), probe.seed(), true);
    TrainingRequest request =
        new TrainingRequest(
            id, factors.edits(probe.set()), probe.envs(), settings.iterations(), device);
    Job job = jobs.prepare(isolation, probe.name(), request);
    store.announce(probe, factors.names(probe.set()));
    executor.start(job, device);
  }

  /** Ends everything of a probe; true if nothing of it is left. */
  boolean end(Probe probe) {
    Duration asked = study.config().limits().killGrace();
    KillReport report =
        executor.kill(marker(probe), folder(probe), asked.compareTo(GRACE) < 0 ? asked : GRACE);
    if (!report.clean()) {
      listener.problem(probe.name() + " has processes that survive KILL: " + report.survivors());
    }
    return report.clean();
  }

  Probe.Outcome cancelled(int order, double seconds) {
    return new Probe.Outcome(order, true, Symptom.HEALTHY, null, null, 0, 0, 0, seconds);
  }

  /**
   * Ends what is left of a probe that is over, and says how it went; empty if something of it
   * cannot be ended, in which case it keeps its device and is looked at again.
   */
  Optional<Probe.Outcome> settle(
      Probe probe, ProbeWatch watch, JobStatus status, RuleVerdict.Stop stop, int order) {
    double seconds = seconds(watch);
    if (status instanceof JobStatus.Running running && stop.kill()) {
      Evidence.capture(folder(probe), running.pid(), clock);
    }
    if (!end(probe)) {
      return Optional.empty();
    }
    JobStatus last = status(probe);
    if (last instanceof JobStatus.Vanished || last instanceof JobStatus.NotStarted) {
      // Killed together with its supervisor, or the machine went down: no answer.
      return Optional.of(cancelled(order, seconds));
    }
    Artefacts artefacts = simulator.artefacts(folder(probe));
    End end = examine(probe, last, stop, artefacts);
    if (end.symptom().equals(PREEMPTED)) {
      // Somebody's signal says nothing of the experiment.
      return Optional.of(
          new Probe.Outcome(
              order, true, Symptom.HEALTHY, end.cause(), end.evidence(), 0, 0, 0, seconds));
    }
    boolean healthy = end.symptom().equals(Symptom.HEALTHY);
    return Optional.of(
        new Probe.Outcome(
            order,
            false,
            end.symptom(),
            end.cause(),
            end.evidence(),
            artefacts.iterationsDone(),
            healthy ? watch.startup() : 0,
            healthy ? watch.gap() : 0,
            seconds));
  }

  private record End(String symptom, @Nullable String cause, @Nullable String evidence) {}

  private End examine(Probe probe, JobStatus status, RuleVerdict.Stop stop, Artefacts artefacts) {
    Path folder = folder(probe);
    Path log = artefacts.logFolder();
    Implemented implemented = log == null ? null : Implemented.check(folder, log);
    if (implemented != null && implemented.differs()) {
      return new End(Implemented.CAUSE, Implemented.CAUSE, implemented.sentence());
    }
    if (artefacts.complete()) {
      return stop.cause().equals("none") ? new End(Symptom.HEALTHY, null, null) : complete(stop);
    }
    Integer exitCode = status instanceof JobStatus.Ended ended ? ended.exitCode() : null;
    boolean killed = stop.kill();
    if (!killed && exitCode != null && Set.of(129, 130, 143).contains(exitCode)) {
      return new End(PREEMPTED, "ended_by_signal", "something outside ended it");
    }
    RunState state = killed ? stop.state() : RunState.CRASHED;
    Diagnosis diagnosis = diagnostician.runFolder(folder, state, exitCode, artefacts);
    Cause cause = diagnosis.rootCause().orElse(null);
    if (killed) {
      // A rule ended it: what it was ended for is the failure, the log may say more of it.
      String word = cause != null && cause.category().equals("hang") ? cause.cause() : stop.cause();
      return new End(Symptom.of(state, word), word, stop.reason());
    }
    return cause == null
        ? unknown(diagnosis, exitCode)
        : new End(Symptom.of(diagnosis.state(state), cause.cause()), cause.cause(), line(cause));
  }

  /** Two crashes nobody can name are the same if they end with the same error. */
  private static End unknown(Diagnosis diagnosis, @Nullable Integer exitCode) {
    String error = null;
    for (EvidenceLine line : diagnosis.tail()) {
      Matcher matcher = ERROR.matcher(line.text());
      error = matcher.find() ? matcher.group(1) : error;
    }
    String what = error != null ? error : exitCode == null ? "" : "exit " + exitCode;
    return new End(Symptom.crash(what), null, diagnosis.summary());
  }

  /** Complete, but it did not end well: the failure looked for, if any, is that one. */
  private static End complete(RuleVerdict.Stop stop) {
    return stop.cause().equals("shutdown_hang") || stop.cause().equals("shutdown_crash")
        ? new End(stop.cause(), stop.cause(), stop.reason())
        : new End(Symptom.HEALTHY, null, null);
  }

  private static String line(Cause cause) {
    return cause.evidence().isEmpty() ? cause.remedy() : cause.evidence().get(0).text().strip();
  }
}
