package dev.trotline.simulator.isaaclab;

import dev.trotline.edit.KnownTerm;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.error.InvalidInputException;
import dev.trotline.simulator.config.LibraryTerm;
import dev.trotline.simulator.config.RewardLibrary;
import dev.trotline.simulator.config.StockConfigs;
import dev.trotline.study.SimulatorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the configuration of the unedited task is read: the dump a study names, else the dump of
 * the study's first real run, else what comes with Trotline.
 */
record TaskReference(
    SimulatorSettings settings, Path home, Path study, Map<String, String> environment) {

  private static final String ADOPTED = "reference";
  private static final String KIND = "isaaclab";

  /** What edits are checked against where no Isaac Lab is to be found. */
  private static final String NO_INSTALLATION = "2.3.2";

  /**
   * Reads it.
   *
   * @throws InvalidInputException if there is none, or the one named cannot be read
   */
  ReferenceConfig read(@Nullable SourceTree tree) {
    String named = settings.reference();
    if (named != null) {
      Path folder = Paths.of(named, study, environment);
      return dump(folder)
          .orElseThrow(
              () ->
                  new InvalidInputException(
                      "'" + folder + "' has no params/env.yaml and params/agent.yaml",
                      "study.yaml",
                      "simulator.reference",
                      "name the log folder of a run of the unedited task, or its params folder"));
    }
    String task = settings.task().substring(settings.task().lastIndexOf(':') + 1);
    for (String name : new String[] {task, TaskIds.canonical(task), TaskIds.renamed(task)}) {
      Optional<ReferenceConfig> adopted = dump(study.resolve(ADOPTED).resolve(name));
      if (adopted.isPresent()) {
        return adopted.get();
      }
    }
    String version = tree == null ? NO_INSTALLATION : tree.tabulated();
    return StockConfigs.find(configs(home), KIND, TaskIds.canonical(task), version)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "nothing says what the task '" + task + "' looks like",
                    "study.yaml",
                    "simulator.task",
                    "set simulator.reference to the log folder of a run of the unedited task, or"
                        + " choose one of "
                        + String.join(", ", StockConfigs.tasks(configs(home), KIND))));
  }

  /** The reward functions that come with the installation, by name. */
  Map<String, KnownTerm> library(@Nullable SourceTree tree) {
    String version = tree == null ? NO_INSTALLATION : tree.tabulated();
    Map<String, KnownTerm> terms = new LinkedHashMap<>();
    for (LibraryTerm term : RewardLibrary.read(configs(home), KIND).all(version)) {
      terms.put(
          term.name(),
          new KnownTerm(term.name(), term.func(), term.penalty(), term.params(), term.meaning()));
    }
    return terms;
  }

  private static Path configs(Path home) {
    return home.resolve("isaac-configs");
  }

  /** A dump of a real run: the folder itself, or its params. */
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
