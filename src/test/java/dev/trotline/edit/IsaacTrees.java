package dev.trotline.edit;

import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.metrics.Corpus;
import dev.trotline.simulator.config.RewardLibrary;
import dev.trotline.simulator.config.StockConfigs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Configurations of every generation with what their simulator lets an edit do. */
final class IsaacTrees {

  static final String OWN = "rewards/gait.py:trot";

  private static final Path CONFIGS = Path.of("isaac-configs");

  private static final List<String> TASKS =
      List.of(
          "Isaac-Velocity-Rough-Anymal-D-v0",
          "Isaac-Velocity-Flat-Unitree-Go2-v0",
          "Isaac-Velocity-Rough-Unitree-A1-v0",
          "Isaac-Velocity-Flat-Spot-v0");

  private IsaacTrees() {}

  /** Every tabulated version of Isaac Lab. */
  static List<String> isaacVersions() {
    return StockConfigs.versions(CONFIGS, "isaaclab");
  }

  /** The tasks of one version of Isaac Lab. */
  static List<ReferenceConfig> isaac(String version) {
    return TASKS.stream().map(task -> isaac(task, version)).toList();
  }

  /** One task of one version of Isaac Lab. */
  static ReferenceConfig isaac(String task, String version) {
    ReferenceConfig stock = StockConfigs.find(CONFIGS, "isaaclab", task, version).orElseThrow();
    return with(stock, version);
  }

  /** Both velocity tasks of every tabulated version of mjlab. */
  static List<ReferenceConfig> mjlab() {
    List<ReferenceConfig> trees = new ArrayList<>();
    for (String version : StockConfigs.versions(CONFIGS, "mjlab")) {
      for (String task : StockConfigs.tasks(CONFIGS, "mjlab")) {
        StockConfigs.find(CONFIGS, "mjlab", task, version)
            .map(
                stock ->
                    new ReferenceConfig(
                        stock.origin(),
                        stock.env(),
                        stock.agent(),
                        new OverrideRules(
                            "mjlab " + version, true, true, false, Map.of(), Set.of(), List.of())))
            .ifPresent(trees::add);
      }
    }
    return trees;
  }

  /** Real dumps of reward-driven tasks in the corpus, read where they are; skips without one. */
  static List<ReferenceConfig> dumps() {
    List<ReferenceConfig> trees = new ArrayList<>();
    try (Stream<Path> all = Files.walk(Corpus.folder().resolve("runs"))) {
      for (Path file : all.filter(path -> path.endsWith("env.yaml")).sorted().toList()) {
        Path agent = file.resolveSibling("agent.yaml");
        Map<String, Object> env = TaggedYaml.load(file);
        boolean isaac = env.get("rewards") instanceof Map<?, ?> terms && terms.size() >= 3;
        if (isaac && Files.exists(agent)) {
          Path folder = Corpus.folder().resolve("runs").relativize(file);
          trees.add(
              with(
                  new ReferenceConfig(folder.getName(0).toString(), env, TaggedYaml.load(agent)),
                  version(env)));
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return trees;
  }

  /** Near enough: what tells the versions apart is in the tree. */
  private static String version(Map<String, Object> env) {
    return env.containsKey("num_rerenders_on_reset") ? "2.3.2" : "2.1.1";
  }

  private static ReferenceConfig with(ReferenceConfig stock, String version) {
    Map<String, KnownTerm> library = new LinkedHashMap<>();
    RewardLibrary.read(CONFIGS, "isaaclab")
        .all(version)
        .forEach(term -> library.put(term.name(), term));
    boolean anyLength = !Set.of("2.0.0", "2.0.2", "2.1.0").contains(version);
    OverrideRules rules =
        new OverrideRules(
            "Isaac Lab " + version, true, anyLength, true, library, Set.of(OWN), List.of());
    return new ReferenceConfig(stock.origin(), stock.env(), stock.agent(), rules);
  }
}
