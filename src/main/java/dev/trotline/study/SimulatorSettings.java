package dev.trotline.study;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which simulator trains, and how.
 *
 * @param kind {@code mujoco}, later {@code isaaclab} and {@code mjlab}
 * @param task the simulator's task id
 * @param python the interpreter to call, or null for the one Trotline set up
 * @param numEnvs environments of a run, or null for the task's own
 * @param maxIterations iterations of a run, or null for the task's own
 * @param base edits that make the study's starting point from the stock task, as override strings
 * @param environment extra variables of every run's environment
 */
public record SimulatorSettings(
    String kind,
    String task,
    @Nullable String python,
    @Nullable Integer numEnvs,
    @Nullable Integer maxIterations,
    List<Edit> base,
    Map<String, String> environment) {

  public SimulatorSettings {
    base = List.copyOf(base);
    environment = Map.copyOf(environment);
  }
}
