package dev.trotline.analyze.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.metrics.LogMeaning;
import dev.trotline.metrics.RunSeries;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigComparisonTest {

  private static final String ENV =
      """
      seed: 1
      sim: {dt: 0.005, device: cpu}
      log_dir: /logs/a
      scene:
        terrain:
          terrain_generator:
            size: !!python/tuple
            - 8.0
            - 8.0
            sub_terrains:
              boxes: {proportion: 0.2}
      rewards:
        track: {func: 'm:f', params: {std: 0.5}, weight: 1.0}
        feet: null
      commands:
        base_velocity:
          debug_vis: true
          ranges: {lin_vel_x: !!python/tuple [-1.0, 1.0]}
      obs_groups: {}
      """;

  private static RunData run(String name, String env, String agent) {
    return new RunData(
        name,
        RunSeries.empty(),
        TaggedYaml.load(env, "env.yaml"),
        TaggedYaml.load(agent, "agent.yaml"),
        LogMeaning.unknown(),
        List.of());
  }

  private static List<String> lines(String env, String agent) {
    return ConfigComparison.of(
            Group.of(run("b", env, agent)), Group.of(run("a", ENV, "seed: 1\nresume: false")))
        .changes()
        .stream()
        .map(c -> c.group() + " " + c.kind() + " " + c.line())
        .toList();
  }

  @Test
  void whatEveryRunHasOfItsOwnIsLeftOut() {
    String other =
        ENV.replace("seed: 1", "seed: 2")
            .replace("cpu", "cuda:0")
            .replace("/logs/a", "/logs/b")
            .replace("debug_vis: true", "debug_vis: false");

    assertThat(lines(other, "seed: 2\nresume: false\nload_run: x\nrun_name: y")).isEmpty();
  }

  @Test
  void valuesAreComparedAndNotTheirSpelling() {
    String other =
        ENV.replace("dt: 0.005", "dt: 5e-3")
            .replace("- 8.0", "- 8")
            .replace("!!python/tuple [-1.0, 1.0]", "[-1, 1.0]")
            .replace("feet: null", "gait: null")
            .replace("obs_groups: {}", "obs_groups: null");

    assertThat(lines(other, "seed: 1\nresume: false")).isEmpty();
  }

  @Test
  void whatMattersIsListedByWhatItConcerns() {
    String other =
        ENV.replace("weight: 1.0", "weight: 2.0")
            .replace("proportion: 0.2", "proportion: 0.0")
            .replace("lin_vel_x: !!python/tuple [-1.0, 1.0]", "lin_vel_x: [0.0, 1.0]")
            .replace("feet: null", "feet: {func: 'm:g', params: {}, weight: 0.5}");

    assertThat(lines(other, "seed: 1\nresume: true\nload_run: old\ngamma: 0.99"))
        .containsExactly(
            "rewards ADDED env.rewards.feet: none -> {weight: 0.5, ...}",
            "rewards CHANGED env.rewards.track.weight: 1.0 -> 2.0",
            "terrain CHANGED env.scene.terrain.terrain_generator.sub_terrains.boxes.proportion:"
                + " 0.2 -> 0.0",
            "commands CHANGED env.commands.base_velocity.ranges.lin_vel_x: [-1.0, 1.0] ->"
                + " [0.0, 1.0]",
            "agent ADDED agent.gamma: none -> 0.99",
            "agent ADDED agent.load_run: none -> old",
            "agent CHANGED agent.resume: false -> true");
  }

  @Test
  void seedsOfOneExperimentThatDifferInMoreThanTheSeedAreNamed() {
    RunData one = run("exp001/s1", ENV, "seed: 1");
    RunData two = run("exp001/s2", ENV.replace("weight: 1.0", "weight: 3.0"), "seed: 2");

    ConfigComparison comparison =
        ConfigComparison.of(new Group("exp001", List.of(one, two)), Group.of(one));

    assertThat(comparison.changes()).isEmpty();
    assertThat(comparison.warnings())
        .singleElement()
        .asString()
        .contains("exp001/s2 differs from exp001/s1", "weight: 1.0 -> 3.0");
  }

  @Test
  void withoutDumpedSettingsNothingIsClaimed() {
    RunData bare =
        new RunData("x", RunSeries.empty(), Map.of(), Map.of(), LogMeaning.unknown(), List.of());

    ConfigComparison comparison =
        ConfigComparison.of(Group.of(bare), Group.of(run("a", ENV, "seed: 1")));

    assertThat(comparison.known()).isFalse();
    assertThat(comparison.changes()).isEmpty();
  }

  @Test
  void anotherParameterOfATermIsANewDefinition() {
    ConfigComparison comparison =
        ConfigComparison.of(
            Group.of(run("b", ENV.replace("std: 0.5", "std: 0.2"), "seed: 1")),
            Group.of(run("a", ENV, "seed: 1")));

    assertThat(comparison.isRedefined("track")).isTrue();
    assertThat(comparison.isRedefined("feet")).isFalse();
  }
}
