package dev.trotline.simulator.isaaclab;

import dev.trotline.edit.KnownTerm;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.error.InvalidInputException;
import dev.trotline.simulator.config.References;
import dev.trotline.simulator.config.RewardLibrary;
import dev.trotline.study.SimulatorSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of the unedited task and of the reward functions that come with Isaac Lab. */
record TaskReference(
    SimulatorSettings settings, Path home, Path study, Map<String, String> environment) {

  private static final String KIND = "isaaclab";

  /** What edits are checked against where no Isaac Lab is to be found. */
  private static final String NO_INSTALLATION = "2.3.2";

  /**
   * Reads it.
   *
   * @throws InvalidInputException if the one named cannot be read
   */
  ReferenceConfig read(@Nullable SourceTree tree) {
    return references(tree).read();
  }

  /** Where the first dump of a training belongs, see {@link References}. */
  Optional<Path> wantsDump(@Nullable SourceTree tree) {
    return references(tree).wantsDump();
  }

  private References references(@Nullable SourceTree tree) {
    String task = settings.task().substring(settings.task().lastIndexOf(':') + 1);
    String named = settings.reference();
    return new References(
        configs(home),
        study,
        KIND,
        tree == null ? task : tree.task(task),
        TaskIds.canonical(task),
        tree == null ? NO_INSTALLATION : tree.name(),
        tree == null ? NO_INSTALLATION : tree.tabulated(),
        named == null ? null : Paths.of(named, study, environment));
  }

  /** The reward functions that come with the installation, by name. */
  Map<String, KnownTerm> library(@Nullable SourceTree tree) {
    String version = tree == null ? NO_INSTALLATION : tree.tabulated();
    Map<String, KnownTerm> terms = new LinkedHashMap<>();
    for (KnownTerm term : RewardLibrary.read(configs(home), KIND).all(version)) {
      terms.put(term.name(), term);
    }
    return terms;
  }

  private static Path configs(Path home) {
    return home.resolve("isaac-configs");
  }
}
