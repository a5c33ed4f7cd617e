package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.InvalidInputException;
import dev.trotline.executor.JobStatus;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Puts runs the archive does not know back into it, from their folders. */
final class Adoption {

  private final Study study;
  private final Archive archive;
  private final Function<Path, JobStatus> status;

  Adoption(Study study, Archive archive, Function<Path, JobStatus> status) {
    this.study = study;
    this.archive = archive;
    this.status = status;
  }

  /**
   * Restores one run. One that had ended gets its end back; one that was never started is queued
   * again; any other comes back live and is then settled like every live run.
   *
   * @return false if its folder has no manifest, or the archive knows it
   * @throws InvalidInputException if the manifest or the outcome makes no sense
   */
  boolean adopt(RunId id) {
    Path folder = study.runFolder(id);
    if (!Files.exists(folder.resolve(Manifest.FILE))) {
      return false;
    }
    Manifest manifest = Manifest.read(folder);
    if (!manifest.run().equals(id)) {
      throw new InvalidInputException(
          folder.resolve(Manifest.FILE) + " is the manifest of " + manifest.run(),
          folder.resolve(Manifest.FILE).toString(),
          "run",
          "move the folder to where it belongs");
    }
    Optional<RunOutcome> outcome = RunOutcome.read(folder);
    if (outcome.isPresent()) {
      return archive.restore(ended(manifest, outcome.get()));
    }
    if (manifest.purpose().equals(RunRecord.IMPORT)) {
      // Nothing of this study ever ran there; the next import adopts it again.
      return false;
    }
    JobStatus found = status.apply(folder);
    return archive.restore(
        found instanceof JobStatus.NotStarted ? queued(manifest) : live(manifest, found));
  }

  /** True if a run that has a folder has no word in it of how it ended. */
  boolean lacksOutcome(RunId id) {
    Path folder = study.runFolder(id);
    return Files.exists(folder.resolve(Manifest.FILE))
        && !Files.exists(folder.resolve(RunOutcome.FILE));
  }

  private static RunRecord ended(Manifest manifest, RunOutcome outcome) {
    return new RunRecord(
        manifest.run(),
        outcome.state(),
        outcome.cause(),
        outcome.note(),
        manifest.device().isEmpty() ? null : manifest.device(),
        manifest.wave(),
        manifest.purpose(),
        outcome.iteration(),
        outcome.iterationsAsked(),
        manifest.queuedAt(),
        outcome.startedAt(),
        outcome.endedAt(),
        outcome.deviceSeconds(),
        manifest.devices(),
        manifest.priority());
  }

  private static RunRecord queued(Manifest manifest) {
    return new RunRecord(
        manifest.run(),
        RunState.QUEUED,
        null,
        null,
        null,
        manifest.wave(),
        manifest.purpose(),
        0,
        0,
        manifest.queuedAt(),
        null,
        null,
        0,
        1,
        manifest.priority());
  }

  private RunRecord live(Manifest manifest, JobStatus status) {
    Instant started =
        status instanceof JobStatus.Running running ? running.since() : manifest.preparedAt();
    return new RunRecord(
        manifest.run(),
        RunState.STARTING,
        null,
        null,
        device(manifest),
        manifest.wave(),
        manifest.purpose(),
        0,
        0,
        manifest.queuedAt(),
        started.isBefore(manifest.queuedAt()) ? manifest.queuedAt() : started,
        null,
        0,
        manifest.devices(),
        manifest.priority());
  }

  /** Its own device; a made-up name if another live run was put on that one meanwhile. */
  private String device(Manifest manifest) {
    boolean taken =
        archive.runsIn(Set.of(RunState.STARTING, RunState.TRAINING)).stream()
            .anyMatch(run -> manifest.device().equals(run.device()));
    return taken ? manifest.device() + " of " + manifest.run() : manifest.device();
  }
}
