package dev.trotline.diagnose.isolate;

import dev.trotline.diagnose.isolate.search.Findings;
import dev.trotline.diagnose.isolate.search.Plan;
import dev.trotline.diagnose.isolate.search.Result;
import dev.trotline.diagnose.isolate.search.Search;
import dev.trotline.diagnose.isolate.search.SearchSettings;
import dev.trotline.diagnose.isolate.search.Trial;
import dev.trotline.diagnose.isolate.search.Wish;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.RefusedException;
import dev.trotline.executor.JobStatus;
import dev.trotline.executor.Turn;
import dev.trotline.launch.Implemented;
import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.simulator.Device;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Drives the probes of one isolation. What to do next is computed from the outcomes on disk alone
 * ({@link Search}), so a Trotline that dies at any instant loses nothing: the next one reads them,
 * takes over the probes that still run, and goes on. Only the holder of the study's lock may call
 * it; {@link #step} is called at a steady pace.
 */
public final class Isolation implements AutoCloseable {

  /** A failure that shows only now and then may hide at first; more tries where nothing follows. */
  private static final int TRIES_SMALL = 5;

  private static final int TRIES = 10;

  private final IsolationSettings settings;
  private final Factors factors;
  private final IsolationStore store;
  private final ProbeRunner runner;
  private final IsolationListener listener;
  private final Map<Integer, Probe> probes = new LinkedHashMap<>();
  private final Map<Integer, ProbeWatch> live = new LinkedHashMap<>();
  private int outcomes;
  private int size;
  private Findings findings;
  private boolean over;

  /** What was last said of devices that cannot be used. */
  private List<String> told = List.of();

  /**
   * Begins or carries on.
   *
   * @param settings what is asked; already on disk
   * @param factors the experiment taken apart
   * @param store where it is kept
   * @param runner starts and ends probes
   * @param listener hears what happens
   */
  Isolation(
      IsolationSettings settings,
      Factors factors,
      IsolationStore store,
      ProbeRunner runner,
      IsolationListener listener) {
    this.settings = settings;
    this.factors = factors;
    this.store = store;
    this.runner = runner;
    this.listener = listener;
    store.probes().forEach(this::takeOver);
    size = probes.values().stream().mapToInt(Probe::size).max().orElse(0);
    findings = next(List.of()).findings();
  }

  /** A probe of an earlier Trotline: known, still running, ended unseen, or never started. */
  private void takeOver(Probe probe) {
    probes.put(probe.number(), probe);
    if (probe.outcome() != null) {
      outcomes = Math.max(outcomes, probe.outcome().order());
      return;
    }
    if (runner.status(probe) instanceof JobStatus.NotStarted) {
      // Its supervisor may be coming up this very moment: what carries the marker is ended.
      runner.end(probe);
    }
    if (runner.status(probe) instanceof JobStatus.NotStarted) {
      record(probe, runner.cancelled(0, 0));
      return;
    }
    live.put(probe.number(), runner.watch(probe, settings.iterations(), false));
    listener.tookOver(probe.name(), factors.text(probe.set()));
  }

  /** One look at everything; false when it is over. */
  public boolean step() {
    if (over) {
      return false;
    }
    for (Probe probe : running()) {
      look(probe);
    }
    List<Probe> running = running();
    Plan plan = next(wishes(running));
    findings = plan.findings();
    for (Wish needless : plan.cancel()) {
      cancel(needless);
    }
    if (plan.over()) {
      boolean larger = size + 1 < settings.sizes().size();
      if (findings.conclusion() == Findings.Conclusion.NOT_REPRODUCED
          && larger
          && probes.size() < settings.most()) {
        size++;
        listener.larger(settings.sizes().get(size));
        return true;
      }
      over = true;
      return false;
    }
    start(plan.start());
    return true;
  }

  private Plan next(List<Wish> running) {
    int others = (int) probes.values().stream().filter(p -> p.size() != size).count();
    boolean last = size + 1 == settings.sizes().size();
    SearchSettings search =
        SearchSettings.standard(
            last ? TRIES : TRIES_SMALL,
            Math.max(0, settings.most() - others),
            settings.firstSeed());
    return Search.next(factors.space(), search, trials(), running);
  }

  /** The outcomes at the present number of environments, in the order they became known. */
  private List<Trial> trials() {
    String target = target().orElse("");
    return ended().stream()
        .map(probe -> new Trial(probe.set(), probe.seed(), result(probe, target)))
        .toList();
  }

  private List<Probe> ended() {
    return probes.values().stream()
        .filter(probe -> probe.size() == size && probe.outcome() != null)
        .sorted(Comparator.comparingInt(probe -> order(probe)))
        .toList();
  }

  private static int order(Probe probe) {
    return probe.outcome() == null ? 0 : probe.outcome().order();
  }

  /** What a probe says of the kind of failure that is looked for. */
  static Result result(Probe probe, String target) {
    Probe.Outcome outcome = probe.outcome();
    if (outcome == null || outcome.cancelled()) {
      return Result.CANCELLED;
    }
    if (outcome.symptom().equals(Symptom.HEALTHY)) {
      return Result.PASSED;
    }
    if (outcome.symptom().equals(target)) {
      return Result.FAILED;
    }
    // It got past the point of failure and only did not end well.
    return outcome.symptom().startsWith("shutdown_") ? Result.PASSED : Result.OTHER;
  }

  /**
   * The kind of failure that is looked for: the one on record if the full set shows it, else the
   * one the full set shows most often, of equals the first: a stray failure of one probe is none to
   * look for. A probe that did not train what it was told is no failure of the experiment. A run
   * that a person killed while it hung is on record as killed.
   */
  Optional<String> target() {
    List<String> shown =
        ended().stream()
            .filter(probe -> probe.set().equals(factors.space().full()))
            .map(Probe::outcome)
            .filter(outcome -> outcome != null && !outcome.cancelled() && !outcome.healthy())
            .map(outcome -> outcome == null ? "" : outcome.symptom())
            .toList();
    return target(settings.symptom(), shown);
  }

  /**
   * The kind of failure to look for.
   *
   * @param recorded the one on record, or null
   * @param shown the failures of the full set in the order in which they became known
   */
  static Optional<String> target(@Nullable String recorded, List<String> shown) {
    List<String> own = shown.stream().filter(word -> !word.equals(Implemented.CAUSE)).toList();
    if (recorded != null && own.contains(recorded)) {
      return Optional.of(recorded);
    }
    String most = null;
    for (String word : own) {
      if (most == null || Collections.frequency(own, word) > Collections.frequency(own, most)) {
        most = word;
      }
    }
    return Optional.ofNullable(most);
  }

  private List<Probe> running() {
    return live.keySet().stream().map(probes::get).filter(probe -> probe != null).toList();
  }

  private static List<Wish> wishes(List<Probe> running) {
    return running.stream().map(probe -> new Wish(probe.set(), probe.seed())).toList();
  }

  private void look(Probe probe) {
    ProbeWatch watch = live.get(probe.number());
    JobStatus status = runner.status(probe);
    Patience patience = runner.patience(settings, List.copyOf(probes.values()), probe.envs());
    if (watch == null) {
      return;
    }
    RuleVerdict verdict = runner.look(watch, status, patience);
    if (verdict instanceof RuleVerdict.Stop stop) {
      Optional<Probe.Outcome> outcome = runner.settle(probe, watch, status, stop, outcomes + 1);
      outcome.ifPresent(end -> record(probe, end));
    }
  }

  private void cancel(Wish needless) {
    for (Probe probe : running()) {
      if (probe.set().equals(needless.set()) && probe.seed() == needless.seed()) {
        cancel(probe);
        return;
      }
    }
  }

  private void cancel(Probe probe) {
    ProbeWatch watch = live.get(probe.number());
    if (runner.end(probe)) {
      record(probe, runner.cancelled(outcomes + 1, watch == null ? 0 : runner.seconds(watch)));
    }
  }

  private void record(Probe probe, Probe.Outcome outcome) {
    store.end(probe, outcome);
    outcomes = Math.max(outcomes, outcome.order());
    probes.put(probe.number(), probe.with(outcome));
    live.remove(probe.number());
    listener.ended(
        probe.name(),
        factors.text(probe.set()),
        probe.seed(),
        outcome.cancelled()
            ? outcome.cause() == null
                ? "no longer needed"
                : "was ended from outside and does not count"
            : outcome.healthy() ? "passed" : "failed: " + Symptom.text(outcome.symptom()));
  }

  private void start(List<Wish> wishes) {
    if (wishes.isEmpty()) {
      runner.rest();
      return;
    }
    Optional<String> obstacle = runner.obstacle();
    if (obstacle.isPresent()) {
      // Those that run come to their end; with none left there is nothing to wait for.
      if (running().isEmpty()) {
        throw new RefusedException(
            "not settled after " + probes.size() + " probes: " + obstacle.get(),
            "once that is mended, the same command carries on");
      }
      runner.rest();
      return;
    }
    List<String> mine = running().stream().map(Probe::device).toList();
    try (Turn turn = runner.turn(mine, wishes.size())) {
      start(wishes, turn.devices());
      if (running().isEmpty() && !turn.problems().isEmpty() && !told.equals(turn.problems())) {
        told = turn.problems();
        told.forEach(listener::problem);
      }
    }
  }

  private void start(List<Wish> wishes, List<Device> free) {
    for (int i = 0; i < Math.min(free.size(), wishes.size()); i++) {
      Wish wish = wishes.get(i);
      Probe probe =
          new Probe(
              store.nextNumber(),
              size,
              wish.set(),
              wish.seed(),
              factors.envs(wish.set(), settings.sizes().get(size)),
              free.get(i).name(),
              null);
      runner.start(probe, factors, settings, free.get(i), store);
      probes.put(probe.number(), probe);
      live.put(probe.number(), runner.watch(probe, settings.iterations(), true));
      listener.started(probe.name(), factors.text(probe.set()), probe.seed(), probe.device());
    }
  }

  /** What it came to, so far or in the end. */
  public IsolationResult result() {
    List<Probe> all = new ArrayList<>(probes.values());
    return IsolationResult.of(
        settings, factors, findings, all, target().orElse(null), settings.sizes().get(size));
  }

  /** Ends the probes that still run: nobody would look after them. */
  @Override
  public void close() {
    for (Probe probe : running()) {
      try {
        cancel(probe);
      } catch (EnvironmentException e) {
        // A disk gone full: the process is ended, the next Trotline finds out the rest.
        listener.problem(probe.name() + ": " + e.getMessage());
      }
    }
  }
}
