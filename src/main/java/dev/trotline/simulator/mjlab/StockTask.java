package dev.trotline.simulator.mjlab;

import dev.trotline.edit.OverrideRules;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.error.InvalidInputException;
import dev.trotline.simulator.config.StockConfigs;
import dev.trotline.simulator.rslrl.AdoptedReference;
import dev.trotline.study.SimulatorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the resolved configuration of the unedited task: the dump that study.yaml names, else that
 * of the study's first run, else what comes with Trotline.
 *
 * @param configs Trotline's folder {@code isaac-configs}
 */
record StockTask(SimulatorSettings settings, Path configs, Path study) {

  /** Where the study's first run leaves its dump; empty if study.yaml names one. */
  Optional<Path> adopted() {
    return settings.reference() == null
        ? Optional.of(AdoptedReference.folder(study, settings.task()))
        : Optional.empty();
  }

  /**
   * Reads it.
   *
   * @throws InvalidInputException if there is none or it cannot be read
   */
  ReferenceConfig read(Generation generation, OverrideRules rules) {
    String named = settings.reference();
    if (named != null) {
      Path folder = study.resolve(named);
      return dump(folder, rules)
          .orElseThrow(
              () ->
                  new InvalidInputException(
                      "'" + folder + "' has no params/env.yaml and params/agent.yaml",
                      "study.yaml",
                      "simulator.reference",
                      "name the log folder of a run of the unedited task, or its params folder"));
    }
    return adopted()
        .flatMap(folder -> AdoptedReference.read(folder, rules).or(() -> dump(folder, rules)))
        .or(() -> tabulated(generation, rules))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "nothing says what the task '" + settings.task() + "' looks like",
                    "study.yaml",
                    "simulator.task",
                    "train it once unedited and set simulator.reference to that run's log folder"));
  }

  private static Optional<ReferenceConfig> dump(Path folder, OverrideRules rules) {
    for (Path at : List.of(folder, folder.resolve("params"))) {
      Path env = at.resolve("env.yaml");
      Path agent = at.resolve("agent.yaml");
      if (Files.isRegularFile(env) && Files.isRegularFile(agent)) {
        return Optional.of(
            new ReferenceConfig(
                at.toString(), TaggedYaml.load(env), TaggedYaml.load(agent), rules));
      }
    }
    return Optional.empty();
  }

  /** From 1.0 on the newest version is nearest: the names changed between 0.x and 1.0. */
  private Optional<ReferenceConfig> tabulated(Generation generation, OverrideRules rules) {
    List<String> versions = StockConfigs.versions(configs, "mjlab");
    String nearest = versions.get(generation.pythonLiterals() ? versions.size() - 1 : 0);
    return StockConfigs.find(configs, "mjlab", settings.task(), nearest)
        .map(
            found ->
                new ReferenceConfig(
                    found.origin()
                        + (nearest.equals(generation.version())
                            ? ""
                            : ", the nearest to " + generation.name()),
                    found.env(),
                    found.agent(),
                    rules));
  }
}
