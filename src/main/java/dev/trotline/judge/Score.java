package dev.trotline.judge;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the judge says of a checkpoint; all that the planner ever sees of the judge.
 *
 * @param metrics values by metric name: velocity_error (m/s), yaw_error (rad/s), timeout_share (0
 *     to 1), distance (m), energy (J/m), foot_slip (m/s) and others the simulator's judge offers
 */
public record Score(Map<String, Double> metrics) {

  public Score {
    metrics = Map.copyOf(new LinkedHashMap<>(metrics));
  }
}
