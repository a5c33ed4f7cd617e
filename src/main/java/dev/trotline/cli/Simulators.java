package dev.trotline.cli;

import dev.trotline.error.InvalidInputException;
import dev.trotline.simulator.Simulator;
import dev.trotline.simulator.isaaclab.IsaacLabSimulator;
import dev.trotline.simulator.mjlab.MjlabSimulator;
import dev.trotline.simulator.mujoco.MujocoSimulator;
import dev.trotline.study.SimulatorSettings;
import java.nio.file.Path;
import java.util.Map;

/** The simulator a study names. */
final class Simulators {

  private Simulators() {}

  /**
   * Makes it.
   *
   * @param settings what study.yaml says
   * @param study the study's folder
   * @param home Trotline's own folder
   * @param environment Trotline's environment variables
   */
  static Simulator of(
      SimulatorSettings settings, Path study, Path home, Map<String, String> environment) {
    return switch (settings.kind()) {
      case "mujoco" -> new MujocoSimulator(settings, home, environment);
      case "isaaclab" -> new IsaacLabSimulator(settings, home, study, environment);
      case "mjlab" -> new MjlabSimulator(settings, home, study, environment);
      default ->
          throw new InvalidInputException(
              "there is no simulator '" + settings.kind() + "'",
              "study.yaml",
              "simulator.kind",
              "use mujoco, isaaclab or mjlab");
    };
  }
}
