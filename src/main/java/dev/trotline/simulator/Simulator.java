package dev.trotline.simulator;

import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.metrics.LogMeaning;
import dev.trotline.study.RunId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One simulator's way of being driven (design §5): given an experiment, a seed and a device, the
 * command line, the environment and the folder; afterwards, how to read what was left.
 */
public interface Simulator {

  /** The word used in study.yaml. */
  String kind();

  /** What is missing on this machine to train with it; empty if it is ready. Takes milliseconds. */
  List<String> problems();

  /**
   * The resolved configuration of the stock task, used to check edits without starting the
   * simulator.
   */
  ReferenceConfig reference();

  /**
   * Refuses edits that are sound but that this simulator has no way to be told.
   *
   * @throws dev.trotline.error.InvalidInputException naming the path and what to do instead
   */
  default void requireExpressible(EditedConfig config) {}

  /** Command line and environment of one training. */
  CommandLine training(TrainingRequest request);

  /**
   * Command line and environment of the judge on a checkpoint; empty if this simulator has no
   * judge, so that its runs are ranked by their normalised training logs (design §6).
   */
  default Optional<CommandLine> evaluation(EvaluationRequest request) {
    return Optional.empty();
  }

  /**
   * Why one training cannot use several GPUs, one sentence; empty if it can.
   *
   * @param gpus how many, at least 2
   */
  default Optional<String> refusesGpus(int gpus) {
    return Optional.of("the simulator " + kind() + " trains on one device only");
  }

  /** Things worth knowing that keep nothing from working, one sentence each. */
  default List<String> notes() {
    return List.of();
  }

  /** True if it has a judge. */
  default boolean judges() {
    return false;
  }

  /**
   * The judge's own code: every file of it that can move a score, absolute. Empty if there is no
   * judge, or its files cannot be found.
   */
  default List<Path> judgeFiles() {
    return List.of();
  }

  /** What the figures in its logs mean, as far as its version tells. */
  default LogMeaning meaning() {
    return LogMeaning.unknown();
  }

  /** The folder the trainer logs into, below the run's folder, once it exists. */
  Optional<Path> logFolder(Path runFolder);

  /** What the run's artefacts say, whatever its exit code was. */
  Artefacts artefacts(Path runFolder);

  /** Versions of the simulator and the RL library, for the run's manifest. */
  Map<String, String> versions();

  /**
   * Where the first dump of a training that did what was asked belongs; empty if {@link
   * #reference()} is the installation's own word already.
   */
  default Optional<Path> wantsDump() {
    return Optional.empty();
  }

  /** A name for the trainer's log folder that is unique to the run. */
  static String runName(RunId id) {
    return id.experiment() + "_" + id.leaf();
  }
}
