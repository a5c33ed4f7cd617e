package dev.trotline.loop;

import dev.trotline.analyze.SeedScores;
import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.launch.Driver;
import dev.trotline.launch.ProbeHours;
import dev.trotline.study.Author;
import dev.trotline.study.Constraint;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.nio.file.Files;
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
  private final LoopParts parts;
  private final Study study;
  private final Archive archive;
  private final Purse purse;
  private final Samples samples;
  private final Stages stages;

  /** A loop over these parts. */
  public ResearchLoop(LoopParts parts) {
    this.parts = parts;
    this.study = parts.study();
    this.archive = parts.archive();
    this.purse =
        new Purse(study.config().budget(), archive, () -> ProbeHours.seconds(study.root()));
    this.samples = new Samples(archive, new SeedScores(archive, parts.simulator().judges()));
    this.stages = new Stages(parts, purse, samples);
  }

  /**
   * Runs a session to its end, or carries on with one that was cut off.
   *
   * @throws dev.trotline.error.RefusedException if another process drives the study
   */
  public LoopSummary run(LoopOptions options) {
    try (Driver driver = Driver.take(study, archive, "trotline loop")) {
      LoopState state = begin(options);
      while (state.phase() != Phase.DONE) {
        state = advance(state);
      }
      return summary(state);
    }
  }

  private LoopState begin(LoopOptions options) {
    Optional<LoopState> known = archive.get(LoopState.KEY).map(LoopState::parse);
    if (known.isPresent() && known.get().phase() != Phase.DONE) {
      LoopState state = known.get();
      say(
          "resumed",
          Map.of("phase", state.phase().word()),
          "carrying on in phase " + state.phase().word());
      stages.prepare();
      return state;
    }
    Instant now = parts.clock().instant();
    int session = known.map(LoopState::session).orElse(0) + 1;
    ExperimentId incumbent = known.map(LoopState::incumbent).orElse(ExperimentId.BASELINE);
    LoopState state =
        new LoopState(
            session,
            Phase.BASELINE,
            known.map(LoopState::wave).orElse(0),
            options.waves(),
            incumbent,
            null,
            now,
            options.until(),
            purse.spentSeconds(),
            options.deviceHours(),
            null,
            null,
            false);
    archive.inTransaction(
        () -> {
          archive.put(LoopState.KEY, state.toJson());
          archive.decide(
              Author.system("loop"),
              "session",
              "session " + session,
              "begins with " + options.waves() + " waves to go",
              "");
        });
    say(
        "started",
        Map.of("session", session, "study", study.config().name()),
        "session " + session + " of study '" + study.config().name() + "'");
    stages.prepare();
    return state;
  }

  /** One transition, or one look at what is running. */
  private LoopState advance(LoopState state) {
    if (parts.watch().busy()) {
      parts.watch().poll();
      parts.listener().progress();
      LoopState checked = enforce(state);
      if (parts.watch().busy()) {
        parts.watch().rest();
      }
      return checked;
    }
    LoopState checked = enforce(state);
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

  /** Budgets, deadline and halt file fail closed: what is not finished by then is cancelled. */
  private LoopState enforce(LoopState state) {
    Optional<String> spent = purse.exhausted(state, parts.clock().instant());
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
            path);
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
