package dev.trotline.launch.imports;

import dev.trotline.metrics.LogMeaning;
import dev.trotline.metrics.LogMeaning.Terminations;
import dev.trotline.metrics.LogMeaning.Velocity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which version wrote a dump. No dump says so, but versions added keys (surface §2.2; keys seen in
 * real dumps), so the newest key found gives the oldest version it can be, and the absence of the
 * next one the newest.
 *
 * @param simulator such as {@code Isaac Lab 2.1}, or null if nothing tells
 * @param library the versions of rsl_rl the agent's keys allow, or null
 * @param meaning what that says of the logged figures
 */
record VersionGuess(@Nullable String simulator, @Nullable String library, LogMeaning meaning) {

  private static final String EMBEDDED = "Trotline's embedded simulator";

  /** Reads the trees of env.yaml and agent.yaml; either may be empty. */
  static VersionGuess of(Map<String, Object> env, Map<String, Object> agent) {
    String simulator = simulator(env);
    return new VersionGuess(simulator, library(agent), meaning(simulator));
  }

  /** Both in one line, or null if nothing tells. */
  @Nullable String text() {
    if (simulator == null || library == null) {
      return simulator == null ? library : simulator;
    }
    return simulator + ", " + library;
  }

  /** The word used in study.yaml, or {@code unknown}. */
  String kind() {
    if (simulator == null) {
      return "unknown";
    }
    return simulator.equals(EMBEDDED) ? "mujoco" : simulator.equals("mjlab") ? "mjlab" : "isaaclab";
  }

  private static @Nullable String simulator(Map<String, Object> env) {
    if (env.isEmpty()) {
      return null;
    }
    String text = env.toString();
    Map<?, ?> sim = env.get("sim") instanceof Map<?, ?> map ? map : Map.of();
    if (text.contains("trotline_mujoco.")) {
      return EMBEDDED;
    }
    if (text.contains("mjlab.") || sim.containsKey("mujoco")) {
      return "mjlab";
    }
    if (text.contains("omni.isaac.lab") || sim.containsKey("disable_contact_processing")) {
      return "Isaac Lab 1.x";
    }
    if (sim.get("physics") instanceof Map<?, ?>) {
      return "Isaac Lab 3.x";
    }
    if (env.containsKey("log_dir")
        || env.containsKey("num_rerenders_on_reset")
        || sim.containsKey("logging_level")) {
      return "Isaac Lab 2.3";
    }
    if (env.containsKey("teleop_devices")
        || env.containsKey("io_descriptors_output_dir")
        || env.containsKey("export_io_descriptors")
        || sim.containsKey("create_stage_in_memory")) {
      return "Isaac Lab 2.2";
    }
    if (env.containsKey("xr")) {
      return "Isaac Lab 2.1";
    }
    return text.contains("isaaclab.") ? "Isaac Lab 2.0" : null;
  }

  private static @Nullable String library(Map<String, Object> agent) {
    if (agent.isEmpty()) {
      return null;
    }
    if (agent.get("actor") instanceof Map<?, ?>) {
      return "rsl_rl 4 or later";
    }
    if (agent.containsKey("obs_groups")) {
      return "rsl_rl 3.x";
    }
    Map<?, ?> algorithm = agent.get("algorithm") instanceof Map<?, ?> map ? map : Map.of();
    return algorithm.containsKey("rnd_cfg") ? "rsl_rl 2.x" : "rsl_rl 2.1 or earlier";
  }

  /**
   * The velocity errors changed within 3.0, which the log itself tells better; what terminations
   * are, too, because projects often carry their own code for them.
   */
  private static LogMeaning meaning(@Nullable String simulator) {
    if (simulator == null || !simulator.matches("Isaac Lab [12]\\..*")) {
      return LogMeaning.unknown();
    }
    return new LogMeaning(
        Velocity.ACCUMULATED, Terminations.UNKNOWN, simulator + ", told by the keys of env.yaml");
  }
}
