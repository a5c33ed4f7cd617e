package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.archive.ExperimentRow;
import dev.trotline.error.InvalidInputException;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Author;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns an experiment and seeds into queued runs (design §4). Starts nothing. */
public final class Launcher {

  private final Study study;
  private final Archive archive;
  private final Preflight preflight;

  /**
   * @param study whose experiments are launched
   * @param archive the study's archive
   * @param simulator the study's simulator, to check edits against
   */
  public Launcher(Study study, Archive archive, Simulator simulator) {
    this.study = study;
    this.archive = archive;
    this.preflight = new Preflight(study, simulator);
  }

  /** Enqueues runs on Trotline's own account. */
  public List<RunId> enqueue(Experiment experiment, List<Integer> seeds, int wave, String purpose) {
    return enqueue(experiment, seeds, wave, purpose, Author.system("launch"));
  }

  /**
   * Enqueues one run for each seed that has none yet; repeating it adds nothing.
   *
   * @param experiment what to train; recorded with the first launch, immutable from then on
   * @param seeds the trainer's seeds
   * @param wave the wave they belong to, 0 outside waves
   * @param purpose {@code baseline}, {@code screen}, {@code full}, {@code reproduce}, {@code
   *     manual} or {@code probe}
   * @param askedBy who wants it
   * @return the runs that are new
   * @throws InvalidInputException if an edit is invalid or the experiment differs from what was
   *     launched before
   */
  public List<RunId> enqueue(
      Experiment experiment, List<Integer> seeds, int wave, String purpose, Author askedBy) {
    String changeSet = preflight.edits(experiment).hash();
    boolean probe = purpose.equals("probe");
    return archive.inTransaction(
        () -> {
          record(experiment, changeSet);
          List<RunId> added = new ArrayList<>();
          for (int seed : seeds) {
            RunId id = new RunId(experiment.id(), seed, probe);
            if (archive.enqueue(id, wave, purpose)) {
              added.add(id);
            }
          }
          if (!added.isEmpty()) {
            String runs = added.stream().map(RunId::leaf).collect(Collectors.joining(", "));
            archive.decide(askedBy, "launch", experiment.id().toString(), purpose, runs);
          }
          return List.copyOf(added);
        });
  }

  private void record(Experiment experiment, String changeSet) {
    ExperimentId id = experiment.id();
    Optional<ExperimentRow> known = archive.experiment(id);
    boolean launched = known.isPresent() && !archive.runs(id).isEmpty();
    if (!launched) {
      archive.recordExperiment(experiment, StudyFiles.yaml(experiment), changeSet);
      return;
    }
    String file = "experiments/" + id + ".yaml";
    Experiment before = StudyFiles.parseExperiment(file, known.get().yaml());
    if (!before.edits().equals(experiment.edits())) {
      throw new InvalidInputException(
          file + " was changed after " + id + " was launched",
          file,
          "edits",
          "restore the file and put the change into a child experiment");
    }
  }
}
