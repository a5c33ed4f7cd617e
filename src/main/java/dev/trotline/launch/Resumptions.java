package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.Resume;
import dev.trotline.simulator.Simulator;
import dev.trotline.simulator.rslrl.Checkpoints;
import dev.trotline.study.Author;
import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds where an interrupted run can be carried on: its newest whole checkpoint. */
final class Resumptions {

  private final Study study;
  private final Simulator simulator;

  Resumptions(Study study, Simulator simulator) {
    this.study = study;
    this.simulator = simulator;
  }

  /** What a repeated run carries on: the newest of those before it that saved anything. */
  Optional<Resumption> of(RunId id) {
    for (int repeat = id.repeat() - 1; repeat >= 0; repeat--) {
      Optional<Resumption> found = after(new RunId(id.experiment(), id.seed(), id.probe(), repeat));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Enqueues the repeat of a run, within the caller's transaction, and says so in the journal. */
  static RunId enqueue(Archive archive, RunRecord last, Optional<Resumption> from, Author askedBy) {
    RunId next = last.id().again();
    archive.enqueue(next, last.wave(), last.purpose(), last.priority());
    String evidence =
        from.map(
                start -> start.resume().checkpoint().getFileName() + "; the curriculum starts anew")
            .orElse("it left no checkpoint, so it starts anew");
    archive.decide(askedBy, "resume", next.toString(), "carries on " + last.id(), evidence);
    return next;
  }

  /** What a run itself has saved. */
  Optional<Resumption> after(RunId id) {
    Artefacts artefacts = simulator.artefacts(study.runFolder(id));
    Path log = artefacts.logFolder();
    Path checkpoint = artefacts.finalCheckpoint();
    if (log == null || checkpoint == null) {
      return Optional.empty();
    }
    OptionalInt saved = Checkpoints.iteration(checkpoint);
    return saved.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Resumption(
                new Resume(log, checkpoint, saved.getAsInt()), artefacts.iterationsAsked()));
  }
}
