package dev.trotline.launch;

import dev.trotline.edit.EditValidator;
import dev.trotline.edit.EditedConfig;
import dev.trotline.error.EnvironmentException;
import dev.trotline.process.Disk;
import dev.trotline.process.Memory;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Experiment;
import dev.trotline.study.Study;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds in milliseconds what would otherwise fail minutes into a training (design §1.4). */
public final class Preflight {

  /** Where a configuration has the number of environments. */
  public static final String NUM_ENVS = "env.scene.num_envs";

  private final Study study;
  private final Simulator simulator;

  /**
   * @param study whose runs are to be started
   * @param simulator the study's simulator
   */
  public Preflight(Study study, Simulator simulator) {
    this.study = study;
    this.simulator = simulator;
  }

  /**
   * Checks the study's base edits and an experiment's own on top of them.
   *
   * @return the resolved configuration
   * @throws dev.trotline.error.InvalidInputException naming the first edit at fault, or why the
   *     experiment is none this study could train
   */
  public EditedConfig edits(Experiment experiment) {
    experiment.requireTrainable();
    EditedConfig config =
        EditValidator.validate(
            simulator.reference(), study.config().simulator().base(), experiment.edits());
    simulator.requireExpressible(config);
    return config;
  }

  /**
   * How many environments a run of the study trains with this configuration, or null for a number
   * that only the task knows: an edit wins over the study's own number, see {@link
   * dev.trotline.simulator.TrainingRequest#envsBeside}.
   */
  public @Nullable Integer environments(EditedConfig config) {
    Integer studys = study.config().simulator().numEnvs();
    if (studys != null && !config.changes().containsKey(NUM_ENVS)) {
      return studys;
    }
    return config.at(NUM_ENVS) instanceof Number own ? Integer.valueOf(own.intValue()) : null;
  }

  /** What keeps this machine from starting any run of the study, one sentence each. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>(simulator.problems());
    long free = Disk.freeMiB(study.root());
    long wanted = study.config().limits().freeDiskMiB();
    if (free < wanted) {
      problems.add(
          "the disk of the study has only "
              + free
              + " MiB left; nothing is started below "
              + wanted
              + " MiB (study.yaml, limits.free_disk_mib)");
    }
    long available = study.config().executor().here() ? Memory.availableMiB() : -1;
    long needed = study.config().limits().freeMemoryMiB();
    if (available >= 0 && available < needed) {
      problems.add(
          "only "
              + available
              + " MiB of memory are available; nothing is started below "
              + needed
              + " MiB (study.yaml, limits.free_memory_mib)");
    }
    int gpus = study.config().executor().machine().gpusPerRun();
    if (gpus > 1) {
      simulator.refusesGpus(gpus).ifPresent(problems::add);
    }
    return problems;
  }

  /** True while a person's HALT file forbids to start anything. */
  public boolean halted() {
    return Files.exists(study.haltFile());
  }

  /**
   * Refuses a machine that cannot train.
   *
   * @throws EnvironmentException with everything that is missing
   */
  public void requireReady() {
    List<String> problems = problems();
    if (!problems.isEmpty()) {
      throw new EnvironmentException(
          String.join("; ", problems), "'trotline doctor' says what to do");
    }
  }
}
