package dev.trotline.launch;

import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.Resume;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds where an interrupted run can be carried on: its newest whole checkpoint. */
final class Resumptions {

  private static final Pattern CHECKPOINT = Pattern.compile("model_(\\d{1,9})\\.pt");

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

  private Optional<Resumption> after(RunId id) {
    Artefacts artefacts = simulator.artefacts(study.runFolder(id));
    Path log = artefacts.logFolder();
    Path checkpoint = artefacts.finalCheckpoint();
    Matcher name =
        CHECKPOINT.matcher(checkpoint == null ? "" : String.valueOf(checkpoint.getFileName()));
    if (log == null || checkpoint == null || !name.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Resumption(
            new Resume(log, checkpoint, Integer.parseInt(name.group(1))),
            artefacts.iterationsAsked()));
  }
}
