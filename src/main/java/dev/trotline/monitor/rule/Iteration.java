package dev.trotline.monitor.rule;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One finished iteration of a training.
 *
 * @param number counts from 0, as the trainer prints it
 * @param took how long it took by the trainer's own account, or null if it does not say
 * @param scalars what it reported, by TensorBoard tag or console label; NaN and infinite included
 */
public record Iteration(int number, @Nullable Duration took, Map<String, Double> scalars) {

  public Iteration {
    if (number < 0) {
      throw new IllegalArgumentException("an iteration's number counts from 0, not " + number);
    }
    scalars = new LinkedHashMap<>(Objects.requireNonNull(scalars));
  }
}
