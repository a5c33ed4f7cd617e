package dev.trotline.simulator.rslrl;

import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.Simulator;
import java.nio.file.Path;
import java.util.Optional;

/** What all simulators around rsl_rl's runner have in common: what a training leaves behind. */
public abstract class RslRlSimulator implements Simulator {

  @Override
  public final Optional<Path> logFolder(Path runFolder) {
    return LogFolders.newest(runFolder);
  }

  @Override
  public final Artefacts artefacts(Path runFolder) {
    return RunArtefacts.read(runFolder);
  }
}
