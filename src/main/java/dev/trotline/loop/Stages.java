package dev.trotline.loop;

import dev.trotline.analyze.Screen;
import dev.trotline.analyze.SeedScores;
import dev.trotline.archive.Archive;
import dev.trotline.archive.ExperimentRow;
import dev.trotline.propose.Proposal;
import dev.trotline.reproduce.Agreement;
import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import dev.trotline.study.Verdict;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The transitions of the loop. Each writes the archive once, in one transaction that includes the
 * new state.
 */
final class Stages {
  private static final int FIRST_SEED = 1;
  private static final Author LOOP = Author.system("loop");

  private final LoopParts parts;
  private final Study study;
  private final Archive archive;
  private final Purse purse;
  private final Samples samples;
  private final WaveJudgement judgement;
  private final Candidates candidates;
  private final Suspicion suspicion;
  private final SeedRace race;

  Stages(LoopParts parts, Purse purse, Samples samples) {
    this.parts = parts;
    this.study = parts.study();
    this.archive = parts.archive();
    this.purse = purse;
    this.samples = samples;
    this.judgement =
        new WaveJudgement(
            archive,
            new SeedScores(archive, parts.simulator().judges()),
            study.config().objective());
    this.candidates = new Candidates(study, archive, parts.simulator(), parts.reference());
    this.suspicion = new Suspicion(parts, candidates);
    this.race = new SeedRace(parts, purse, samples, judgement, suspicion);
  }

  /** Makes sure that the baseline is recorded and every recorded experiment has its file. */
  void prepare() {
    if (archive.experiment(ExperimentId.BASELINE).isEmpty()) {
      Experiment baseline =
          Files.exists(study.experimentFile(ExperimentId.BASELINE))
              ? StudyFiles.readExperiment(study, ExperimentId.BASELINE)
              : new Experiment(
                  ExperimentId.BASELINE,
                  null,
                  LOOP,
                  "The unedited starting point.",
                  List.of(),
                  List.of(),
                  0,
                  now());
      record(baseline);
    }
    candidates.materialise();
  }

  private void record(Experiment experiment) {
    archive.recordExperiment(
        experiment, StudyFiles.yaml(experiment), candidates.config(experiment).hash());
  }

  private Instant now() {
    return parts.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
  }

  /** Trains the baseline; with its seeds judged, the incumbent is known. */
  LoopState baseline(LoopState state) {
    ExperimentId id = ExperimentId.BASELINE;
    int wanted = study.config().seeds().baseline();
    List<RunId> missing = samples.missing(id, FIRST_SEED, wanted);
    if (!missing.isEmpty() && state.stop() == null) {
      List<RunId> runs = purse.affordable(missing, state);
      if (runs.size() == missing.size()) {
        archive.inTransaction(() -> runs.forEach(run -> archive.enqueue(run, 0, "baseline")));
        say(
            "baseline",
            Map.of("runs", texts(runs)),
            "baseline: " + wanted + " seeds of exp000, they also measure the noise");
        return state;
      }
    }
    int judged = samples.judged(id).size();
    if (judged < 2) {
      String why =
          state.stop() != null
              ? state.stop()
              : missing.isEmpty()
                  ? "the baseline does not train: "
                      + failures(id)
                      + "; once that is mended, 'trotline launch exp000 --resume --seeds "
                      + wanted
                      + "' trains it again"
                  : "the budget does not pay for the baseline";
      return move(state.stopping(why).in(Phase.REPORT), "stop", id.toString(), why);
    }
    Optional<String> unmeasured = samples.unmeasured(id, study.config().objective());
    if (unmeasured.isPresent()) {
      String why = unmeasured.get();
      return move(state.stopping(why).in(Phase.REPORT), "stop", id.toString(), why);
    }
    String metric = study.config().objective().metric();
    List<Double> values = SeedScores.column(samples.judged(id), metric);
    String line =
        String.format(
            Locale.ROOT, "baseline: %s %s over %d seeds", metric, figures(values), values.size());
    say("baseline_done", Map.of("values", values), line);
    return move(state.in(Phase.PROPOSE), "baseline", id.toString(), line);
  }

  private String failures(ExperimentId id) {
    return archive.runs(id).stream()
        .filter(run -> run.state().isTerminal())
        .map(
            run ->
                run.id()
                    + " "
                    + run.state().word()
                    + (run.cause() == null ? "" : " (" + run.cause() + ")"))
        .collect(Collectors.joining(", "));
  }

  /** Opens the next wave, or says why there is none. */
  LoopState propose(LoopState state, boolean targetReached) {
    Optional<String> stop = reasonToStop(state, targetReached);
    if (stop.isPresent()) {
      return leave(state, stop.get());
    }
    Experiment incumbent = candidates.recorded(state.incumbent());
    int count = Math.min(study.config().planner().count(), purse.experimentsLeft());
    List<Proposal> proposals = parts.planner().propose(candidates.input(incumbent), count);
    // A wave none of whose candidates could be raced would spend its ideas for nothing.
    int affordable =
        Math.max(0, purse.affordableRuns(state) - race.longest(state.incumbent()))
            / study.config().seeds().screen();
    if (affordable < proposals.size()) {
      proposals = proposals.subList(0, affordable);
    }
    if (proposals.isEmpty()) {
      return leave(
          state,
          affordable == 0
              ? "the device hours do not pay for another wave"
              : "the planner has no idea left");
    }
    return open(state, incumbent, proposals);
  }

  private Optional<String> reasonToStop(LoopState state, boolean targetReached) {
    if (state.stop() != null) {
      return Optional.of(state.stop());
    }
    if (targetReached) {
      return Optional.of("the target is reached");
    }
    if (state.wavesLeft() <= 0) {
      return Optional.of("all waves are done");
    }
    if (purse.experimentsLeft() == 0) {
      return Optional.of("the budget of experiments is spent");
    }
    if (!purse.fitsBeforeDeadline(state, parts.clock().instant(), 2)) {
      return Optional.of("another wave would not end before the deadline");
    }
    return Optional.empty();
  }

  private LoopState leave(LoopState state, String why) {
    boolean winner =
        !state.incumbent().equals(ExperimentId.BASELINE)
            && samples.fresh(state.incumbent()).isEmpty();
    boolean spent = purse.exhausted(state, parts.clock().instant()).isPresent();
    Phase next = winner && !spent ? Phase.REPRODUCE : Phase.REPORT;
    say("stopping", Map.of("reason", why), "no further wave: " + why);
    return move(state.stopping(why).in(next), "stop", "session " + state.session(), why);
  }

  private LoopState open(LoopState state, Experiment incumbent, List<Proposal> proposals) {
    int wave = state.wave() + 1;
    List<Experiment> experiments = new ArrayList<>();
    ExperimentId id = candidates.nextId();
    for (Proposal proposal : proposals) {
      experiments.add(Candidates.experiment(proposal, incumbent, id, wave, now()));
      id = id.next();
    }
    LoopState next = state.openedWave(wave);
    int seeds = study.config().seeds().screen();
    archive.inTransaction(
        () -> {
          archive.openWave(
              wave, "which of " + experiments.size() + " edits improves on " + incumbent.id());
          for (int i = 0; i < experiments.size(); i++) {
            Experiment experiment = experiments.get(i);
            Proposal proposal = proposals.get(i);
            record(experiment);
            archive.decide(
                proposal.author(),
                "propose",
                experiment.id().toString(),
                proposal.hypothesis(),
                String.join("\n", proposal.evidence()));
            for (int seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
              archive.enqueue(RunId.of(experiment.id(), seed), wave, "screen");
            }
          }
          archive.put(LoopState.KEY, next.toJson());
        });
    candidates.materialise();
    for (int i = 0; i < experiments.size(); i++) {
      Proposal proposal = proposals.get(i);
      Experiment experiment = experiments.get(i);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("wave", wave);
      fields.put("experiment", experiment.id().toString());
      fields.put("author", proposal.author().toString());
      fields.put("edits", proposal.edits().stream().map(Edit::describe).toList());
      fields.put("hypothesis", proposal.hypothesis());
      say(
          "proposed",
          fields,
          "wave "
              + wave
              + ": "
              + experiment.id()
              + " by "
              + proposal.author()
              + ": "
              + proposal.edits().stream().map(Edit::describe).collect(Collectors.joining("; ")));
    }
    return next;
  }

  private List<ExperimentId> ofWave(int wave) {
    return archive.experiments().stream()
        .filter(row -> row.wave() == wave)
        .map(ExperimentRow::id)
        .toList();
  }

  /** Gives more seeds to what showed promise and drops the rest. */
  LoopState screen(LoopState state) {
    List<ExperimentId> wave = ofWave(state.wave());
    suspicion.refresh(
        Stream.concat(Stream.of(state.incumbent()), wave.stream()).distinct().toList());
    Map<ExperimentId, Screen> screens = judgement.screen(wave, state.incumbent());
    int carried = Math.max(1, (wave.size() + 1) / 2);
    List<ExperimentId> survivors =
        screens.entrySet().stream()
            .filter(e -> e.getValue().promising())
            .map(Map.Entry::getKey)
            .limit(carried)
            .toList();
    List<ExperimentId> paid =
        state.stop() == null ? race.payable(survivors, state) : List.<ExperimentId>of();
    List<RunId> runs = race.firstRound(paid, state.incumbent());
    LoopState next = state.in(Phase.FULL);
    archive.inTransaction(
        () -> {
          screens.forEach(
              (id, screen) -> {
                if (!paid.contains(id)) {
                  drop(id, screen, survivors.contains(id));
                }
              });
          runs.forEach(run -> archive.enqueue(run, state.wave(), SeedRace.PURPOSE));
          archive.put(LoopState.KEY, next.toJson());
        });
    screens.forEach(
        (id, screen) ->
            say(
                "screened",
                Map.of(
                    "experiment",
                    id.toString(),
                    "promising",
                    screen.promising(),
                    "reason",
                    screen.reason()),
                "screen: "
                    + id
                    + (paid.contains(id) ? " goes on: " : " is dropped: ")
                    + screen.reason()));
    return next;
  }

  private void drop(ExperimentId id, Screen screen, boolean survived) {
    boolean promising = screen.promising();
    String why =
        survived
            ? "promising, but its race is not paid or not in time: "
            : promising ? "promising, but others were more so: " : "";
    String reason = why + screen.reason();
    archive.verdict(id, promising ? Verdict.INCONCLUSIVE : Verdict.REJECTED, reason);
    archive.decide(Author.system("gate"), "screen", id.toString(), reason, "");
  }

  /** One round of the seed race. */
  LoopState full(LoopState state) {
    return race.round(state, ofWave(state.wave()));
  }

  /**
   * Trains the winner with fresh seeds; what does not reproduce is not kept. A session that only
   * carried this on from the last one has its own waves before it.
   */
  LoopState reproduce(LoopState state) {
    ExperimentId id = state.incumbent();
    boolean spent = purse.exhausted(state, parts.clock().instant()).isPresent();
    List<RunId> missing =
        spent
            ? List.of()
            : samples.missing(id, Agreement.FIRST_FRESH_SEED, study.config().seeds().reproduce());
    List<RunId> runs = purse.affordable(missing, state);
    if (!runs.isEmpty() && !Files.exists(study.haltFile())) {
      archive.inTransaction(
          () -> runs.forEach(run -> archive.enqueue(run, state.wave(), SeedScores.REPRODUCE)));
      say(
          "reproduce",
          Map.of("experiment", id.toString(), "runs", texts(runs)),
          "reproducing " + id + " with " + runs.size() + " fresh seeds");
      return state;
    }
    String metric = study.config().objective().metric();
    Agreement agreement =
        Agreement.of(
            SeedScores.column(samples.judged(id), metric),
            SeedScores.column(samples.fresh(id), metric),
            SeedScores.column(samples.judged(ExperimentId.BASELINE), metric),
            study.config().objective().minimize());
    boolean refuted = !agreement.agrees() && Double.isFinite(agreement.margin());
    ExperimentId before = state.previous() == null ? ExperimentId.BASELINE : state.previous();
    LoopState next =
        (refuted ? state.withIncumbent(before, null) : state)
            .withReproduction(id + ": " + agreement.sentence(), agreement.agrees())
            .in(state.stop() == null ? Phase.PROPOSE : Phase.REPORT);
    archive.inTransaction(
        () -> {
          if (refuted) {
            archive.verdict(id, Verdict.INCONCLUSIVE, agreement.sentence());
          }
          archive.decide(
              Author.system("reproduce"),
              agreement.agrees() ? "reproduced" : refuted ? "demote" : "not_reproduced",
              id.toString(),
              agreement.sentence(),
              "");
          archive.put(LoopState.KEY, next.toJson());
        });
    say(
        "reproduced",
        Map.of(
            "experiment",
            id.toString(),
            "agrees",
            agreement.agrees(),
            "sentence",
            agreement.sentence()),
        "reproduction of " + id + ": " + agreement.sentence());
    return next;
  }

  private LoopState move(LoopState next, String kind, String subject, String reason) {
    archive.inTransaction(
        () -> {
          archive.put(LoopState.KEY, next.toJson());
          archive.decide(LOOP, kind, subject, reason, "");
        });
    return next;
  }

  private static String figures(List<Double> values) {
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    return String.format(Locale.ROOT, "%.4g", mean)
        + values.stream()
            .map(v -> String.format(Locale.ROOT, "%.4g", v))
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static List<String> texts(List<RunId> runs) {
    return runs.stream().map(RunId::toString).toList();
  }

  private void say(String event, Map<String, Object> fields, String line) {
    parts.listener().event(event, fields, line);
  }
}
