package dev.trotline.simulator;

import dev.trotline.edit.EditedConfig;
import dev.trotline.study.Edit;
import dev.trotline.study.RunId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a training is asked to do.
 *
 * @param run the run's identity; its seed goes to the trainer
 * @param edits all edits from the stock task, in order
 * @param numEnvs environments, or null for the task's own number
 * @param maxIterations iterations in all, or null for the task's own number
 * @param device where it runs
 * @param resume what it carries on, or null to start anew
 */
public record TrainingRequest(
    RunId run,
    List<Edit> edits,
    @Nullable Integer numEnvs,
    @Nullable Integer maxIterations,
    Device device,
    @Nullable Resume resume) {

  public TrainingRequest {
    edits = List.copyOf(edits);
  }

  /** A training that starts anew. */
  public TrainingRequest(
      RunId run,
      List<Edit> edits,
      @Nullable Integer numEnvs,
      @Nullable Integer maxIterations,
      Device device) {
    this(run, edits, numEnvs, maxIterations, device, null);
  }

  /**
   * The number of environments to ask for by an option, or null. An option beats an override, so an
   * experiment that edits the number must not get the option; a probe always keeps its own.
   *
   * @param config the configuration with the edits applied
   */
  public @Nullable Integer envsBeside(EditedConfig config) {
    return run.probe() || !config.changes().containsKey("env.scene.num_envs") ? numEnvs : null;
  }

  /**
   * What {@code --max_iterations} must say: rsl_rl repeats the checkpoint's iteration and adds the
   * number to it (surface §3.4), so a resumed run ends where the first one would have.
   */
  public @Nullable Integer iterationsToAdd() {
    return maxIterations == null || resume == null
        ? maxIterations
        : Integer.valueOf(Math.max(1, maxIterations - resume.iteration()));
  }
}
