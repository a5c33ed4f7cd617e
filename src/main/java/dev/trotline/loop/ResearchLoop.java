package dev.trotline.loop;

import dev.trotline.analyze.SeedScores;
import dev.trotline.archive.Archive;
import dev.trotline.archive.ExperimentRow;
import dev.trotline.archive.RunRecord;
import dev.trotline.archive.StopIntent;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.launch.Driver;
import dev.trotline.launch.Launcher;
import dev.trotline.launch.ProbeHours;
import dev.trotline.process.Endurance;
import dev.trotline.process.Pause;
import dev.trotline.study.Author;
import dev.trotline.study.Constraint;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Chains the stages: baseline, then waves of propose, launch, monitor, diagnose, analyze and gate,
 * then the reproduction of the winner and the report (design §8). A state machine whose every
 * transition is one transaction of the archive, so that after a kill at any instant the same
 * command carries on.
 */
public final class ResearchLoop {
  /** Somebody may make room within a night. */
  private static final Duration TROUBLE = Duration.ofHours(12);

  private static final Duration OVERTIME = Duration.ofMinutes(2);
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);

  private final LoopParts parts;
  private final Study study;
  private final Archive archive;
  private final Purse purse;
  private final Samples samples;
  private final Stages stages;
  private final Candidates candidates;
  private final Curfew curfew;
  private final Endurance endurance;

  /** A loop over these parts. */
  public ResearchLoop(LoopParts parts) {
    this.parts = parts;
    this.study = parts.study();
    this.archive = parts.archive();
    this.purse =
        new Purse(study.config().budget(), archive, () -> ProbeHours.seconds(study.root()));
    this.samples = new Samples(archive, new SeedScores(archive, parts.simulator().judges()));
    this.stages = new Stages(parts, purse, samples);
    this.candidates = new Candidates(study, archive, parts.simulator(), parts.reference());
    this.curfew = new Curfew(parts, purse);
    this.endurance =
        new Endurance(TROUBLE, message -> say("trouble", Map.of("message", message), message));
  }

  /**
   * Runs a session to its end, or carries on with one that was cut off.
   *
   * @throws dev.trotline.error.RefusedException if another process drives the study
   */
  public LoopSummary run(LoopOptions options) {
    try (Driver driver = Driver.take(study, archive, "trotline loop")) {
      LoopState state = begin(options);
      curfew.follow(state);
      parts.watch().admit(curfew);
      while (state.phase() != Phase.DONE && !state.paused()) {
        state = step(state);
        curfew.follow(state);
      }
      return summary(state);
    }
  }

  private LoopState begin(LoopOptions options) {
    Optional<LoopState> known = archive.get(LoopState.KEY).map(LoopState::parse);
    Instant now = parts.clock().instant();
    Optional<LoopState> cutOff =
        known.filter(s -> s.phase() != Phase.DONE && !s.paused() && !purse.isPast(s, now));
    return cutOff.isPresent()
        ? resumed(cutOff.get().within(options.until(), options.deviceHours()))
        : started(LoopState.next(known.orElse(null), options, now, purse.spentSeconds()), options);
  }

  /** The same session goes on, within the limits of the command that says so. */
  private LoopState resumed(LoopState state) {
    archive.put(LoopState.KEY, state.toJson());
    say(
        "resumed",
        Map.of("phase", state.phase().word()),
        "carrying on in phase " + state.phase().word());
    carryOn(state);
    stages.prepare();
    return state;
  }

  private LoopState started(LoopState state, LoopOptions options) {
    String where =
        state.phase() == Phase.BASELINE ? "" : ", carrying on in phase " + state.phase().word();
    archive.inTransaction(
        () -> {
          archive.put(LoopState.KEY, state.toJson());
          archive.decide(
              Author.system("loop"),
              "session",
              "session " + state.session(),
              "begins with " + options.waves() + " waves to go" + where,
              "");
        });
    say(
        "started",
        Map.of(
            "session",
            state.session(),
            "study",
            study.config().name(),
            "phase",
            state.phase().word()),
        "session " + state.session() + " of study '" + study.config().name() + "'" + where);
    carryOn(state);
    stages.prepare();
    return state;
  }

  /**
   * Runs that a deadline ended go on from their last checkpoint. Nothing happens to those that
   * somebody has carried on already, or whose experiment is decided.
   */
  private void carryOn(LoopState state) {
    for (RunRecord run : archive.runs()) {
      if (run.state() == RunState.PREEMPTED
          && StopIntent.DEADLINE.equals(run.cause())
          && archive.run(run.id().again()).isEmpty()
          && isOpen(run.id().experiment(), state)) {
        carryOn(run.id());
      }
    }
  }

  private boolean isOpen(ExperimentId id, LoopState state) {
    return id.equals(state.incumbent())
        || archive.experiment(id).map(ExperimentRow::verdict).isEmpty();
  }

  private void carryOn(RunId id) {
    try {
      List<RunId> added =
          new Launcher(study, archive, parts.simulator())
              .resume(
                  candidates.recorded(id.experiment()), List.of(id.seed()), Author.system("loop"));
      added.forEach(
          next ->
              say(
                  "carried_on",
                  Map.of("run", next.toString(), "from", id.toString()),
                  next + " carries " + id + " on"));
    } catch (InvalidInputException e) {
      say(
          "not_carried_on",
          Map.of("run", id.toString(), "reason", e.advice()),
          id + " is not carried on: " + e.advice());
    }
  }

  /**
   * A full disk ends no night: the same step is tried again, from the truth in the archive. Nor
   * does it make one longer: long after the deadline the session is left to the next one as it is.
   */
  private LoopState step(LoopState state) {
    try {
      LoopState next = advance(state);
      endurance.fine();
      return next;
    } catch (EnvironmentException e) {
      if (purse.isPast(state, parts.clock().instant().minus(OVERTIME))) {
        throw e;
      }
      endurance.bear(e);
      Pause.sleep(AGAIN_AFTER);
      return archive.get(LoopState.KEY).map(LoopState::parse).orElse(state);
    }
  }

  /** One transition, or one look at what is running. */
  private LoopState advance(LoopState state) {
    LoopState checked = enforce(state);
    if (parts.watch().busy()) {
      Instant now = parts.clock().instant();
      curfew.look(checked, now);
      parts.watch().poll();
      parts.listener().progress();
      if (curfew.isOver(checked, now)) {
        return pause(checked);
      }
      if (parts.watch().busy()) {
        parts.watch().rest();
      }
      return checked;
    }
    return switch (checked.phase()) {
      case BASELINE -> stages.baseline(checked);
      case PROPOSE -> stages.propose(checked, targetReached(checked));
      case SCREEN -> stages.screen(checked);
      case FULL -> stages.full(checked);
      case REPRODUCE -> stages.reproduce(checked);
      case REPORT -> report(checked);
      case DONE -> checked;
    };
  }

  /** The session ends where it stands; the next one carries on from here. */
  private LoopState pause(LoopState state) {
    String reason = curfew.reason(state);
    LoopState paused = state.pausing(reason);
    archive.inTransaction(
        () -> {
          archive.put(LoopState.KEY, paused.toJson());
          archive.decide(Author.system("loop"), "pause", "session " + state.session(), reason, "");
        });
    say("paused", Map.of("reason", reason), "paused: " + reason);
    return paused;
  }

  /** Budgets and halt file fail closed: what is not finished by then is cancelled. */
  private LoopState enforce(LoopState state) {
    Optional<String> spent = purse.spent(state);
    boolean halted = Files.exists(study.haltFile());
    if (spent.isEmpty() && !halted) {
      return state;
    }
    String reason = spent.orElse("the file HALT is there");
    for (RunRecord run : archive.runs()) {
      boolean stop = spent.isPresent() ? !run.state().isTerminal() : run.state() == RunState.QUEUED;
      if (stop) {
        parts.watch().cancel(run.id(), reason);
      }
    }
    if (state.stop() != null) {
      return state;
    }
    LoopState stopping = state.stopping(reason);
    archive.inTransaction(
        () -> {
          archive.put(LoopState.KEY, stopping.toJson());
          archive.decide(Author.system("loop"), "stop", "session " + state.session(), reason, "");
        });
    say("stopping", Map.of("reason", reason), "stopping: " + reason);
    return stopping;
  }

  private boolean targetReached(LoopState state) {
    Constraint target = study.config().objective().target();
    return target != null && meets(state.incumbent(), target);
  }

  private boolean meets(ExperimentId id, Constraint target) {
    List<Double> values = all(id, target.metric());
    if (values.size() < 2) {
      return false;
    }
    boolean bounds =
        study.config().objective().constraints().stream()
            .allMatch(c -> c.holds(mean(all(id, c.metric()))));
    return bounds && target.holds(mean(values));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /** Values over all judged seeds, fresh ones included. */
  private List<Double> all(ExperimentId id, String metric) {
    return Stream.concat(
            SeedScores.column(samples.judged(id), metric).stream(),
            SeedScores.column(samples.fresh(id), metric).stream())
        .toList();
  }

  private LoopState report(LoopState state) {
    LoopState done = state.in(Phase.DONE);
    archive.inTransaction(
        () -> {
          archive.put(LoopState.KEY, done.toJson());
          archive.decide(
              Author.system("loop"),
              "session",
              "session " + state.session(),
              "ended: " + state.stop(),
              "");
        });
    return done;
  }

  private LoopSummary summary(LoopState state) {
    String path = parts.report().write();
    String metric = study.config().objective().metric();
    Constraint target = study.config().objective().target();
    LoopSummary summary =
        new LoopSummary(
            state.stop() == null ? "nothing left to do" : state.stop(),
            state.incumbent(),
            SeedScores.column(samples.judged(ExperimentId.BASELINE), metric),
            all(state.incumbent(), metric),
            state.reproduction(),
            state.reproduced(),
            target == null || meets(state.incumbent(), target),
            path,
            state.paused());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("incumbent", summary.incumbent().toString());
    fields.put("stop", summary.stop());
    fields.put("report", path);
    say("ended", fields, "ended: " + summary.stop() + "; report in " + path);
    return summary;
  }

  private void say(String event, Map<String, Object> fields, String line) {
    parts.listener().event(event, fields, line);
  }
}
