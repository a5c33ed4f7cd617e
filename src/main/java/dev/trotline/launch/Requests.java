package dev.trotline.launch;

import dev.trotline.simulator.Device;
import dev.trotline.simulator.Simulator;
import dev.trotline.simulator.TrainingRequest;
import dev.trotline.study.Experiment;
import dev.trotline.study.RunId;
import dev.trotline.study.SimulatorSettings;
import dev.trotline.study.Study;
import org.jspecify.annotations.Nullable;

/** Says what a run of an experiment is asked to do. */
final class Requests {

  /** A probe asks whether a training starts at all, not whether it learns. */
  private static final int PROBE_ENVS = 16;

  private static final int PROBE_ITERATIONS = 10;

  private final Study study;
  private final Simulator simulator;
  private final Resumptions resumptions;

  Requests(Study study, Simulator simulator) {
    this.study = study;
    this.simulator = simulator;
    this.resumptions = new Resumptions(study, simulator);
  }

  /**
   * The request of a run; one that carries another on ends where that was to end, and starts anew
   * if that left no checkpoint.
   */
  TrainingRequest of(RunId id, Experiment experiment, Device device) {
    SimulatorSettings settings = study.config().simulator();
    Resumption resumption = resumptions.of(id).orElse(null);
    Integer asked = settings.maxIterations();
    if (resumption != null && asked == null) {
      asked = total(resumption);
    }
    return new TrainingRequest(
        id,
        study.editsOf(experiment),
        id.probe() ? Integer.valueOf(PROBE_ENVS) : settings.numEnvs(),
        id.probe() ? Integer.valueOf(PROBE_ITERATIONS) : asked,
        device,
        resumption == null ? null : resumption.resume());
  }

  /** What the interrupted run was to have in all; the task's own number where it left no word. */
  private @Nullable Integer total(Resumption resumption) {
    if (resumption.iterationsAsked() > 0) {
      return resumption.iterationsAsked();
    }
    return simulator.reference().at("agent.max_iterations") instanceof Number own
        ? Integer.valueOf(own.intValue())
        : null;
  }
}
