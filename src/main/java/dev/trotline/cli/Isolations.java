package dev.trotline.cli;

import dev.trotline.archive.RunRecord;
import dev.trotline.cli.output.Json;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.diagnose.Diagnostician;
import dev.trotline.diagnose.isolate.IsolationListener;
import dev.trotline.diagnose.isolate.IsolationPlan;
import dev.trotline.diagnose.isolate.IsolationRequest;
import dev.trotline.diagnose.isolate.IsolationResult;
import dev.trotline.diagnose.isolate.Isolator;
import dev.trotline.diagnose.isolate.Kind;
import dev.trotline.edit.QuarantineNames;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.error.RefusedException;
import dev.trotline.launch.Driver;
import dev.trotline.launch.Preflight;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Quarantine;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code diagnose EXP|RUN --isolate KIND}. */
final class Isolations {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Ends that say something about the experiment. */
  private static final Set<RunState> FAILED =
      EnumSet.of(RunState.CRASHED, RunState.HUNG, RunState.DIVERGED, RunState.OUT_OF_MEMORY);

  private Isolations() {}

  /**
   * Finds the part that makes an experiment fail.
   *
   * @param again begin anew though there is an answer
   * @param dryRun true to show only what would be tried
   * @param say takes lines of progress
   * @return yes if a part was found
   */
  static Outcome isolate(
      Context context,
      Services services,
      String target,
      IsolateOptions options,
      boolean again,
      boolean dryRun,
      Consumer<String> say) {
    Kind kind = Kind.parse(String.valueOf(options.kind));
    Checks.positive(options.envs, "--envs");
    Checks.positive(options.iterations, "--iterations");
    Checks.positive(options.probes, "--probes");
    Checks.positive(options.patience, "--patience");
    if (!services.study().config().executor().kind().equals("local")) {
      throw new EnvironmentException(
          "the probes of an isolation run on this machine, not through Slurm",
          "set executor.kind to local in a copy of study.yaml's folder, on a machine that can train");
    }
    RunRecord run = run(services, target);
    ExperimentId id = run == null ? StudyCommand.resolve(services, target) : run.id().experiment();
    Experiment experiment = services.experiment(id);
    services.requireReady();
    if (new Preflight(services.study(), services.simulator()).halted()) {
      throw new RefusedException(
          "the file HALT is there, so no probe is started", "delete it to go on");
    }
    IsolationRequest request =
        new IsolationRequest(
            kind,
            experiment,
            run,
            options.envs,
            options.iterations,
            options.probes,
            options.patience == null
                ? null
                : Duration.ofMillis(Math.round(1000 * options.patience)),
            options.seed,
            again);
    Isolator isolator =
        new Isolator(
            services.study(),
            services.archive(),
            services.executor(),
            services.simulator(),
            new Diagnostician(services.catalogue(), context.clock()),
            context.clock(),
            POLL,
            listener(say));
    if (dryRun) {
      IsolationPlan plan = isolator.plan(request);
      Map<String, Object> json = Json.document("isolate-plan");
      json.putAll(plan.toJson());
      return Outcome.yes(View.of(plan.lines(), json));
    }
    try (Driver driver = services.drive("trotline diagnose --isolate")) {
      IsolationResult result = isolator.isolate(request);
      return Outcome.of(result.isolated(), view(result, isQuarantined(services, isolator, result)));
    }
  }

  /** What is quarantined by a name that does not exist, one warning each. */
  static List<String> unknownInQuarantine(Services services) {
    Study study = services.study();
    Quarantine quarantine = StudyFiles.quarantine(study);
    return quarantine.entries().isEmpty()
        ? List.of()
        : new QuarantineNames(
                services.simulator().reference(),
                study.config().simulator().base(),
                () -> StudyFiles.experiments(study))
            .warnings(quarantine, String.valueOf(study.quarantineFile().getFileName()));
  }

  /** The run that failed: the one named, or the experiment's last; null if none is on record. */
  private static @Nullable RunRecord run(Services services, String target) {
    if (RunId.find(target).isPresent()) {
      RunRecord run = services.archive().run(Ids.run(services, target)).orElseThrow();
      if (!FAILED.contains(run.state())) {
        throw new InvalidInputException(
            run.id() + " is " + run.state().word() + ", so there is no failure to take apart",
            null,
            null,
            "name a run that failed, or the experiment to try it anyway");
      }
      return run;
    }
    return services.archive().runs(StudyCommand.resolve(services, target)).stream()
        .filter(run -> FAILED.contains(run.state()) && !run.isImported())
        .reduce((first, second) -> second)
        .orElse(null);
  }

  private static boolean isQuarantined(
      Services services, Isolator isolator, IsolationResult result) {
    Quarantine now = StudyFiles.quarantine(services.study());
    return isolator.entries(result).stream().allMatch(entry -> now.like(entry).isPresent());
  }

  private static View view(IsolationResult result, boolean quarantined) {
    Map<String, Object> json = Json.document("isolate");
    json.putAll(result.toJson());
    List<String> lines = new java.util.ArrayList<>(result.lines());
    if (result.isolated()) {
      lines.add(
          quarantined
              ? "  quarantined in quarantine.yaml; no planner proposes it until the entry is deleted"
              : "  its entry in quarantine.yaml was deleted, so planners may propose it again");
    }
    return View.of(lines, json);
  }

  private static IsolationListener listener(Consumer<String> say) {
    return new IsolationListener() {
      @Override
      public void started(String probe, String parts, int seed, String device) {
        say.accept(probe + " on " + device + ": " + parts + ", seed " + seed);
      }

      @Override
      public void tookOver(String probe, String parts) {
        say.accept(probe + " still runs: " + parts);
      }

      @Override
      public void ended(String probe, String parts, int seed, String how) {
        say.accept(probe + " " + how + ": " + parts);
      }

      @Override
      public void larger(int envs) {
        say.accept("it did not show with few environments; trying with " + envs);
      }

      @Override
      public void problem(String sentence) {
        say.accept("problem: " + sentence);
      }
    };
  }
}
