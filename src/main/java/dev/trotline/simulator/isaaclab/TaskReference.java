package dev.trotline.simulator.isaaclab;

import dev.trotline.edit.ReferenceConfig;
import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.error.InvalidInputException;
import dev.trotline.study.SimulatorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
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
    throw new InvalidInputException(
        "nothing says what the task '" + task + "' looks like",
        "study.yaml",
        "simulator.task",
        "train it once unedited and set simulator.reference to that run's log folder");
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
