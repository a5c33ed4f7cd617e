package dev.trotline.simulator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.edit.KnownTerm;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewardLibraryTest {

  private static final Path CONFIGS = Path.of("isaac-configs");
  private static final RewardLibrary ISAAC = RewardLibrary.read(CONFIGS, "isaaclab");

  @ParameterizedTest
  @CsvSource({
    "is_alive, false",
    "is_terminated, true",
    "is_terminated_term, true",
    "lin_vel_z_l2, true",
    "ang_vel_xy_l2, true",
    "flat_orientation_l2, true",
    "base_height_l2, true",
    "body_lin_acc_l2, true",
    "joint_torques_l2, true",
    "joint_vel_l1, true",
    "joint_vel_l2, true",
    "joint_acc_l2, true",
    "joint_deviation_l1, true",
    "joint_pos_limits, true",
    "joint_vel_limits, true",
    "applied_torque_limits, true",
    "action_rate_l2, true",
    "action_l2, true",
    "undesired_contacts, true",
    "desired_contacts, true",
    "contact_forces, true",
    "track_lin_vel_xy_exp, false",
    "track_ang_vel_z_exp, false",
    "feet_air_time, false",
    "feet_air_time_positive_biped, false",
    "feet_slide, true",
    "track_lin_vel_xy_yaw_frame_exp, false",
    "track_ang_vel_z_world_exp, false",
    "stand_still_joint_deviation_l1, true"
  })
  void knowsTheDocumentedFunctionsAndTheirSign(String name, boolean penalty) {
    KnownTerm term = ISAAC.find(name, "2.3.2").orElseThrow();

    assertThat(term.penalty()).isEqualTo(penalty);
    assertThat(term.func()).endsWith(":" + name);
    assertThat(term.meaning()).isNotBlank();
  }

  @Test
  void placesFunctionsWhereTheVersionHasThem() {
    assertThat(ISAAC.find("feet_slide", "2.3").orElseThrow().func())
        .isEqualTo("isaaclab_tasks.manager_based.locomotion.velocity.mdp.rewards:feet_slide");
    assertThat(ISAAC.find("feet_slide", "develop").orElseThrow().func())
        .isEqualTo("isaaclab_tasks.core.velocity.mdp.rewards:feet_slide");
    assertThat(ISAAC.find("joint_vel_l2", "develop").orElseThrow().func())
        .isEqualTo("isaaclab.envs.mdp.rewards:joint_vel_l2");
    assertThat(ISAAC.find("desired_contacts", "2.1.0")).isEmpty();
    assertThat(ISAAC.find("desired_contacts", "2.1.1")).isPresent();
    assertThat(ISAAC.find("position_command_error", "3.0b2")).isEmpty();
    assertThat(ISAAC.find("feet_slid", "2.3")).isEmpty();
  }

  @Test
  void keepsTheTypesOfParameters() {
    Map<String, Object> params = ISAAC.find("base_height_l2", "2.3").orElseThrow().params();

    assertThat(params).containsEntry("target_height", 0.5).containsEntry("sensor_cfg", null);
    assertThat(params.get("asset_cfg")).isEqualTo(Map.of("name", "robot"));
    assertThatThrownBy(() -> params.put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
  }

  /** The stock tasks use functions of the library, with weights of the sign it gives. */
  @Test
  void agreesWithTheStockTasks() {
    String kind = "isaaclab";
    for (String version : StockConfigs.versions(CONFIGS, kind)) {
      List<KnownTerm> known = ISAAC.all(version);
      assertThat(known).extracting(KnownTerm::name).doesNotHaveDuplicates();
      for (String task : StockConfigs.tasks(CONFIGS, kind)) {
        ReferenceConfig config = StockConfigs.find(CONFIGS, kind, task, version).orElseThrow();
        Trees.mapping((Map<?, ?>) config.at("env.rewards"))
            .forEach((name, term) -> agrees(known, task + " " + version + " " + name, term));
      }
    }
  }

  private static void agrees(List<KnownTerm> known, String where, Object term) {
    if (!(term instanceof Map<?, ?> stock)) {
      return;
    }
    String func = String.valueOf(stock.get("func"));
    KnownTerm match = known.stream().filter(t -> t.func().equals(func)).findFirst().orElse(null);
    assertThat(match).as(where).isNotNull();
    double weight = (Double) stock.get("weight");
    assertThat(match.penalty() ? weight <= 0 : weight >= 0).as(where).isTrue();
    Map<String, Object> given = Trees.mapping((Map<?, ?>) stock.get("params"));
    assertThat(match.params().keySet()).as(where).containsAll(given.keySet());
    given.forEach(
        (key, value) -> {
          Object like = match.params().get(key);
          if (like != null && value != null) {
            assertThat(value.getClass()).as(where + "." + key).isEqualTo(like.getClass());
          }
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{name: f, module: m, kind: bonus, meaning: x}|'terms.kind' is 'bonus'",
        "{name: f, module: n, kind: reward, meaning: x}|'terms.module' is not listed",
        "{name: f, module: m, kind: reward}|'terms.meaning' must be a text",
        "{name: f, module: m, kind: reward, meaning: x, wieght: 1}|'terms.wieght' is not known",
        "{name: f, module: m, kind: reward, meaning: x, since: later}|'terms.since' is not a"
      })
  void damageIsNamedWithFileAndKey(String term, String message, @TempDir Path folder)
      throws IOException {
    Files.createDirectories(folder.resolve("sim"));
    Files.writeString(
        folder.resolve("sim/rewards.yaml"),
        "origin: o\nmodules: {m: [{version: '1.0', path: a.b}]}\nterms:\n- " + term + "\n");

    assertThatThrownBy(() -> RewardLibrary.read(folder, "sim"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("rewards.yaml")
        .hasMessageContaining(message);
  }
}
