package dev.trotline.simulator.mjlab;

import dev.trotline.error.InvalidInputException;
import dev.trotline.study.SimulatorSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of study.yaml that name what Trotline sets itself. They come last on the command line,
 * where the last of equal options counts, so each run would train something else than was asked.
 */
final class Refusals {

  private static final String ENVS = "set simulator.num_envs of study.yaml";
  private static final String ITERATIONS = "set simulator.max_iterations of study.yaml";
  private static final String SEED =
      "leave it out: every run has its own, seeds of study.yaml says how many";
  private static final String NAME = "leave it out: runs are named by Trotline";
  private static final String FOLDER = "leave it out: runs have folders of their own";
  private static final String RESUME = "use 'trotline launch --resume'";
  private static final String LOGGER = "leave it out: runs are followed by their TensorBoard files";
  private static final String DEVICE = "leave it out: Trotline shows each run its own GPU";

  /** Options, with underscores, and where they are set instead. */
  private static final Map<String, String> OWN =
      Map.ofEntries(
          Map.entry("env.scene.num_envs", ENVS),
          Map.entry("agent.max_iterations", ITERATIONS),
          Map.entry("agent.seed", SEED),
          Map.entry("env.seed", SEED),
          Map.entry("agent.run_name", NAME),
          Map.entry("agent.experiment_name", FOLDER),
          Map.entry("log_root", FOLDER),
          Map.entry("agent.resume", RESUME),
          Map.entry("agent.load_run", RESUME),
          Map.entry("agent.load_checkpoint", RESUME),
          Map.entry("wandb_run_path", RESUME),
          Map.entry("wandb_checkpoint_name", RESUME),
          Map.entry("agent.logger", LOGGER),
          Map.entry("gpu_ids", DEVICE),
          Map.entry("device", DEVICE));

  private Refusals() {}

  /** All of them; empty if the study is sound. */
  static List<InvalidInputException> of(SimulatorSettings settings) {
    return settings.arguments().stream().map(Refusals::of).filter(Objects::nonNull).toList();
  }

  /** The parser takes dashes and underscores alike, and the value with "=" or as the next word. */
  private static @Nullable InvalidInputException of(String argument) {
    if (!argument.startsWith("--")) {
      return null;
    }
    String name = argument.replaceFirst("(?s)[=\\s].*", "");
    String instead = OWN.get(name.substring(2).replace('-', '_'));
    return instead == null
        ? null
        : new InvalidInputException(
            "'" + name + "' under simulator.arguments of study.yaml is set by Trotline itself",
            "study.yaml",
            "simulator.arguments",
            instead);
  }
}
