package dev.trotline.diagnose;

import dev.trotline.simulator.Artefacts;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds out why a run failed, from what it left. */
public final class Diagnostician {

  /** Reads one log of any origin. */
  public Diagnosis file(Path log) {
    throw new UnsupportedOperationException(log.toString());
  }

  /**
   * Reads a run folder: its console log, its exit code and the facts of its artefacts.
   *
   * @param folder the run's folder
   * @param state the state the run ended in
   * @param exitCode its exit code, or null if there is none
   * @param artefacts what the simulator says of it, or null if nobody asked
   */
  public Diagnosis runFolder(
      Path folder, RunState state, @Nullable Integer exitCode, @Nullable Artefacts artefacts) {
    throw new UnsupportedOperationException(folder + " " + state + exitCode + artefacts);
  }
}
