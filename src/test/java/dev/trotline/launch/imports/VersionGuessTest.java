package dev.trotline.launch.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.metrics.Corpus;
import dev.trotline.metrics.LogMeaning.Velocity;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionGuessTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rewards: {a: {func: 'omni.isaac.lab.mdp:f'}} | Isaac Lab 1.x",
        "recorders: {class_type: 'isaaclab.managers:R'} | Isaac Lab 2.0",
        "xr: null | Isaac Lab 2.1",
        "'{xr: null, sim: {create_stage_in_memory: false}}' | Isaac Lab 2.2",
        "'{xr: null, teleop_devices: {}, log_dir: null}' | Isaac Lab 2.3",
        "sim: {physics: {dt: 0.01}} | Isaac Lab 3.x",
        "rewards: {a: {func: 'mjlab.envs.mdp:f'}} | mjlab",
        "decimation: 4 |",
      })
  void keysDateADump(String env, String expected) {
    assertThat(VersionGuess.of(TaggedYaml.load(env, "dump"), Map.of()).simulator())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "cfg-felipemohr-go2_blind_flat-2478bb,Isaac Lab 1.x",
    "isaacnext-biped-rough-small,Isaac Lab 2.2",
    "posehack-g1-23dof-4iters,Isaac Lab 2.3",
    "cfg-mjlab-g23-excerpt,mjlab"
  })
  void realDumpsAreDated(String folder, String expected) {
    Path params = Corpus.folder().resolve("runs").resolve(folder).resolve("params");

    VersionGuess guess =
        VersionGuess.of(
            TaggedYaml.load(params.resolve("env.yaml")),
            TaggedYaml.load(params.resolve("agent.yaml")));

    assertThat(guess.simulator()).isEqualTo(expected);
    assertThat(guess.library()).startsWith("rsl_rl ");
    assertThat(guess.meaning().velocity())
        .isEqualTo(expected.equals("mjlab") ? Velocity.UNKNOWN : Velocity.ACCUMULATED);
  }
}
