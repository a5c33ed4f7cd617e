package dev.trotline.monitor;

import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A live run as it looks right now.
 *
 * @param id its identity
 * @param state where it stands
 * @param device the device it holds
 * @param iteration iterations completed
 * @param asked iterations asked for, 0 while unknown
 * @param running time since it got its device
 * @param left time it still needs at its present speed, or null while unknown
 * @param iterationsPerSecond its present speed, NaN while unknown
 * @param stepsPerSecond control steps per second over all environments, NaN while unknown
 * @param metric the tracking error it logs itself, NaN while unknown
 * @param curve the mean reward so far, oldest first, thinned
 * @param errors the tracking error so far, oldest first, thinned
 */
public record LiveRun(
    RunId id,
    RunState state,
    String device,
    int iteration,
    int asked,
    Duration running,
    @Nullable Duration left,
    double iterationsPerSecond,
    double stepsPerSecond,
    double metric,
    List<Double> curve,
    List<Double> errors) {

  public LiveRun {
    curve = List.copyOf(curve);
    errors = List.copyOf(errors);
  }
}
