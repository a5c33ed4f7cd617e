package dev.trotline.simulator.isaaclab;

import dev.trotline.error.InvalidInputException;
import dev.trotline.study.SimulatorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a study asks for that the installed generation cannot do, or that Trotline sets itself. */
final class Refusals {

  private static final String STUDY = "study.yaml";

  /** Options that belong to Trotline, and where they are set instead. */
  private static final Map<String, String> OWN =
      Map.ofEntries(
          Map.entry("--task", "set simulator.task"),
          Map.entry("--num_envs", "set simulator.num_envs"),
          Map.entry("--max_iterations", "set simulator.max_iterations"),
          Map.entry("--agent", "set simulator.agent"),
          Map.entry("--seed", "name the seeds when you launch"),
          Map.entry("--run_name", "leave it out: runs are named by Trotline"),
          Map.entry("--experiment_name", "leave it out: runs have folders of their own"),
          Map.entry("--rl_library", "leave it out: only rsl_rl is supported"),
          Map.entry(
              "--device",
              "leave it out: Trotline shows each run its own GPU, and cuda:1 would move the"
                  + " simulation but not the policy"),
          Map.entry("--distributed", "set executor.gpus_per_run"),
          Map.entry("--headless", "leave it out: Trotline asks for it where it is known"),
          Map.entry("--resume", "use 'trotline launch --resume'"),
          Map.entry("--load_run", "use 'trotline launch --resume'"),
          Map.entry("--checkpoint", "use 'trotline launch --resume'"));

  private Refusals() {}

  /** All of them; empty if the study is sound. */
  static List<InvalidInputException> of(SimulatorSettings settings, SourceTree tree) {
    List<InvalidInputException> refusals = new ArrayList<>();
    Generation generation = tree.generation();
    if (!settings.presets().isEmpty() && !generation.presets()) {
      refusals.add(
          bad(
              "simulator.presets",
              "Isaac Lab " + tree.version() + " has no presets, they came with 3.0",
              "take simulator.presets out of study.yaml"));
    }
    boolean selects = settings.presets().stream().anyMatch(p -> p.indexOf('=') >= 0);
    if (selects && generation == Generation.V3_BETA1) {
      refusals.add(
          bad(
              "simulator.presets",
              "Isaac Lab 3.0 beta 1 knows no selectors such as physics=…",
              "name the preset alone, such as newton"));
    }
    if (settings.agent() != null && !tree.options().agent()) {
      refusals.add(
          bad(
              "simulator.agent",
              "train.py of Isaac Lab " + tree.version() + " has no --agent, it came with 2.2.1",
              "take simulator.agent out of study.yaml, or update Isaac Lab"));
    }
    for (String argument : settings.arguments()) {
      String name = argument.replaceFirst("=.*", "");
      String instead = OWN.get(name);
      if (instead != null) {
        refusals.add(
            bad("simulator.arguments", "'" + name + "' is set by Trotline itself", instead));
      }
    }
    return refusals;
  }

  /** Why this installation cannot train one run on several GPUs; empty if it can. */
  static Optional<InvalidInputException> distributed(SourceTree tree) {
    return tree.generation() == Generation.V2_0
        ? Optional.of(
            bad(
                "executor.gpus_per_run",
                "Isaac Lab " + tree.name() + " trains on one GPU: --distributed came with 2.1",
                "take executor.gpus_per_run out of study.yaml, or update Isaac Lab"))
        : Optional.empty();
  }

  private static InvalidInputException bad(String path, String message, String remedy) {
    return new InvalidInputException(message, STUDY, path, remedy);
  }
}
