package dev.trotline.study;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which simulator trains, and how.
 *
 * @param kind {@code mujoco}, {@code isaaclab} or {@code mjlab}
 * @param task the simulator's task id
 * @param root folder of the Isaac Lab installation, or null to take it from the environment
 * @param python the interpreter to call, or null for the one that is found
 * @param agent the task's agent configuration, {@code rsl_rl_cfg_entry_point} and the like, or null
 *     for the usual one
 * @param presets Isaac Lab 3.x: presets to choose, such as {@code newton_mjwarp}, or with a
 *     selector {@code physics=newton_mjwarp}
 * @param reference folder with the {@code env.yaml} and {@code agent.yaml} of a run of the unedited
 *     task, or null for what comes with Trotline
 * @param arguments further arguments of the training script, as they stand
 * @param numEnvs environments of a run, or null for the task's own
 * @param maxIterations iterations of a run, or null for the task's own
 * @param base edits that make the study's starting point from the stock task, as override strings
 * @param environment extra variables of every run's environment
 */
public record SimulatorSettings(
    String kind,
    String task,
    @Nullable String root,
    @Nullable String python,
    @Nullable String agent,
    List<String> presets,
    @Nullable String reference,
    List<String> arguments,
    @Nullable Integer numEnvs,
    @Nullable Integer maxIterations,
    List<Edit> base,
    Map<String, String> environment) {

  public SimulatorSettings {
    presets = List.copyOf(presets);
    arguments = List.copyOf(arguments);
    base = List.copyOf(base);
    environment = Map.copyOf(environment);
  }

  /** Settings of the embedded simulator. */
  public SimulatorSettings(
      String kind,
      String task,
      @Nullable String python,
      @Nullable Integer numEnvs,
      @Nullable Integer maxIterations,
      List<Edit> base,
      Map<String, String> environment) {
    this(
        kind,
        task,
        null,
        python,
        null,
        List.of(),
        null,
        List.of(),
        numEnvs,
        maxIterations,
        base,
        environment);
  }
}
