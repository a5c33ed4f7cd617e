package dev.trotline.simulator.config;

import dev.trotline.edit.OverrideRules;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.error.InvalidInputException;
import dev.trotline.simulator.rslrl.AdoptedReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the configuration of an unedited task is read, best first: the dump study.yaml names; the
 * dump of the study's first training that did what was asked; what Trotline knows of stock tasks.
 * Of any other task nothing is known before its first training, which therefore takes no edits.
 *
 * @param configs Trotline's folder {@code isaac-configs}
 * @param study the study's folder
 * @param kind {@code isaaclab} or {@code mjlab}
 * @param task the task's id as the installation spells it
 * @param canonical the task's id in {@link StockConfigs}
 * @param version the installation's version
 * @param tabulated the nearest version of {@link StockConfigs}
 * @param named the folder study.yaml names, or null
 */
public record References(
    Path configs,
    Path study,
    String kind,
    String task,
    String canonical,
    String version,
    String tabulated,
    @Nullable Path named) {

  /**
   * Reads it; the rules are left for the caller to add.
   *
   * @throws InvalidInputException if the folder named holds none, or a file is damaged
   */
  public ReferenceConfig read() {
    Path folder = named;
    if (folder != null) {
      return dump(folder)
          .orElseThrow(
              () ->
                  new InvalidInputException(
                      "'" + folder + "' has no env.yaml and agent.yaml, nor has its params folder",
                      "study.yaml",
                      "simulator.reference",
                      "name the log folder of a run of the unedited task, or its params folder"));
    }
    return AdoptedReference.read(adopted(), OverrideRules.plain())
        .or(() -> StockConfigs.find(configs, kind, canonical, tabulated))
        .orElseGet(this::unknown);
  }

  /** Where the first dump belongs; empty if a dump is what edits are checked against already. */
  public Optional<Path> wantsDump() {
    return named == null && !AdoptedReference.exists(adopted())
        ? Optional.of(adopted())
        : Optional.empty();
  }

  /** Another version of the simulator is another task. */
  private Path adopted() {
    return AdoptedReference.folder(study, task + "@" + version);
  }

  private ReferenceConfig unknown() {
    return new ReferenceConfig(
        "the task '"
            + task
            + "', of which nothing is known yet (train exp000 without edits once, or set"
            + " simulator.reference in study.yaml)",
        Map.of(),
        Map.of());
  }

  private static Optional<ReferenceConfig> dump(Path folder) {
    for (Path at : new Path[] {folder, folder.resolve("params")}) {
      Path env = at.resolve("env.yaml");
      Path agent = at.resolve("agent.yaml");
      if (Files.isRegularFile(env) && Files.isRegularFile(agent)) {
        return Optional.of(
            new ReferenceConfig(at.toString(), TaggedYaml.load(env), TaggedYaml.load(agent)));
      }
    }
    return Optional.empty();
  }
}
