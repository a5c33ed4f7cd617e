package dev.trotline.analyze;

import dev.trotline.analyze.compare.CompareReport;
import dev.trotline.analyze.compare.Group;
import dev.trotline.analyze.compare.Options;
import dev.trotline.analyze.compare.RunData;
import dev.trotline.analyze.hack.RunEvidence;
import dev.trotline.archive.Archive;
import dev.trotline.error.TrotlineException;
import dev.trotline.metrics.CurveFigures;
import dev.trotline.metrics.LogMeaning;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Study;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Analyses experiments of a study: figures over seeds, the detectors, the gate against a reference
 * and what the edits did. Reads the runs' own files; changes nothing.
 */
public final class StudyAnalysis {

  private final Study study;
  private final Simulator simulator;
  private final StudyRuns runs;
  private final Scrutiny scrutiny;
  private final Function<ExperimentId, Sample> samples;
  private final Function<ExperimentId, Map<String, Object>> changes;
  private final CurveSettings settings;
  private @Nullable ExperimentId known;
  private List<RunEvidence> knownRuns = List.of();

  /**
   * @param study the study
   * @param archive its archive
   * @param simulator its simulator
   * @param samples the seeds of an experiment
   * @param changes the change set of an experiment against the stock task
   * @param settings how curves become figures
   */
  public StudyAnalysis(
      Study study,
      Archive archive,
      Simulator simulator,
      Function<ExperimentId, Sample> samples,
      Function<ExperimentId, Map<String, Object>> changes,
      CurveSettings settings) {
    this.study = study;
    this.simulator = simulator;
    this.runs = new StudyRuns(study, archive, simulator);
    this.scrutiny = new Scrutiny(study, archive, simulator, runs);
    this.samples = samples;
    this.changes = changes;
    this.settings = settings;
  }

  /**
   * Analyses experiments together: those held against the same reference share one error, as the
   * candidates of a wave do.
   *
   * @param references for every experiment what to hold it against; itself for nothing
   * @param noise of the deciding metric
   * @param attribute true if what the edits did is to be told, too
   */
  public List<ExperimentAnalysis> of(
      Map<ExperimentId, ExperimentId> references, Noise noise, boolean attribute) {
    Map<ExperimentId, GateResult> gates = gates(references, noise);
    List<ExperimentAnalysis> all = new ArrayList<>();
    references.forEach((id, reference) -> all.add(of(id, reference, gates.get(id), attribute)));
    return all;
  }

  private Map<ExperimentId, GateResult> gates(
      Map<ExperimentId, ExperimentId> references, Noise noise) {
    Map<ExperimentId, List<ExperimentId>> families = new LinkedHashMap<>();
    references.forEach(
        (id, reference) -> {
          if (!id.equals(reference) && !samples.apply(id).bySeed().isEmpty()) {
            families.computeIfAbsent(reference, key -> new ArrayList<>()).add(id);
          }
        });
    Map<ExperimentId, GateResult> gates = new HashMap<>();
    families.forEach(
        (reference, family) -> {
          List<GateResult> results =
              Gate.judgeWave(
                  family.stream().map(samples).toList(),
                  samples.apply(reference),
                  noise,
                  study.config().objective(),
                  family.size());
          for (int i = 0; i < family.size(); i++) {
            gates.put(family.get(i), results.get(i));
          }
        });
    return gates;
  }

  private ExperimentAnalysis of(
      ExperimentId id, ExperimentId reference, @Nullable GateResult gate, boolean attribute) {
    boolean alone = id.equals(reference);
    Sample sample = samples.apply(id);
    List<RunEvidence> own = runs.evidence(id);
    List<RunEvidence> against = alone ? List.of() : reference(reference);
    Map<String, Object> ownChanges = changes(id);
    Map<String, Object> referenceChanges = alone ? Map.of() : changes(reference);
    Findings findings =
        scrutiny.of(
            id,
            own,
            alone ? null : reference,
            against,
            Scrutiny.asked(ownChanges, referenceChanges));
    Comparison comparison =
        gate == null
            ? null
            : Analysis.compare(sample, samples.apply(reference), gate)
                .with(
                    simulator.judges()
                        ? List.of()
                        : Comparability.caveats(ownChanges, referenceChanges));
    List<RunData> data = data(own);
    CompareReport report = null;
    if (attribute && !alone && !own.isEmpty() && !against.isEmpty()) {
      report =
          CompareReport.of(
              new Group(id.toString(), data),
              new Group(reference.toString(), data(against)),
              new Options(settings.window(), Options.USUAL.level(), Options.USUAL.tags()));
    }
    Map<String, Map<String, CurveFigures>> curves = new LinkedHashMap<>();
    data.forEach(run -> curves.put(run.name(), RunAnalysis.figures(run, settings)));
    return new ExperimentAnalysis(id, sample, curves, findings, comparison, report);
  }

  private List<RunData> data(List<RunEvidence> evidence) {
    LogMeaning meaning = simulator.meaning();
    return evidence.stream()
        .map(e -> new RunData(e.name(), e.series(), e.env(), e.agent(), meaning, List.of()))
        .toList();
  }

  private List<RunEvidence> reference(ExperimentId id) {
    if (!id.equals(known)) {
      knownRuns = runs.evidence(id);
      known = id;
    }
    return knownRuns;
  }

  /** An experiment nobody can train here any more still has its figures. */
  private Map<String, Object> changes(ExperimentId id) {
    try {
      return changes.apply(id);
    } catch (TrotlineException untrainable) {
      return Map.of();
    }
  }
}
