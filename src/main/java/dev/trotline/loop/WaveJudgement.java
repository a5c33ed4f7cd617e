package dev.trotline.loop;

import dev.trotline.analyze.Gate;
import dev.trotline.analyze.GateResult;
import dev.trotline.analyze.Noise;
import dev.trotline.analyze.Sample;
import dev.trotline.analyze.Screen;
import dev.trotline.analyze.SeedScores;
import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import dev.trotline.study.RunState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the candidates of a wave against the incumbent, with noise measured on all experiments that
 * have repeats.
 */
final class WaveJudgement {
  /** Ends that speak against the experiment itself. */
  private static final Set<RunState> DIED =
      EnumSet.of(RunState.CRASHED, RunState.HUNG, RunState.DIVERGED, RunState.OUT_OF_MEMORY);

  private final Archive archive;
  private final Samples samples;
  private final Objective objective;

  WaveJudgement(Archive archive, Samples samples, Objective objective) {
    this.archive = archive;
    this.samples = samples;
    this.objective = objective;
  }

  Sample sample(ExperimentId id) {
    int died =
        (int)
            archive.runs(id).stream()
                .filter(run -> !run.id().probe() && !run.purpose().equals(SeedScores.REPRODUCE))
                .map(RunRecord::state)
                .filter(DIED::contains)
                .count();
    return Sample.of(id, samples.judged(id), died);
  }

  private Noise noise(ExperimentId incumbent) {
    return Noise.of(sample(incumbent), objective.metric());
  }

  /** What the first seeds say of each candidate, most promising first. */
  Map<ExperimentId, Screen> screen(List<ExperimentId> candidates, ExperimentId incumbent) {
    Sample against = sample(incumbent);
    Map<ExperimentId, Screen> screens = new LinkedHashMap<>();
    candidates.stream()
        .map(id -> Map.entry(id, Gate.screen(sample(id), against, noise(incumbent), objective)))
        .sorted(Comparator.comparingDouble(e -> -strength(e.getValue())))
        .forEach(e -> screens.put(e.getKey(), e.getValue()));
    return screens;
  }

  private static double strength(Screen screen) {
    return Double.isNaN(screen.strength()) ? Double.NEGATIVE_INFINITY : screen.strength();
  }

  /** What the gate says of each survivor; {@code screened} is the size of the wave. */
  Map<ExperimentId, GateResult> gate(
      List<ExperimentId> survivors, ExperimentId incumbent, int screened) {
    List<Sample> list = new ArrayList<>();
    survivors.forEach(id -> list.add(sample(id)));
    List<GateResult> results =
        Gate.judgeWave(list, sample(incumbent), noise(incumbent), objective, screened);
    Map<ExperimentId, GateResult> byId = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      byId.put(survivors.get(i), results.get(i));
    }
    return byId;
  }
}
