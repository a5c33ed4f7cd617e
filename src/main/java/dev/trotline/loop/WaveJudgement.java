package dev.trotline.loop;

import dev.trotline.analyze.Gate;
import dev.trotline.analyze.GateResult;
import dev.trotline.analyze.GateRules;
import dev.trotline.analyze.Noise;
import dev.trotline.analyze.Pairing;
import dev.trotline.analyze.Race;
import dev.trotline.analyze.Sample;
import dev.trotline.analyze.Screen;
import dev.trotline.analyze.SeedScores;
import dev.trotline.archive.Archive;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Holds the candidates of a wave against the incumbent, with noise measured on all experiments that
 * have repeats.
 */
final class WaveJudgement {
  private final Archive archive;
  private final SeedScores scores;
  private final Objective objective;

  WaveJudgement(Archive archive, SeedScores scores, Objective objective) {
    this.archive = archive;
    this.scores = scores;
    this.objective = objective;
  }

  private Sample sample(ExperimentId id) {
    return scores.sample(id);
  }

  private Noise noise(ExperimentId incumbent) {
    return scores.noise(incumbent, objective.metric());
  }

  /** Whether seeds are compared one by one, settled by the experiments before this wave. */
  private Pairing pairing(int wave) {
    Set<ExperimentId> now = new HashSet<>();
    archive.experiments().stream()
        .filter(row -> row.wave() == wave)
        .forEach(row -> now.add(row.id()));
    return Pairing.of(
        scores.repeated().stream().filter(id -> !now.contains(id)).map(this::sample).toList(),
        objective.metric());
  }

  /** What the first seeds say of each candidate, most promising first. */
  Map<ExperimentId, Screen> screen(List<ExperimentId> candidates, ExperimentId incumbent) {
    Sample against = sample(incumbent);
    Noise noise = noise(incumbent);
    Map<ExperimentId, Screen> screens = new LinkedHashMap<>();
    candidates.stream()
        .map(id -> Map.entry(id, Gate.screen(sample(id), against, noise, objective)))
        .sorted(Comparator.comparingDouble(e -> -strength(e.getValue())))
        .forEach(e -> screens.put(e.getKey(), e.getValue()));
    return screens;
  }

  private static double strength(Screen screen) {
    return Double.isNaN(screen.strength()) ? Double.NEGATIVE_INFINITY : screen.strength();
  }

  /**
   * What the gate says of each candidate still in the race, most probable first.
   *
   * @param family candidates of the wave that are not accepted yet, dropped ones included
   */
  Map<ExperimentId, GateResult> race(
      List<ExperimentId> undecided, ExperimentId incumbent, int wave, int family, Race race) {
    List<Sample> list = new ArrayList<>();
    undecided.forEach(id -> list.add(sample(id)));
    List<GateResult> results =
        new Gate(GateRules.standard())
            .race(
                list,
                sample(incumbent),
                noise(incumbent),
                objective,
                family,
                pairing(wave),
                race,
                seedsBefore(incumbent, wave));
    Map<ExperimentId, GateResult> byId = new LinkedHashMap<>();
    IntStream.range(0, results.size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> order(results.get(i))))
        .forEach(i -> byId.put(undecided.get(i), results.get(i)));
    return byId;
  }

  private static double order(GateResult result) {
    return Double.isNaN(result.pValue()) ? 2 : result.pValue();
  }

  /** Seeds of the incumbent that were there before this wave's race. */
  private int seedsBefore(ExperimentId incumbent, int wave) {
    Set<Integer> valued = scores.judged(incumbent).keySet();
    return (int)
        archive.runs(incumbent).stream()
            .filter(run -> run.wave() < wave && valued.contains(run.id().seed()))
            .map(run -> run.id().seed())
            .distinct()
            .count();
  }

  /** By how much the mean of one experiment is better than that of another. */
  double gain(ExperimentId id, ExperimentId over) {
    double difference =
        sample(id).moments(objective.metric()).mean()
            - sample(over).moments(objective.metric()).mean();
    return objective.minimize() ? -difference : difference;
  }
}
