package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.archive.MetricSource;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.executor.JobStatus;
import dev.trotline.process.ProcessFacts;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Makes a lost archive anew from the experiment files and the run folders (design §3). What only
 * the archive knew is gone: the journal, the waves' hypotheses, verdicts and runs still in the
 * queue.
 */
public final class Rebuild {

  private final Study study;
  private final Archive archive;
  private final Preflight preflight;
  private final Adoption adoption;
  private final List<String> problems = new ArrayList<>();

  private Rebuild(Study study, Archive archive, Simulator simulator) {
    this.study = study;
    this.archive = archive;
    this.preflight = new Preflight(study, simulator);
    this.adoption = new Adoption(study, archive, Rebuild::status);
  }

  /**
   * Fills an archive. Repeating it adds nothing. Runs that are alive, and those that have ended
   * without anybody noticing, come back live; the dispatcher's next tick settles them.
   *
   * @return how many runs were restored
   */
  public static int fromFolders(Study study, Archive archive, Simulator simulator) {
    return new Rebuild(study, archive, simulator).run();
  }

  /**
   * Adopted runs that have a folder and that the archive does not know: it was lost, and a rebuild
   * brings them back. Damaged folders, which no rebuild restores, are not among them.
   */
  public static List<RunId> forgottenImports(Study study, Archive archive) {
    List<RunId> forgotten = new ArrayList<>();
    for (RunId id : folders(study)) {
      if (archive.run(id).isEmpty() && isWholeImport(study, archive, id)) {
        forgotten.add(id);
      }
    }
    return forgotten;
  }

  private static boolean isWholeImport(Study study, Archive archive, RunId id) {
    ExperimentId experiment = id.experiment();
    if (archive.experiment(experiment).isEmpty()
        && !Files.exists(study.experimentFile(experiment))) {
      return false;
    }
    Path folder = study.runFolder(id);
    try {
      return ImportedRun.read(folder).filter(run -> run.row().run().equals(id)).isPresent()
          && RunOutcome.read(folder).isPresent();
    } catch (InvalidInputException damaged) {
      return false;
    }
  }

  private int run() {
    for (ExperimentId id : StudyFiles.experimentIds(study)) {
      attempt(() -> record(id));
    }
    int restored = 0;
    for (RunId id : folders(study)) {
      restored += attempt(() -> restore(id)) ? 1 : 0;
    }
    String evidence = String.join("; ", problems);
    archive.decide(
        Endings.SELF, "rebuild", "study", restored + " runs restored from folders", evidence);
    return restored;
  }

  /** A damaged file costs its own run or experiment, not the rebuild. */
  private boolean attempt(BooleanSupplier part) {
    try {
      return part.getAsBoolean();
    } catch (InvalidInputException e) {
      problems.add(e.getMessage());
      return false;
    }
  }

  private boolean record(ExperimentId id) {
    Experiment experiment = StudyFiles.readExperiment(study, id);
    String changeSet;
    try {
      changeSet = preflight.edits(experiment).hash();
    } catch (InvalidInputException e) {
      changeSet = "";
    }
    if (archive.experiment(id).isPresent()) {
      return false;
    }
    if (experiment.wave() > 0 && archive.openWave(experiment.wave(), "rebuilt from folders")) {
      archive.closeWave(experiment.wave(), "unknown", "rebuilt from folders");
    }
    return archive.recordExperiment(experiment, StudyFiles.yaml(experiment), changeSet);
  }

  private boolean restore(RunId id) {
    return archive.inTransaction(
        () -> {
          if (!adoption.adopt(id)) {
            return false;
          }
          ImportedRun.read(study.runFolder(id)).ifPresent(this::imported);
          Optional<RunRecord> run = archive.run(id);
          if (run.isPresent() && run.get().state().isTerminal()) {
            archive.decide(
                Endings.SELF, "rebuild", id.toString(), run.get().state().word(), "run folder");
          }
          return true;
        });
  }

  private void imported(ImportedRun run) {
    archive.putImport(run.row());
    archive.putMetrics(run.row().run(), MetricSource.LOG, run.metrics());
  }

  /** Run folders in order. */
  private static Iterable<RunId> folders(Study study) {
    TreeSet<RunId> found = new TreeSet<>();
    if (!Files.isDirectory(study.runs())) {
      return found;
    }
    try (Stream<Path> paths = Files.walk(study.runs(), 2)) {
      paths
          .filter(path -> Files.exists(path.resolve(Manifest.FILE)))
          .map(path -> study.runs().relativize(path).toString())
          .forEach(name -> RunId.find(name).ifPresent(found::add));
      return found;
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot list " + study.runs() + ": " + e.getMessage(),
          "check the folder's permissions",
          e);
    }
  }

  private static JobStatus status(Path folder) {
    ProcessFacts facts = ProcessFacts.inspect(folder);
    if (facts instanceof ProcessFacts.Running running) {
      return new JobStatus.Running(running.pid(), running.since());
    }
    if (facts instanceof ProcessFacts.Ended ended) {
      return new JobStatus.Ended(ended.exitCode(), ended.at());
    }
    return facts instanceof ProcessFacts.Vanished
        ? new JobStatus.Vanished()
        : new JobStatus.NotStarted();
  }
}
