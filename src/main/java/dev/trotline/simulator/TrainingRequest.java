package dev.trotline.simulator;

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
 * @param maxIterations iterations, or null for the task's own number
 * @param device where it runs
 */
public record TrainingRequest(
    RunId run,
    List<Edit> edits,
    @Nullable Integer numEnvs,
    @Nullable Integer maxIterations,
    Device device) {

  public TrainingRequest {
    edits = List.copyOf(edits);
  }
}
