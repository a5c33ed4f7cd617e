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
import org.jspecify.annotations.Nullable;

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

  /** Enqueues runs with the usual priority. */
  public List<RunId> enqueue(
      Experiment experiment, List<Integer> seeds, int wave, String purpose, Author askedBy) {
    return enqueue(experiment, seeds, wave, purpose, null, askedBy);
  }

  /**
   * Enqueues one run for each seed that has none yet; repeating it adds nothing.
   *
   * @param experiment what to train; recorded with the first launch, immutable from then on
   * @param seeds the trainer's seeds
   * @param wave the wave they belong to, 0 outside waves
   * @param purpose {@code baseline}, {@code screen}, {@code full}, {@code reproduce}, {@code
   *     manual} or {@code probe}
   * @param priority runs of a higher one are started first; queued ones are moved. Null for the
   *     usual one, 0, which moves none
   * @param askedBy who wants it
   * @return the runs that are new
   * @throws InvalidInputException if an edit is invalid or the experiment differs from what was
   *     launched before
   */
  public List<RunId> enqueue(
      Experiment experiment,
      List<Integer> seeds,
      int wave,
      String purpose,
      @Nullable Integer priority,
      Author askedBy) {
    String changeSet = preflight.edits(experiment).hash();
    boolean probe = purpose.equals("probe");
    return archive.inTransaction(
        () -> {
          record(experiment, changeSet);
          List<RunId> added = new ArrayList<>();
          for (int seed : seeds) {
            RunId id = new RunId(experiment.id(), seed, probe);
            refuseImported(id);
            if (archive.enqueue(id, wave, purpose, priority == null ? 0 : priority)) {
              added.add(id);
            } else if (priority != null && archive.prioritise(id, priority)) {
              archive.decide(askedBy, "prioritise", id.toString(), "priority " + priority, "");
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
   * Enqueues, for each seed that was interrupted, a run that carries it on from its last
   * checkpoint, or starts anew where there is none. The interrupted run keeps its state; the new
   * one is a repeat of it, {@code exp007/s2r1}, in a folder of its own. Seeds that have finished
   * are passed over.
   *
   * @param experiment what was trained
   * @param seeds the seeds to carry on
   * @param askedBy who wants it
   * @return the new runs
   * @throws InvalidInputException if none of the seeds can be carried on, saying why
   */
  public List<RunId> resume(Experiment experiment, List<Integer> seeds, Author askedBy) {
    String changeSet = preflight.edits(experiment).hash();
    return archive.inTransaction(
        () -> {
          record(experiment, changeSet);
          List<RunId> added = new ArrayList<>();
          List<String> reasons = new ArrayList<>();
          for (int seed : seeds) {
            Optional<RunRecord> last = lastOf(experiment, seed);
            Optional<String> reason = notResumable(experiment, seed, last.orElse(null));
            Optional<Resumption> from =
                reason.isPresent()
                    ? Optional.empty()
                    : resumptions.of(last.orElseThrow().id().again());
            reason = reason.or(() -> from.flatMap(f -> nothingLeft(last.orElseThrow(), f)));
            if (reason.isPresent()) {
              reasons.add(reason.get());
            } else {
              added.add(Resumptions.enqueue(archive, last.orElseThrow(), from, askedBy));
            }
          }
          if (added.isEmpty()) {
            throw new InvalidInputException(
                "there is nothing to carry on: " + String.join("; ", reasons),
                null,
                "--resume",
                "'trotline status' lists the runs; name other seeds to train more of them");
          }
          return List.copyOf(added);
        });
  }

  /** A study whose number of iterations was lowered meanwhile. */
  private Optional<String> nothingLeft(RunRecord last, Resumption from) {
    Integer asked = study.config().simulator().maxIterations();
    int done = from.resume().iteration() + 1;
    return asked != null && done >= asked
        ? Optional.of(last.id() + " has done " + done + " of " + asked + " iterations")
        : Optional.empty();
  }

  private void refuseImported(RunId id) {
    if (archive.run(id).filter(RunRecord::isImported).isPresent()) {
      throw new InvalidInputException(
          id + " was trained elsewhere and imported, so this seed is taken",
          null,
          "--seeds",
          "name other seeds of " + id.experiment());
    }
  }

  private Optional<RunRecord> lastOf(Experiment experiment, int seed) {
    return archive.runs(experiment.id()).stream()
        .filter(run -> run.id().seed() == seed && !run.id().probe())
        .max(Comparator.comparing(RunRecord::id));
  }

  private static Optional<String> notResumable(
      Experiment experiment, int seed, @Nullable RunRecord last) {
    if (last == null) {
      return Optional.of(experiment.id() + "/s" + seed + " was never launched");
    }
    if (last.isImported()) {
      return Optional.of(last.id() + " was trained elsewhere");
    }
    if (!last.state().isTerminal()) {
      return Optional.of(last.id() + " is still " + last.state().word());
    }
    if (last.state() == RunState.FINISHED) {
      return Optional.of(last.id() + " has finished");
    }
    return Implemented.CAUSE.equals(last.cause())
        ? Optional.of(last.id() + " trained something else than was asked")
        : Optional.empty();
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
