package dev.trotline.analyze;

import dev.trotline.analyze.compare.CompareReport;
import dev.trotline.analyze.compare.Group;
import dev.trotline.analyze.compare.Options;
import dev.trotline.analyze.compare.RunData;
import dev.trotline.analyze.hack.RunEvidence;
import dev.trotline.archive.Archive;
import dev.trotline.error.TrotlineException;
import dev.trotline.metrics.LogMeaning;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import dev.trotline.study.Study;
import java.nio.file.Path;
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
    this.scrutiny = new Scrutiny(study, archive, simulator);
    this.samples = samples;
    this.changes = changes;
    this.settings = settings;
  }

  /**
   * Analyses one experiment.
   *
   * @param reference what to hold it against; itself for nothing
   * @param noise of the deciding metric
   * @param attribute true if what the edits did is to be told, too
   */
  public ExperimentAnalysis of(
      ExperimentId id, ExperimentId reference, Noise noise, boolean attribute) {
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
    Comparison comparison = null;
    if (!alone && !sample.bySeed().isEmpty()) {
      Objective objective = study.config().objective();
      comparison =
          Analysis.compare(sample, samples.apply(reference), noise, objective)
              .with(
                  simulator.judges()
                      ? List.of()
                      : Comparability.caveats(ownChanges, referenceChanges));
    }
    CompareReport report = null;
    if (attribute && !alone && !own.isEmpty() && !against.isEmpty()) {
      report =
          CompareReport.of(
              group(id.toString(), own),
              group(reference.toString(), against),
              new Options(settings.window(), Options.USUAL.level(), Options.USUAL.tags()));
    }
    return new ExperimentAnalysis(
        id, sample, own.stream().map(this::run).toList(), findings, comparison, report);
  }

  /** The runs of an experiment as they are compared. */
  public Group group(ExperimentId id) {
    return group(id.toString(), runs.evidence(id));
  }

  private Group group(String name, List<RunEvidence> evidence) {
    LogMeaning meaning = simulator.meaning();
    return new Group(
        name,
        evidence.stream()
            .map(e -> new RunData(e.name(), e.series(), e.env(), e.agent(), meaning, List.of()))
            .toList());
  }

  private RunAnalysis run(RunEvidence evidence) {
    var log =
        new RunAnalysis.Log(
            evidence.series(), evidence.env(), evidence.agent(), simulator.meaning());
    return RunAnalysis.of(
        evidence.name(),
        Path.of(evidence.name()),
        log,
        evidence.judged(),
        List.of(),
        List.of(),
        settings);
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
