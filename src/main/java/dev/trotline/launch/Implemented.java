package dev.trotline.launch;

import dev.trotline.edit.ReferenceConfig;
import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.error.TrotlineException;
import dev.trotline.metrics.console.RewardTable;
import dev.trotline.simulator.rslrl.AdoptedReference;
import dev.trotline.simulator.rslrl.AgentForms;
import dev.trotline.study.RunId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Implemented = intended (design §5): holds the configuration a trainer dumped, and the reward
 * table it printed, against what its manifest asked for. A run that trains something else is worth
 * nothing, however well it ends: Isaac Lab 3.x takes a misspelt override without a word.
 *
 * @param known false while the trainer has not written its configuration
 * @param differences what differs, {@code path: asked A, trains B}; empty if all is as asked
 */
public record Implemented(boolean known, List<String> differences) {

  /** The word under which such a run is recorded. */
  public static final String CAUSE = "config_mismatch";

  private static final String WEIGHT = ".weight";
  private static final String REWARDS = "env.rewards.";

  public Implemented {
    differences = List.copyOf(differences);
  }

  /**
   * Looks at a run.
   *
   * @param runFolder its folder, with the manifest and the console
   * @param logFolder the trainer's log folder
   */
  public static Implemented check(Path runFolder, Path logFolder) {
    Path env = logFolder.resolve("params").resolve("env.yaml");
    Path agent = logFolder.resolve("params").resolve("agent.yaml");
    if (!Files.exists(env) || !Files.exists(agent)) {
      return new Implemented(false, List.of());
    }
    Intention intention;
    ReferenceConfig dump;
    try {
      intention = Intention.read(runFolder);
      dump = new ReferenceConfig(env.toString(), TaggedYaml.load(env), TaggedYaml.load(agent));
    } catch (TrotlineException stillBeingWritten) {
      return new Implemented(false, List.of());
    }
    Optional<RewardTable> table = RewardTable.read(runFolder.resolve("console.log"));
    List<String> differences = new ArrayList<>();
    intention
        .values()
        .forEach(
            (path, asked) -> {
              if (!agrees(path, asked, dump)) {
                differences.add(difference(path, asked, dump.at(path)));
              } else {
                table.flatMap(t -> printed(t, path, asked)).ifPresent(differences::add);
              }
            });
    return new Implemented(true, differences);
  }

  private static boolean agrees(String path, @Nullable Object asked, ReferenceConfig dump) {
    String key = path.substring(path.lastIndexOf('.') + 1);
    if (AgentForms.converted(path, dump.at(AgentForms.POLICY))) {
      List<String> newer = AgentForms.newer(path);
      return newer.isEmpty()
          || newer.stream().anyMatch(other -> ValueMatch.agree(key, asked, dump.at(other)));
    }
    return ValueMatch.agree(key, asked, dump.at(path));
  }

  /**
   * Makes a run that trains as asked the reference of its study, see {@link AdoptedReference}.
   *
   * @return false if its manifest does not say what it was asked
   */
  public static boolean keepAsReference(
      Path runFolder, Path logFolder, RunId run, ReferenceConfig before, Path place) {
    Set<String> given = Intention.read(runFolder).values().keySet();
    if (given.isEmpty()) {
      return false;
    }
    AdoptedReference.keep(place, run.toString(), logFolder, before, given);
    return true;
  }

  /** True if it is known that the run trains something else. */
  public boolean differs() {
    return !differences.isEmpty();
  }

  /** One sentence naming the first keys. */
  public String sentence() {
    String first = String.join("; ", differences.subList(0, Math.min(3, differences.size())));
    return "it does not train what was asked: "
        + first
        + (differences.size() > 3 ? " and " + (differences.size() - 3) + " more" : "");
  }

  /** The table on the console shows what the reward manager computes with. */
  private static Optional<String> printed(RewardTable table, String path, @Nullable Object asked) {
    if (!path.startsWith(REWARDS)) {
      return Optional.empty();
    }
    String term = path.substring(REWARDS.length()).replaceFirst("\\..*", "");
    Double weight = table.weights().get(term);
    if (path.equals(REWARDS + term) && asked == null) {
      return weight == null
          ? Optional.empty()
          : Optional.of(path + ": taken out, but the reward manager lists it with " + weight);
    }
    Object wanted =
        asked instanceof Map<?, ?> added
            ? added.get("weight")
            : path.endsWith(WEIGHT) ? asked : null;
    if (wanted == null) {
      return Optional.empty();
    }
    if (weight == null) {
      return Optional.of(path + ": asked " + wanted + ", but the reward manager does not list it");
    }
    return ValueMatch.agree("weight", wanted, weight)
        ? Optional.empty()
        : Optional.of(
            path + ": asked " + wanted + ", but the reward manager computes with " + weight);
  }

  private static String difference(String path, @Nullable Object asked, @Nullable Object dumped) {
    return path + ": asked " + shown(asked) + ", trains " + shown(dumped);
  }

  private static String shown(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() > 80 ? text.substring(0, 77) + "..." : text;
  }
}
