package dev.trotline.diagnose.isolate;

import dev.trotline.archive.Archive;
import dev.trotline.diagnose.Diagnostician;
import dev.trotline.diagnose.isolate.search.Findings;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.error.RefusedException;
import dev.trotline.executor.Executor;
import dev.trotline.executor.KillReport;
import dev.trotline.launch.ProbeJobs;
import dev.trotline.process.Interrupt;
import dev.trotline.process.Pause;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Author;
import dev.trotline.study.Quarantine;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the part of an experiment that makes it fail: begins an isolation or carries one on, sees
 * it through, and puts the answer on record. The caller holds the study's lock.
 */
public final class Isolator {

  /** Most probes of an isolation, if nobody says otherwise (docs/isolate.md). */
  public static final int PROBES = 250;

  /** Shortest silence that counts as a hang, if nobody says otherwise. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Longest time that ending the probes may hold up Ctrl-C. */
  private static final Duration LEAVE = Duration.ofSeconds(30);

  private static final Author SELF = Author.system("isolate");

  private final Study study;
  private final Archive archive;
  private final Executor executor;
  private final Simulator simulator;
  private final Diagnostician diagnostician;
  private final InstantSource clock;
  private final Duration poll;
  private final IsolationListener listener;

  /**
   * @param study the study
   * @param archive its archive
   * @param executor where probes run
   * @param simulator what they run
   * @param diagnostician names causes
   * @param clock dates what is written
   * @param poll how often probes are looked at
   * @param listener hears what happens
   */
  public Isolator(
      Study study,
      Archive archive,
      Executor executor,
      Simulator simulator,
      Diagnostician diagnostician,
      InstantSource clock,
      Duration poll,
      IsolationListener listener) {
    this.study = study;
    this.archive = archive;
    this.executor = executor;
    this.simulator = simulator;
    this.diagnostician = diagnostician;
    this.clock = clock;
    this.poll = poll;
    this.listener = listener;
  }

  /**
   * Sees an isolation through; one that is finished is only shown again.
   *
   * @throws InvalidInputException if the experiment cannot be taken apart like this, or was changed
   *     since the isolation began
   */
  public IsolationResult isolate(IsolationRequest request) {
    // Refused before anything is tried: the answer is to be written there.
    StudyFiles.quarantine(study);
    IsolationStore store =
        new IsolationStore(study, request.experiment().id() + "-" + request.kind().word());
    endAbandoned(store, request.again());
    if (request.again()) {
      endEvery(store);
      store.setAside();
    }
    IsolationSettings settings = new Choice(study, simulator).settings(request, store);
    Factors factors = factors(request, settings);
    Optional<IsolationSettings> before = store.settings();
    if (before.isEmpty() || before.get().most() != settings.most()) {
      // In this order: dying in between leaves no answer that was taken back.
      store.reopen();
      store.begin(settings, factors.names());
    }
    IsolationResult result = drive(settings, factors, store);
    if (!store.tells(result.toJson())) {
      conclude(result, store);
    }
    return result;
  }

  /**
   * What {@link #isolate} would do; starts and writes nothing.
   *
   * @throws InvalidInputException as that would
   */
  public IsolationPlan plan(IsolationRequest request) {
    StudyFiles.quarantine(study);
    IsolationSettings settings =
        new Choice(study, simulator)
            .settings(
                request,
                new IsolationStore(study, request.experiment().id() + "-" + request.kind().word()));
    return new IsolationPlan(settings, factors(request, settings));
  }

  /**
   * Ends probes that nobody drives: this process holds the lock, so whoever started them is gone.
   *
   * @param store the isolation that is carried on
   * @param again true if it is begun anew, so that nothing of it is spared
   */
  private void endAbandoned(IsolationStore store, boolean again) {
    String own = String.valueOf(store.folder().getFileName());
    for (ProbeJobs.Ended ended : ProbeJobs.endAbandoned(study, executor, again ? null : own)) {
      if (ended.of(own) && !ended.report().clean()) {
        throw surviving(ended.name(), ended.report());
      }
      ended.problem().ifPresent(listener::problem);
      if (!ended.report().killed().isEmpty()) {
        String evidence = "killed " + ended.report().killed();
        archive.decide(SELF, "kill", ended.name(), ProbeJobs.Ended.REASON, evidence);
      }
    }
  }

  /**
   * Ends what is left of an isolation that is begun anew, whatever its records say: they may be
   * torn, which is why it is begun anew.
   */
  private void endEvery(IsolationStore store) {
    String isolation = String.valueOf(store.folder().getFileName());
    for (String probe : store.unfinished()) {
      KillReport report =
          executor.kill(
              ProbeJobs.marker(study, isolation, probe),
              ProbeJobs.folder(study, isolation, probe),
              study.config().limits().killGrace());
      if (!report.clean()) {
        throw surviving(probe + " of " + isolation, report);
      }
    }
  }

  private static EnvironmentException surviving(String probe, KillReport report) {
    return new EnvironmentException(
        probe + " has processes that survive KILL: " + report.survivors(),
        "end them, then begin anew");
  }

  private Factors factors(IsolationRequest request, IsolationSettings settings) {
    Factors factors =
        Factors.of(
            request.kind(),
            study,
            request.experiment(),
            simulator.reference(),
            simulator::requireExpressible,
            settings.sizes().get(settings.sizes().size() - 1));
    if (!factors.config().hash().equals(settings.configHash())) {
      throw new InvalidInputException(
          request.experiment().id() + " was changed since its isolation began",
          "experiments/" + request.experiment().id() + ".yaml",
          null,
          "begin anew with --again");
    }
    return factors;
  }

  private IsolationResult drive(IsolationSettings settings, Factors factors, IsolationStore store) {
    ProbeRunner runner =
        new ProbeRunner(
            study,
            settings.name(),
            archive,
            executor,
            simulator,
            new ProbeJobs(study, simulator, clock),
            diagnostician,
            listener,
            poll,
            System::nanoTime,
            clock);
    ProbeJobs.tidy(study, settings.name());
    // Closed in this order: the probes are ended while the end of this process is held up.
    try (Interrupt interrupt = new Interrupt(LEAVE);
        Isolation isolation = new Isolation(settings, factors, store, runner, listener)) {
      while (!interrupt.heard() && isolation.step()) {
        Pause.sleep(poll);
      }
      if (interrupt.heard()) {
        throw new RefusedException("interrupted", "the same command carries on");
      }
      return isolation.result();
    }
  }

  private void conclude(IsolationResult result, IsolationStore store) {
    for (Quarantine.Entry entry : entries(result)) {
      StudyFiles.addToQuarantine(study, entry);
    }
    String run = result.settings().run();
    String subject = run == null ? result.settings().experiment().toString() : run;
    String folder = "isolations/" + result.settings().name();
    boolean told =
        archive.decisionsAbout(subject).stream()
            .anyMatch(
                d ->
                    d.kind().equals("isolate")
                        && d.evidence().equals(folder)
                        && d.reason().equals(result.verdict()));
    if (!told) {
      archive.decide(SELF, "isolate", subject, result.verdict(), folder);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schema", "trotline/isolate/1");
    document.putAll(result.toJson());
    store.finish(document);
  }

  /** What the planner is to keep clear of from now on; nothing if nothing was isolated. */
  public List<Quarantine.Entry> entries(IsolationResult result) {
    List<Quarantine.Entry> entries = new ArrayList<>();
    String date = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
    for (Findings.Culprit culprit : result.culprits()) {
      String why =
          Symptom.text(result.symptom() == null ? "" : result.symptom())
              + (result.cause() == null || result.cause().equals(result.symptom())
                  ? ""
                  : " (" + result.cause() + ")")
              + " in "
              + result.settings().experiment();
      entries.add(
          new Quarantine.Entry(
              result.settings().kind().word(),
              result.factors().quarantined(culprit.set()),
              result.atLeast(),
              result.factors().instead(culprit.set()),
              why,
              culprit.failed() + " of " + culprit.of(),
              culprit.restPassed() + " of " + culprit.restOf(),
              result.settings().name(),
              date,
              SELF.toString()));
    }
    return entries;
  }
}
