package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.archive.ExperimentRow;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.InvalidInputException;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Author;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns an experiment and seeds into queued runs (design §4). Starts nothing. */
public final class Launcher {

  private final Study study;
  private final Archive archive;
  private final Simulator simulator;
  private final Preflight preflight;
  private final Requests requests;
  private final Resumptions resumptions;

  /**
   * @param study whose experiments are launched
   * @param archive the study's archive
   * @param simulator the study's simulator, to check edits against
   */
  public Launcher(Study study, Archive archive, Simulator simulator) {
    this.study = study;
    this.archive = archive;
    this.simulator = simulator;
    this.preflight = new Preflight(study, simulator);
    this.requests = new Requests(study, simulator);
    this.resumptions = new Resumptions(study, simulator);
  }

  /** The command line a run would be started with; starts and writes nothing. */
  public CommandLine plan(RunId run, Experiment experiment, Device device) {
    return simulator.training(requests.of(run, experiment, device));
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

  /**
   * Enqueues, for each seed, a run that carries on what was interrupted. The interrupted run keeps
   * its state; the new one is a repeat of it, {@code exp007/s2r1}, in a folder of its own.
   *
   * @param experiment what was trained
   * @param seeds the seeds to carry on
   * @param askedBy who wants it
   * @return the new runs
   * @throws InvalidInputException if a seed was never trained, has not ended, has finished, or left
   *     no checkpoint
   */
  public List<RunId> resume(Experiment experiment, List<Integer> seeds, Author askedBy) {
    String changeSet = preflight.edits(experiment).hash();
    return archive.inTransaction(
        () -> {
          record(experiment, changeSet);
          List<RunId> added = new ArrayList<>();
          for (int seed : seeds) {
            RunRecord last = lastOf(experiment, seed);
            RunId next = last.id().again();
            Resumption from = resumptions.of(next);
            archive.enqueue(next, last.wave(), last.isImported() ? "manual" : last.purpose());
            String evidence =
                from.resume().checkpoint().getFileName() + "; curriculum and episodes start anew";
            archive.decide(askedBy, "resume", next.toString(), "carries on " + last.id(), evidence);
            added.add(next);
          }
          return List.copyOf(added);
        });
  }

  private RunRecord lastOf(Experiment experiment, int seed) {
    RunRecord last =
        archive.runs(experiment.id()).stream()
            .filter(run -> run.id().seed() == seed && !run.id().probe())
            .max(Comparator.comparing(RunRecord::id))
            .orElseThrow(() -> cannot(experiment.id() + "/s" + seed + " was never launched"));
    if (!last.state().isTerminal()) {
      throw cannot(last.id() + " is still " + last.state().word());
    }
    if (last.state() == RunState.FINISHED) {
      throw cannot(last.id() + " has finished");
    }
    if (Implemented.CAUSE.equals(last.cause())) {
      throw cannot(last.id() + " trained something else than was asked");
    }
    return last;
  }

  private static InvalidInputException cannot(String why) {
    return new InvalidInputException(
        why + ", so there is nothing to carry on",
        null,
        "--resume",
        "'trotline status' lists the runs; launch without --resume to train anew");
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
