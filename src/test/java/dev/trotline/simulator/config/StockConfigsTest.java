package dev.trotline.simulator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.edit.ReferenceConfig;
import dev.trotline.edit.Tuple;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed tables: every task in every version, against the figures of the documentation. */
class StockConfigsTest {

  private static final Path CONFIGS = Path.of("isaac-configs");
  private static final String ROUGH_D = "Isaac-Velocity-Rough-Anymal-D-v0";
  private static final String FLAT_GO2 = "Isaac-Velocity-Flat-Unitree-Go2-v0";

  /** Weights of the velocity task on rough ground as the ANYmals have it. */
  private static final Map<String, Double> BASE_WEIGHTS =
      Map.ofEntries(
          Map.entry("track_lin_vel_xy_exp", 1.0),
          Map.entry("track_ang_vel_z_exp", 0.5),
          Map.entry("lin_vel_z_l2", -2.0),
          Map.entry("ang_vel_xy_l2", -0.05),
          Map.entry("dof_torques_l2", -1.0e-5),
          Map.entry("dof_acc_l2", -2.5e-7),
          Map.entry("action_rate_l2", -0.01),
          Map.entry("feet_air_time", 0.125),
          Map.entry("undesired_contacts", -1.0),
          Map.entry("flat_orientation_l2", 0.0),
          Map.entry("dof_pos_limits", 0.0));

  private static final Map<String, Double> SPOT_WEIGHTS =
      Map.ofEntries(
          Map.entry("air_time", 5.0),
          Map.entry("base_angular_velocity", 5.0),
          Map.entry("base_linear_velocity", 5.0),
          Map.entry("foot_clearance", 0.5),
          Map.entry("gait", 10.0),
          Map.entry("action_smoothness", -1.0),
          Map.entry("air_time_variance", -1.0),
          Map.entry("base_motion", -2.0),
          Map.entry("base_orientation", -3.0),
          Map.entry("foot_slip", -0.5),
          Map.entry("joint_acc", -1.0e-4),
          Map.entry("joint_pos", -0.7),
          Map.entry("joint_torques", -5.0e-4),
          Map.entry("joint_vel", -1.0e-2));

  static Stream<Arguments> isaacLab() {
    List<String> versions = StockConfigs.versions(CONFIGS, "isaaclab");
    return StockConfigs.tasks(CONFIGS, "isaaclab").stream()
        .flatMap(task -> versions.stream().map(version -> Arguments.of(task, version)));
  }

  static Stream<Arguments> mjlab() {
    List<String> versions = StockConfigs.versions(CONFIGS, "mjlab");
    return StockConfigs.tasks(CONFIGS, "mjlab").stream()
        .flatMap(task -> versions.stream().map(version -> Arguments.of(task, version)));
  }

  @Test
  void allQuadrupedTasksAreThere() {
    assertThat(StockConfigs.tasks(CONFIGS, "isaaclab"))
        .hasSize(13)
        .contains("Isaac-Velocity-Flat-Spot-v0", "Isaac-Velocity-Rough-Anymal-B-v0", FLAT_GO2);
    assertThat(StockConfigs.versions(CONFIGS, "isaaclab"))
        .containsExactly(
            "2.0.0", "2.0.2", "2.1.0", "2.1.1", "2.2.0", "2.2.1", "2.3.0", "2.3.1", "2.3.2",
            "3.0b1", "3.0b2", "develop");
    assertThat(StockConfigs.tasks(CONFIGS, "mjlab"))
        .contains("Mjlab-Velocity-Flat-Unitree-Go1", "Mjlab-Velocity-Rough-Unitree-Go1");
  }

  @ParameterizedTest
  @MethodSource("isaacLab")
  void everyTaskHasItsRewardWeightsInEveryVersion(String task, String version) {
    ReferenceConfig config = find("isaaclab", task, version);
    boolean spot = task.contains("Spot");
    boolean unitree = task.contains("Unitree");
    boolean flat = task.contains("Flat");

    Map<String, Double> expected = new HashMap<>(spot ? SPOT_WEIGHTS : BASE_WEIGHTS);
    if (unitree) {
      expected.remove("undesired_contacts");
      expected.put("track_lin_vel_xy_exp", 1.5);
      expected.put("track_ang_vel_z_exp", 0.75);
      expected.put("dof_torques_l2", -0.0002);
      expected.put("feet_air_time", flat ? 0.25 : 0.01);
      expected.put("flat_orientation_l2", flat ? -2.5 : 0.0);
    } else if (flat && !spot) {
      expected.put("flat_orientation_l2", -5.0);
      expected.put("dof_torques_l2", -2.5e-5);
      expected.put("feet_air_time", 0.5);
    }
    assertThat(weights(config)).isEqualTo(expected);
    if (unitree) {
      assertThat(rewards(config)).containsEntry("undesired_contacts", null);
    }
  }

  @ParameterizedTest
  @MethodSource("isaacLab")
  void everyTaskHasTheTypesOverridesAreMeasuredBy(String task, String version) {
    ReferenceConfig config = find("isaaclab", task, version);
    boolean spot = task.contains("Spot");

    assertThat(config.at("env.decimation")).isEqualTo(spot ? 10L : 4L);
    assertThat(config.at("env.sim.dt")).isEqualTo(spot ? 0.002 : 0.005);
    assertThat(config.at("env.episode_length_s")).isEqualTo(20.0);
    assertThat(config.at("env.scene.num_envs")).isEqualTo(4096L);
    assertThat(config.at("env.seed")).isNull();
    assertThat(config.at("env.commands.base_velocity.resampling_time_range"))
        .isInstanceOf(Tuple.class)
        .isEqualTo(List.of(10.0, 10.0));
    assertThat(config.at("env.terminations.time_out.time_out")).isEqualTo(true);
    assertThat(config.at("agent.seed")).isEqualTo(42L);
    assertThat(config.at("agent.num_steps_per_env")).isEqualTo(24L);
    assertThat(config.at("agent.algorithm.learning_rate")).isEqualTo(1.0e-3);
    assertThat(config.at("agent.experiment_name")).isInstanceOf(String.class);
    assertThat(config.env().keySet())
        .contains("viewer", "sim", "scene", "recorders", "observations", "actions", "events")
        .contains("rewards", "terminations", "curriculum", "commands", "ui_window_class_type");
    boolean xyzw = version.startsWith("3") || version.equals("develop");
    assertThat(config.at("env.scene.robot.init_state.rot"))
        .isEqualTo(xyzw ? List.of(0.0, 0.0, 0.0, 1.0) : List.of(1.0, 0.0, 0.0, 0.0));
  }

  @ParameterizedTest
  @MethodSource("isaacLab")
  void flatGroundHasNeitherScanNorTerrainLevels(String task, String version) {
    ReferenceConfig config = find("isaaclab", task, version);
    if (task.contains("Spot")) {
      assertThat(config.at("env.terminations.terrain_out_of_bounds.time_out")).isEqualTo(true);
      return;
    }
    boolean flat = task.contains("Flat");
    assertThat(config.at("env.scene.terrain.terrain_type")).isEqualTo(flat ? "plane" : "generator");
    for (String path :
        List.of(
            "env.scene.terrain.terrain_generator",
            "env.scene.height_scanner",
            "env.observations.policy.height_scan",
            "env.curriculum.terrain_levels")) {
      assertThat(config.at(path) == null).as(path).isEqualTo(flat);
    }
    assertThat(config.at("agent.max_iterations")).isEqualTo(flat ? 300L : 1500L);
  }

  @ParameterizedTest
  @CsvSource({
    "2.3.2, 2.3.2",
    "2.3, 2.3.2",
    "2.3.5, 2.3.2",
    "2.1, 2.1.1",
    "2.0.1, 2.0.0",
    "1.4.1, 2.0.0",
    "2.9, 2.3.2",
    "v2.2.0, 2.2.0",
    "3.0.0-beta, 3.0b1",
    "3.0.0-beta2, 3.0b2",
    "3.0b2, 3.0b2",
    "dev-Jul, develop of 2026-07-02",
    "3.0.0, develop of 2026-07-02",
    "3.1, develop of 2026-07-02"
  })
  void theNearestVersionThatIsNotNewerIsTaken(String asked, String taken) {
    assertThat(find("isaaclab", ROUGH_D, asked).origin())
        .startsWith("Isaac Lab " + taken + " as tabulated by Trotline")
        .endsWith("(no dump of your installation yet)");
  }

  @Test
  void theOriginSaysSoWhenAnotherVersionStandsIn() {
    assertThat(find("isaaclab", ROUGH_D, "2.3").origin())
        .isEqualTo("Isaac Lab 2.3.2 as tabulated by Trotline (no dump of your installation yet)");
    assertThat(find("isaaclab", ROUGH_D, "2.3.9").origin())
        .isEqualTo(
            "Isaac Lab 2.3.2 as tabulated by Trotline, the nearest to 2.3.9"
                + " (no dump of your installation yet)");
  }

  @Test
  void whatChangedBetweenVersionsIsThere() {
    assertThat(find("isaaclab", ROUGH_D, "2.1.0").at("env.events"))
        .asString()
        .doesNotContain("com");
    assertThat(find("isaaclab", ROUGH_D, "2.1.1").at("env.events.base_com.params.com_range.z"))
        .isEqualTo(List.of(-0.01, 0.01));
    assertThat(find("isaaclab", FLAT_GO2, "2.3").at("env.events.push_robot")).isNull();
    assertThat(find("isaaclab", FLAT_GO2, "develop").at("env.events.push_robot.mode"))
        .isEqualTo("interval");
    assertThat(find("isaaclab", ROUGH_D, "2.3").at("env.sim.physx.gpu_max_rigid_patch_count"))
        .isEqualTo(327_680L);
    assertThat(find("isaaclab", ROUGH_D, "3.0b1").env().get("sim"))
        .asString()
        .doesNotContain("physx");
    assertThat(find("isaaclab", ROUGH_D, "3.0b2").at("env.sim.physics.gpu_max_rigid_patch_count"))
        .isEqualTo(327_680L);
    assertThat(find("isaaclab", ROUGH_D, "2.3").at("agent.policy.actor_hidden_dims"))
        .isEqualTo(List.of(512L, 256L, 128L));
    assertThat(find("isaaclab", FLAT_GO2, "develop").at("agent.actor.hidden_dims"))
        .isEqualTo(List.of(128L, 128L, 128L));
    assertThat(find("isaaclab", ROUGH_D, "develop").at("env.rewards.feet_air_time.func"))
        .isEqualTo("isaaclab_tasks.core.velocity.mdp.rewards:feet_air_time");
  }

  @ParameterizedTest
  @MethodSource("mjlab")
  void mjlabTasksLoad(String task, String version) {
    ReferenceConfig config = find("mjlab", task, version);

    assertThat(config.at("env.decimation")).isEqualTo(4L);
    assertThat(config.at("env.episode_length_s")).isEqualTo(20.0);
    assertThat(config.at("env.commands.twist.resampling_time_range")).isEqualTo(List.of(3.0, 8.0));
    assertThat(config.at("env.rewards.action_rate_l2.weight")).isEqualTo(-0.1);
    assertThat(config.at("env.rewards.dof_pos_limits.weight")).isEqualTo(-1.0);
    assertThat(config.at("env.scene.terrain.terrain_type"))
        .isEqualTo(task.contains("Flat") ? "plane" : "generator");
    String track = version.equals("0.1.0") ? "track_lin_vel_exp" : "track_linear_velocity";
    assertThat(config.at("env.rewards." + track + ".weight"))
        .isEqualTo(version.equals("0.1.0") ? 1.0 : 2.0);
    assertThat(config.origin()).startsWith("mjlab " + version + " as tabulated");
  }

  @Test
  void anUnknownTaskIsSimplyNotThere() {
    assertThat(StockConfigs.find(CONFIGS, "isaaclab", "Isaac-Velocity-Flat-H1-v0", "2.3"))
        .isEmpty();
    assertThat(StockConfigs.find(CONFIGS, "isaaclab", "../versions", "2.3")).isEmpty();
    assertThat(StockConfigs.find(CONFIGS, "isaaclab", "", "2.3")).isEmpty();
  }

  @Test
  void aVersionThatIsNoneIsRefused() {
    assertThatThrownBy(() -> find("isaaclab", ROUGH_D, "latest"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("latest");
    assertThatThrownBy(() -> StockConfigs.tasks(CONFIGS, "../mujoco"))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> StockConfigs.tasks(CONFIGS, "mujoco"))
        .isInstanceOf(EnvironmentException.class);
  }

  private static ReferenceConfig find(String kind, String task, String version) {
    return StockConfigs.find(CONFIGS, kind, task, version).orElseThrow();
  }

  private static Map<String, Object> rewards(ReferenceConfig config) {
    return Trees.mapping((Map<?, ?>) config.at("env.rewards"));
  }

  private static Map<String, Double> weights(ReferenceConfig config) {
    Map<String, Double> weights = new HashMap<>();
    rewards(config)
        .forEach(
            (name, term) -> {
              if (term instanceof Map<?, ?> map) {
                assertThat(map.get("func")).as(name).asString().contains(":");
                weights.put(name, (Double) map.get("weight"));
              }
            });
    return weights;
  }
}
