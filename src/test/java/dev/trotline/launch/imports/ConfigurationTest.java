package dev.trotline.launch.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.edit.yaml.TaggedYaml;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

  private static String hash(String env, String agent) {
    return Configuration.of(tree(env), tree(agent)).hash();
  }

  private static Map<String, Object> tree(String yaml) {
    return yaml.isBlank() ? Map.of() : TaggedYaml.load(yaml, "dump");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seed: 1 | seed: 2",
        "log_dir: /a | log_dir: /b",
        "curriculum: {} | curriculum: null",
        "gravity: [0.0, -9.81] | gravity: !!python/tuple [0, -9.81]",
        "scene: {contact: {debug_vis: true}} | scene: {contact: {debug_vis: false}}",
        "usd: http://x/Assets/Isaac/4.5/Isaac/go2.usd | usd: https://y/Assets/Isaac/5.0/Isaac/go2.usd",
      })
  void whatDiffersFromRunToRunIsNoOtherConfiguration(String one, String other) {
    assertThat(hash(one, "")).isEqualTo(hash(other, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "decimation: 4 | decimation: 2",
        "rewards: {a: {weight: 1.0}} | rewards: {a: null}",
        "scene: {num_envs: 4096} | scene: {num_envs: 512}",
        "sim: {dt: 0.005} | sim: {dt: 0.002}",
      })
  void whatDecidesTheTrainingIsAnotherConfiguration(String one, String other) {
    assertThat(hash(one, "")).isNotEqualTo(hash(other, ""));
  }

  @Test
  void theLengthAndTheNamesOfARunAreItsOwn() {
    assertThat(hash("decimation: 4", "max_iterations: 5\nrun_name: a\nresume: true\n"))
        .isEqualTo(hash("decimation: 4", "max_iterations: 9\nrun_name: b\nload_run: x\n"));
    assertThat(hash("decimation: 4", "algorithm: {gamma: 0.99}"))
        .isNotEqualTo(hash("decimation: 4", "algorithm: {gamma: 0.9}"));
  }
}
