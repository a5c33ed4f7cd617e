package dev.trotline.loop;

import dev.trotline.analyze.SeedScores;
import dev.trotline.archive.Archive;
import dev.trotline.archive.ExperimentRow;
import dev.trotline.archive.RunRecord;
import dev.trotline.edit.EditValidator;
import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.error.TrotlineException;
import dev.trotline.launch.ExperimentIds;
import dev.trotline.launch.Preflight;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.event.EventFolder;
import dev.trotline.propose.PlannerInput;
import dev.trotline.propose.Proposal;
import dev.trotline.propose.SeedEvidence;
import dev.trotline.propose.SeriesView;
import dev.trotline.propose.Tried;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Edit;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Gathers what the planner may see, and turns its proposals into experiments. */
public final class Candidates {
  private final Study study;
  private final Archive archive;
  private final Simulator simulator;
  private final ReferenceConfig reference;
  private final SeedScores scores;
  private final Preflight preflight;

  /**
   * @param study the study
   * @param archive its archive
   * @param simulator finds what runs logged
   * @param reference the stock task's configuration
   */
  public Candidates(Study study, Archive archive, Simulator simulator, ReferenceConfig reference) {
    this.study = study;
    this.archive = archive;
    this.simulator = simulator;
    this.reference = reference;
    this.preflight = new Preflight(study, simulator);
    this.scores = new SeedScores(archive, simulator.judges());
  }

  /** The configuration an experiment trains with. */
  public EditedConfig config(Experiment experiment) {
    return preflight.edits(experiment);
  }

  /** Everything the planner may look at, seen from one experiment. */
  public PlannerInput input(Experiment incumbent) {
    EditedConfig config = config(incumbent);
    List<Edit> base = study.config().simulator().base();
    List<SeedEvidence> runs = new ArrayList<>();
    for (RunRecord run : archive.runs(incumbent.id())) {
      if (run.state() == RunState.FINISHED && !run.id().probe() && !run.isImported()) {
        runs.add(new SeedEvidence(run.id().seed(), view(run), scores.of(run.id())));
      }
    }
    return new PlannerInput(
        study.config().objective(),
        new ReferenceConfig(reference.origin(), config.env(), config.agent(), reference.rules()),
        incumbent.id(),
        incumbent.edits(),
        runs,
        tried(),
        edits -> EditValidator.validate(reference, base, edits).hash(),
        Set.of(),
        preflight.environments(config),
        StudyFiles.quarantine(study));
  }

  private SeriesView view(RunRecord run) {
    RunSeries series = series(run);
    return new SeriesView() {
      @Override
      public double[] values(String tag) {
        return series.values(tag);
      }

      @Override
      public long[] steps(String tag) {
        return series.steps(tag);
      }
    };
  }

  /** What a run logged; empty if it cannot be read. */
  public RunSeries series(RunRecord run) {
    try {
      return simulator
          .logFolder(study.runFolder(run.id()))
          .map(folder -> EventFolder.read(folder))
          .orElseGet(RunSeries::empty);
    } catch (TrotlineException e) {
      // A run whose log is torn still counts by its judgement; the planner sees it without curves.
      return RunSeries.empty();
    }
  }

  private List<Tried> tried() {
    List<Tried> tried = new ArrayList<>();
    for (ExperimentRow row : archive.experiments()) {
      if (row.author().isImport() && row.verdict() == null) {
        continue; // Trained elsewhere and never judged here: it may well be tried.
      }
      Experiment experiment = StudyFiles.parseExperiment(row.id() + ".yaml", row.yaml());
      tried.add(new Tried(row.changeSet(), row.author(), experiment.edits(), row.verdict()));
    }
    return tried;
  }

  /** A proposal as an experiment. */
  public static Experiment experiment(
      Proposal proposal, Experiment parent, ExperimentId id, int wave, Instant now) {
    return new Experiment(
        id,
        parent.id(),
        proposal.author(),
        proposal.hypothesis(),
        Stream.concat(parent.edits().stream(), proposal.edits().stream()).toList(),
        proposal.predictions(),
        wave,
        now);
  }

  /** An experiment as the archive has it. */
  public Experiment recorded(ExperimentId id) {
    ExperimentRow row = archive.experiment(id).orElseThrow();
    return StudyFiles.parseExperiment(id + ".yaml", row.yaml());
  }

  /** Writes the files of experiments the archive knows but the folder lacks. */
  public void materialise() {
    for (ExperimentRow row : archive.experiments()) {
      if (!java.nio.file.Files.exists(study.experimentFile(row.id()))) {
        StudyFiles.writeExperiment(
            study, StudyFiles.parseExperiment(row.id() + ".yaml", row.yaml()));
      }
    }
  }

  /** The first id that neither the archive nor a file uses. */
  public ExperimentId nextId() {
    return ExperimentIds.next(study, archive);
  }
}
