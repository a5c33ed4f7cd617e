package dev.trotline.simulator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.edit.EditValidator;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.error.InvalidInputException;
import dev.trotline.study.Edit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables as the yardstick of edits, which is what they are for. */
class StockEditsTest {

  private static final String GO2 = "Isaac-Velocity-Rough-Unitree-Go2-v0";

  @ParameterizedTest
  @CsvSource({"2.0.0", "2.1.1", "2.3.2", "3.0b1", "3.0b2", "develop"})
  void soundEditsPass(String version) {
    ReferenceConfig config = config(version);

    assertThat(
            EditValidator.validate(
                    config,
                    List.of(
                        new Edit.SetWeight("feet_air_time", 0.5),
                        new Edit.ScaleWeight("action_rate_l2", 2),
                        new Edit.SetParam("track_lin_vel_xy_exp", "std", 0.25),
                        new Edit.RemoveTerm("lin_vel_z_l2"),
                        new Edit.SetTerrain("boxes", "proportion", 0.0),
                        new Edit.SetTerrain("boxes", "grid_height_range", List.of(0.02, 0.08)),
                        new Edit.SetConfig("agent.algorithm.learning_rate", 5.0e-4),
                        new Edit.SetConfig("env.actions.joint_pos.scale", 0.3)))
                .changes())
        .hasSize(8);
  }

  @ParameterizedTest
  @CsvSource({
    "env.rewards.undesired_contacts.weight, is null in the stock task",
    "env.rewards.feet_air_tme.weight, does not exist",
    "env.scene.terrain.terrain_generator.num_row, does not exist",
    "agent.algorithm.learning_rates, does not exist",
    "agent.clip_actions, is null in the stock task",
    "env.events.push_robot.interval_range_s, is null in the stock task"
  })
  void unsoundPathsAreRefused(String path, String reason) {
    assertThatThrownBy(() -> validate("2.3.2", new Edit.SetConfig(path, 0.5)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(reason);
  }

  /** Stock values moved by a tenth: whatever is refused is protected or at the end of its range. */
  @ParameterizedTest
  @CsvSource({"isaaclab, 2.3.2", "isaaclab, 3.0b1", "isaaclab, develop", "mjlab, 1.6.0"})
  void valuesNearTheStockOnesPass(String kind, String version) {
    Path configs = Path.of("isaac-configs");
    int accepted = 0;
    for (String task : StockConfigs.tasks(configs, kind)) {
      ReferenceConfig config = StockConfigs.find(configs, kind, task, version).orElseThrow();
      for (String path : numbers(config)) {
        Edit near = new Edit.SetConfig(path, 0.9 * (Double) config.at(path));
        try {
          EditValidator.validate(config, List.of(near));
          accepted++;
        } catch (InvalidInputException refused) {
          assertThat(refused).as(path).hasMessageContaining("protected");
        }
      }
    }
    assertThat(accepted).isGreaterThan(100);
  }

  /** Dotted paths of the floats that an override can address, but 0. */
  private static List<String> numbers(ReferenceConfig config) {
    List<String> paths = new ArrayList<>();
    collect("env", config.env(), paths);
    collect("agent", config.agent(), paths);
    return paths;
  }

  private static void collect(String path, Map<String, Object> tree, List<String> paths) {
    tree.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> inner && key.matches("\\w+")) {
            collect(path + "." + key, Trees.mapping(inner), paths);
          } else if (value instanceof Double number && number != 0 && key.matches("\\w+")) {
            paths.add(path + "." + key);
          }
        });
  }

  @Test
  void theVersionDecidesWhatIsThere() {
    Edit actor = new Edit.SetConfig("agent.actor.hidden_dims", List.of(256L, 128L));
    Edit policy = new Edit.SetConfig("agent.policy.actor_hidden_dims", List.of(256L, 128L));

    assertThat(validate("develop", actor)).isNotEmpty();
    assertThat(validate("2.3.2", policy)).isNotEmpty();
    assertThatThrownBy(() -> validate("2.3.2", actor)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> validate("develop", policy)).isInstanceOf(InvalidInputException.class);
  }

  private static ReferenceConfig config(String version) {
    return StockConfigs.find(Path.of("isaac-configs"), "isaaclab", GO2, version).orElseThrow();
  }

  private static Map<String, Object> validate(String version, Edit edit) {
    return EditValidator.validate(config(version), List.of(edit)).changes();
  }
}
