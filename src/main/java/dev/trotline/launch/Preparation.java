package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.archive.Decision;
import dev.trotline.archive.ExperimentRow;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.InvalidInputException;
import dev.trotline.executor.Job;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.Resume;
import dev.trotline.simulator.Simulator;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.study.Experiment;
import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import dev.trotline.study.StudyFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a run that holds a device into a folder and a job. */
final class Preparation {

  private static final Duration GIT_MAY_BE_OLD = Duration.ofSeconds(5);

  private final Study study;
  private final Archive archive;
  private final Simulator simulator;
  private final Preflight preflight;
  private final Requests requests;
  private final StudyMarker marker;
  private final InstantSource clock;
  private @Nullable GitFacts git;
  private long gitAt;

  Preparation(Study study, Archive archive, Simulator simulator, InstantSource clock) {
    this.study = study;
    this.archive = archive;
    this.simulator = simulator;
    this.preflight = new Preflight(study, simulator);
    this.requests = new Requests(study, simulator);
    this.marker = StudyMarker.of(study);
    this.clock = clock;
  }

  /**
   * Makes the run's folder: manifest, script, uncommitted changes.
   *
   * @throws InvalidInputException if the experiment cannot be trained
   * @throws dev.trotline.error.EnvironmentException if the folder cannot be made
   */
  Job prepare(RunRecord run, Device device) {
    RunId id = run.id();
    Path folder = study.runFolder(id);
    Experiment experiment = launched(id);
    TrainingRequest request = requests.of(id, experiment, device);
    CommandLine command = simulator.training(request);
    GitFacts git = git();
    Map<String, String> files = new LinkedHashMap<>(command.files());
    files.put("command.sh", CommandScript.of(id, command));
    if (!git.diff().isEmpty()) {
      files.put("git.diff", git.diff());
    }
    files.put(Manifest.FILE, manifest(run, experiment, request, command, git).text());
    RunFolder.make(folder, files, command.links());
    return new Job(marker.of(id), folder, command);
  }

  /** Asked once for runs that are started together. */
  private GitFacts git() {
    GitFacts known = git;
    if (known == null || System.nanoTime() - gitAt > GIT_MAY_BE_OLD.toNanos()) {
      known = GitFacts.of(study.root());
      git = known;
      gitAt = System.nanoTime();
    }
    return known;
  }

  /** The experiment as it was recorded at its launch, whatever its file says by now. */
  private Experiment launched(RunId id) {
    ExperimentRow row =
        archive
            .experiment(id.experiment())
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "the experiment of " + id + " was never recorded",
                        "experiments/" + id.experiment() + ".yaml",
                        null,
                        "run 'trotline archive rebuild'"));
    return StudyFiles.parseExperiment("experiments/" + id.experiment() + ".yaml", row.yaml());
  }

  private ManifestDraft manifest(
      RunRecord run,
      Experiment experiment,
      TrainingRequest request,
      CommandLine command,
      GitFacts git) {
    RunId id = run.id();
    Resume resume = request.resume();
    return new ManifestDraft(
            request, command, study.runFolder(id), marker.of(id), run.queuedAt(), clock.instant())
        .purpose(run.purpose(), run.wave())
        .with("priority", run.priority())
        .with("asked_by", askedBy(id, experiment))
        .world(study, simulator, request, preflight.edits(experiment))
        .with("config_hash", changeSet(id))
        .with("resumed_from", resume == null ? null : resume.checkpoint().toString())
        .with("git_commit", git.commit())
        .with("git_diff", git.diff().isEmpty() ? null : "git.diff");
  }

  private String changeSet(RunId id) {
    return archive.experiment(id.experiment()).map(ExperimentRow::changeSet).orElse("");
  }

  private String askedBy(RunId id, Experiment experiment) {
    List<Decision> about = archive.decisionsAbout(id.experiment().toString());
    return about.stream()
        .filter(decision -> decision.kind().equals("launch"))
        .reduce((first, second) -> second)
        .map(decision -> decision.author().toString())
        .orElse(experiment.author().toString());
  }
}
