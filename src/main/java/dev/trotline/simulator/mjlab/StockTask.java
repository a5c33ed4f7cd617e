package dev.trotline.simulator.mjlab;

import dev.trotline.edit.OverrideRules;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.error.InvalidInputException;
import dev.trotline.study.SimulatorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the resolved configuration of the unedited task: the folder that study.yaml names, else
 * {@code reference/<task>/} in the study, else what comes with Trotline.
 */
final class StockTask {

  private final SimulatorSettings settings;
  private final Path configs;
  private final Path studyRoot;

  StockTask(SimulatorSettings settings, Path home, Path studyRoot) {
    this.settings = settings;
    this.configs = home.resolve("isaac-configs").resolve("mjlab");
    this.studyRoot = studyRoot;
  }

  /** Why there is none, with what to do; empty if there is one. */
  Optional<String> problem(Generation generation) {
    try {
      folder(generation);
      return Optional.empty();
    } catch (InvalidInputException e) {
      return Optional.of(e.getMessage() + ": " + e.remedy());
    }
  }

  /**
   * Reads it.
   *
   * @throws InvalidInputException if there is none or it cannot be read
   */
  ReferenceConfig read(Generation generation, OverrideRules rules) {
    Path folder = folder(generation);
    return new ReferenceConfig(
        settings.task() + " of " + generation.name(),
        TaggedYaml.load(folder.resolve("env.yaml")),
        TaggedYaml.load(folder.resolve("agent.yaml")),
        rules);
  }

  private Path folder(Generation generation) {
    String asked = settings.reference();
    if (asked != null) {
      Path found = withFiles(studyRoot.resolve(asked));
      if (found == null) {
        throw new InvalidInputException(
            "there is no env.yaml with agent.yaml in '" + studyRoot.resolve(asked) + "'",
            "study.yaml",
            "simulator.reference",
            "name the log folder of a run of the unedited task, or its params folder");
      }
      return found;
    }
    for (Path candidate :
        new Path[] {
          studyRoot.resolve("reference").resolve(settings.task()),
          configs.resolve(generation.version()).resolve(settings.task())
        }) {
      Path found = withFiles(candidate);
      if (found != null) {
        return found;
      }
    }
    throw new InvalidInputException(
        "the configuration of the unedited task '"
            + settings.task()
            + "' of "
            + generation.name()
            + " is not known",
        "study.yaml",
        "simulator.reference",
        "train it once for one iteration and copy the params folder it leaves to 'reference/"
            + settings.task()
            + "' in the study");
  }

  private static @Nullable Path withFiles(Path folder) {
    for (Path candidate : new Path[] {folder, folder.resolve("params")}) {
      if (Files.isRegularFile(candidate.resolve("env.yaml"))
          && Files.isRegularFile(candidate.resolve("agent.yaml"))) {
        return candidate;
      }
    }
    return null;
  }
}
