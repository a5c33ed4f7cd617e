package dev.trotline.loop;

import dev.trotline.analyze.Gate;
import dev.trotline.analyze.GateResult;
import dev.trotline.analyze.Race;
import dev.trotline.archive.Archive;
import dev.trotline.archive.ExperimentRow;
import dev.trotline.study.Author;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.Seeds;
import dev.trotline.study.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Spends the seeds of a wave by racing: every candidate that survived the screen gets a few seeds
 * at a time, the incumbent the same ones, and leaves the race as soon as the gate is clear about
 * it, in either direction, or gives it no chance any more. Where the race stands is read off the
 * archive: who has a verdict, and how many seeds the others have; so each round is one transaction
 * and a kill between two of them changes nothing.
 */
final class SeedRace {

  /** Purpose of the seeds of a race. */
  static final String PURPOSE = "full";

  private static final int FIRST_SEED = 1;
  private static final Author LOOP = Author.system("loop");
  private static final Author GATE = Author.system("gate");

  private final LoopParts parts;
  private final Archive archive;
  private final Purse purse;
  private final Samples samples;
  private final WaveJudgement judgement;
  private final Suspicion suspicion;
  private final Race race;

  SeedRace(
      LoopParts parts, Purse purse, Samples samples, WaveJudgement judgement, Suspicion suspicion) {
    this.suspicion = suspicion;
    this.parts = parts;
    this.archive = parts.archive();
    this.purse = purse;
    this.samples = samples;
    this.judgement = judgement;
    Seeds seeds = parts.study().config().seeds();
    this.race = Race.of(seeds.screen(), seeds.full());
  }

  /**
   * Those of the survivors, in their order, whose whole race can be paid: none is begun that the
   * budget would cut off.
   */
  List<ExperimentId> payable(List<ExperimentId> survivors, LoopState state) {
    List<ExperimentId> paid = new ArrayList<>();
    int runs = missing(state.incumbent(), race.most()).size();
    for (ExperimentId id : survivors) {
      int more = missing(id, race.most()).size();
      if (runs + more <= purse.affordableRuns(state)) {
        runs += more;
        paid.add(id);
      }
    }
    return paid;
  }

  /** Runs that the whole race of one candidate takes once it is screened. */
  int longest(ExperimentId incumbent) {
    return missing(incumbent, race.most()).size()
        + race.most()
        - Math.min(race.most(), parts.study().config().seeds().screen());
  }

  /** The runs of the first round; the incumbent's come first, all are held against them. */
  List<RunId> firstRound(List<ExperimentId> paid, ExperimentId incumbent) {
    int seeds = race.looks().get(0);
    List<RunId> runs = new ArrayList<>();
    if (!paid.isEmpty()) {
      runs.addAll(missing(incumbent, seeds));
    }
    paid.forEach(id -> runs.addAll(missing(id, seeds)));
    return runs;
  }

  /** Judges all that are still in the race; enqueues the next round, or closes the wave. */
  LoopState round(LoopState state, List<ExperimentId> wave) {
    Map<ExperimentId, Verdict> verdicts = new LinkedHashMap<>();
    for (ExperimentRow row : archive.experiments()) {
      if (row.wave() == state.wave() && row.verdict() != null) {
        verdicts.put(row.id(), row.verdict());
      }
    }
    List<ExperimentId> accepted =
        wave.stream().filter(id -> verdicts.get(id) == Verdict.ACCEPTED).toList();
    suspicion.refresh(
        Stream.concat(Stream.of(state.incumbent()), wave.stream()).distinct().toList());
    Map<ExperimentId, GateResult> results =
        judgement.race(
            wave.stream().filter(id -> !verdicts.containsKey(id)).toList(),
            state.incumbent(),
            state.wave(),
            wave.size() - accepted.size(),
            race);
    results.replaceAll((id, result) -> suspicion.check(id, state.incumbent(), result));
    List<RunId> runs = new ArrayList<>();
    Set<ExperimentId> on = next(results, state, runs);
    List<Map.Entry<ExperimentId, GateResult>> decided =
        results.entrySet().stream().filter(e -> !on.contains(e.getKey())).toList();
    if (on.isEmpty()) {
      return close(state, wave, accepted, decided);
    }
    archive.inTransaction(
        () -> {
          decided.forEach(e -> record(e.getKey(), e.getValue()));
          runs.forEach(run -> archive.enqueue(run, state.wave(), PURPOSE));
        });
    decided.forEach(e -> tell(e.getKey(), e.getValue()));
    on.forEach(
        id -> {
          GateResult result = results.get(id);
          if (result != null) {
            raced(id, result, state.wave());
          }
        });
    return state;
  }

  /** Who goes on, and with which runs, the incumbent's included. */
  private Set<ExperimentId> next(
      Map<ExperimentId, GateResult> results, LoopState state, List<RunId> runs) {
    Set<ExperimentId> on = new LinkedHashSet<>();
    if (state.stop() != null) {
      return on;
    }
    Set<RunId> wanted = new LinkedHashSet<>();
    results.forEach(
        (id, result) -> {
          int settled = samples.settled(id, FIRST_SEED, race.most());
          if (!result.race().goOn() || settled >= race.most()) {
            return;
          }
          int target = race.after(settled);
          Set<RunId> more = new LinkedHashSet<>(wanted);
          more.addAll(missing(state.incumbent(), target));
          List<RunId> own = missing(id, target);
          more.addAll(own);
          if (!own.isEmpty() && more.size() <= purse.affordableRuns(state)) {
            wanted.addAll(more);
            on.add(id);
          }
        });
    runs.addAll(wanted);
    return on;
  }

  private LoopState close(
      LoopState state,
      List<ExperimentId> wave,
      List<ExperimentId> accepted,
      List<Map.Entry<ExperimentId, GateResult>> decided) {
    List<ExperimentId> winners = new ArrayList<>(accepted);
    decided.stream().filter(e -> e.getValue().isAccepted()).forEach(e -> winners.add(e.getKey()));
    Optional<ExperimentId> winner =
        winners.stream()
            .max(Comparator.comparingDouble(id -> judgement.gain(id, state.incumbent())));
    LoopState next =
        winner
            .map(id -> state.withIncumbent(id, state.incumbent()))
            .orElse(state)
            .in(Phase.PROPOSE);
    String conclusion =
        winner
            .map(id -> id + " replaces " + state.incumbent())
            .orElse("nothing beat " + state.incumbent() + " beyond the seed noise");
    archive.inTransaction(
        () -> {
          decided.forEach(e -> record(e.getKey(), e.getValue()));
          winner.ifPresent(id -> archive.decide(LOOP, "promote", id.toString(), conclusion, ""));
          archive.closeWave(state.wave(), winner.isPresent() ? "improved" : "no_gain", conclusion);
          archive.put(LoopState.KEY, next.toJson());
        });
    decided.forEach(e -> tell(e.getKey(), e.getValue()));
    int saved = saved(wave);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("wave", state.wave());
    fields.put("incumbent", next.incumbent().toString());
    fields.put("seedsSaved", saved);
    fields.put("expectedFalseAcceptances", Gate.expectedFalse(state.wave()));
    say(
        "wave_closed",
        fields,
        "wave "
            + state.wave()
            + " closed: "
            + conclusion
            + (saved > 0 ? " (" + saved + " seeds saved by racing)" : ""));
    return next;
  }

  /** Seeds that the experiments of a wave which raced were spared. */
  private int saved(List<ExperimentId> wave) {
    return wave.stream()
        .filter(id -> archive.runs(id).stream().anyMatch(run -> run.purpose().equals(PURPOSE)))
        .mapToInt(id -> missing(id, race.most()).size())
        .sum();
  }

  private void record(ExperimentId id, GateResult result) {
    archive.verdict(id, result.verdict(), result.reason());
    archive.decide(
        GATE, result.verdict().word(), id.toString(), reason(id, result), result.json().toString());
  }

  /** The gate's reason; where the race ended before the answer was clear, why. */
  private String reason(ExperimentId id, GateResult result) {
    int left = missing(id, race.most()).size();
    if (result.verdict() != Verdict.INCONCLUSIVE || left == 0) {
      return result.reason();
    }
    return result.race().goOn()
        ? result.reason() + "; " + left + " seeds of its race were not paid or not in time"
        : result.reason()
            + "; the "
            + left
            + " seeds left would hardly change that (chance "
            + Math.round(100 * result.race().chance())
            + " %)";
  }

  private void tell(ExperimentId id, GateResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("experiment", id.toString());
    fields.put("verdict", result.verdict().word());
    fields.put("reason", reason(id, result));
    fields.put("seeds", result.candidateSeeds());
    fields.put("mostSeeds", result.race().mostSeeds());
    say(
        "verdict",
        fields,
        "gate: " + id + " " + result.verdict().word() + ": " + reason(id, result));
  }

  private void raced(ExperimentId id, GateResult result, int wave) {
    double chance = result.race().chance();
    int seeds = race.after(result.candidateSeeds());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("wave", wave);
    fields.put("experiment", id.toString());
    fields.put("seeds", result.candidateSeeds());
    if (Double.isFinite(chance)) {
      fields.put("chance", chance);
    }
    say("raced", fields, "race: " + id + " goes on to " + seeds + " seeds: " + result.reason());
  }

  private List<RunId> missing(ExperimentId id, int wanted) {
    return samples.missing(id, FIRST_SEED, wanted);
  }

  private void say(String event, Map<String, Object> fields, String line) {
    parts.listener().event(event, fields, line);
  }
}
