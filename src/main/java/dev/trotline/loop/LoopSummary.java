package dev.trotline.loop;

import dev.trotline.study.ExperimentId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session of the loop came to.
 *
 * @param stop why it ended
 * @param incumbent the best experiment that passed the gate
 * @param baseline values of the objective's metric over the baseline's seeds
 * @param best the same of the incumbent, fresh seeds included
 * @param reproduction what the fresh seeds said, or null
 * @param reproduced true if they agreed
 * @param targetReached true if the incumbent's mean meets the target, or if there is none
 * @param report where the report lies
 * @param paused true if the next session carries this one on
 */
public record LoopSummary(
    String stop,
    ExperimentId incumbent,
    List<Double> baseline,
    List<Double> best,
    @Nullable String reproduction,
    boolean reproduced,
    boolean targetReached,
    String report,
    boolean paused) {

  public LoopSummary {
    baseline = List.copyOf(baseline);
    best = List.copyOf(best);
  }
}
