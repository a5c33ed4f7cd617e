package dev.trotline.launch;

import dev.trotline.simulator.Device;
import dev.trotline.simulator.Simulator;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.study.Experiment;
import dev.trotline.study.RunId;
import dev.trotline.study.SimulatorSettings;
import dev.trotline.study.Study;

/** Says what a run of an experiment is asked to do. */
final class Requests {

  /** A probe asks whether a training starts at all, not whether it learns. */
  private static final int PROBE_ENVS = 16;

  private static final int PROBE_ITERATIONS = 10;

  private final Study study;
  private final Resumptions resumptions;

  Requests(Study study, Simulator simulator) {
    this.study = study;
    this.resumptions = new Resumptions(study, simulator);
  }

  /**
   * The request of a run; one that carries another on ends where that was to end.
   *
   * @throws dev.trotline.error.InvalidInputException if there is nothing to carry on
   */
  TrainingRequest of(RunId id, Experiment experiment, Device device) {
    SimulatorSettings settings = study.config().simulator();
    Resumption resumption = id.repeat() == 0 ? null : resumptions.of(id);
    Integer asked = settings.maxIterations();
    if (resumption != null && asked == null) {
      asked = resumption.iterationsAsked();
    }
    return new TrainingRequest(
        id,
        study.editsOf(experiment),
        id.probe() ? Integer.valueOf(PROBE_ENVS) : settings.numEnvs(),
        id.probe() ? Integer.valueOf(PROBE_ITERATIONS) : asked,
        device,
        resumption == null ? null : resumption.resume());
  }
}
