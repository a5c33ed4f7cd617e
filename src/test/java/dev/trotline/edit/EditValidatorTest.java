package dev.trotline.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trotline.error.InvalidInputException;
import dev.trotline.study.Edit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EditValidatorTest {

  private static final ReferenceConfig FLAT = References.flat();
  private static final ReferenceConfig ROUGH = References.rough();

  @Test
  void appliesEditsInOrderAndKeepsTheReferenceUntouched() {
    EditedConfig config =
        validate(
            FLAT,
            new Edit.SetWeight("action_rate_l2", -2),
            new Edit.ScaleWeight("action_rate_l2", 0.02),
            new Edit.SetParam("track_lin_vel_xy_exp", "std", 0.25),
            new Edit.RemoveTerm("undesired_contacts"),
            new Edit.AddTerm("feet_slide", -0.1));

    assertThat(config.changes())
        .containsExactly(
            Map.entry("env.rewards.action_rate_l2.weight", -0.04),
            Map.entry("env.rewards.feet_slide.weight", -0.1),
            Map.entry("env.rewards.track_lin_vel_xy_exp.params.std", 0.25),
            new java.util.AbstractMap.SimpleEntry<>("env.rewards.undesired_contacts", null));
    assertThat(config.at("env.rewards.feet_slide.weight")).isEqualTo(-0.1);
    assertThat(config.weights()).containsEntry("track_lin_vel_xy_exp", 4.0);
    assertThat(config.weights()).doesNotContainKey("undesired_contacts");
    assertThat(FLAT.at("env.rewards.action_rate_l2.weight")).isEqualTo(-0.02);
  }

  @Test
  void editsThatCancelEachOtherLeaveNoChange() {
    EditedConfig config =
        validate(
            FLAT,
            new Edit.SetWeight("action_rate_l2", -2),
            new Edit.RemoveTerm("feet_air_time"),
            new Edit.AddTerm("feet_air_time", 8),
            new Edit.SetWeight("action_rate_l2", -0.02));

    assertThat(config.changes()).isEmpty();
    assertThat(config.hash()).isEqualTo(validate(FLAT).hash());
    assertThat(ConfigDiff.fromReference(config)).isEmpty();
  }

  @Test
  void theSameChangeByAnotherEditHasTheSameHash() {
    EditedConfig byWeight = validate(FLAT, new Edit.SetWeight("action_rate_l2", -0.1));
    EditedConfig byScale = validate(FLAT, new Edit.ScaleWeight("action_rate_l2", 5));
    EditedConfig byPath =
        validate(FLAT, new Edit.SetConfig("env.rewards.action_rate_l2.weight", -0.1));

    assertThat(byScale.hash()).isEqualTo(byWeight.hash()).isEqualTo(byPath.hash());
    assertThat(byWeight.hash()).matches("[0-9a-f]{64}");
    assertThat(byWeight.hash())
        .isNotEqualTo(validate(FLAT, new Edit.SetWeight("action_rate_l2", -0.2)).hash());
  }

  @Test
  void scalingLeavesNoRoundingNoise() {
    EditedConfig config = validate(FLAT, new Edit.ScaleWeight("action_rate_l2", 0.35));

    assertThat(-0.02 * 0.35).isNotEqualTo(-0.007);
    assertThat(config.changes()).containsEntry("env.rewards.action_rate_l2.weight", -0.007);
  }

  @Test
  void widensIntegersToFloatsAndListsToTuples() {
    EditedConfig config =
        validate(
            ROUGH,
            new Edit.SetTerrain("boxes", "proportion", 1),
            new Edit.SetTerrain("boxes", "grid_height_range", List.of(0, 0.1)),
            new Edit.SetConfig("agent.policy.actor_hidden_dims", List.of(256, 128, 64)));

    assertThat(config.at("env.scene.terrain.terrain_generator.sub_terrains.boxes.proportion"))
        .isEqualTo(1.0);
    assertThat(Overrides.of(config))
        .containsExactly(
            "agent.policy.actor_hidden_dims=[256,128,64]",
            "env.scene.terrain.terrain_generator.sub_terrains.boxes.grid_height_range=[0.0,0.1]",
            "env.scene.terrain.terrain_generator.sub_terrains.boxes.proportion=1.0");
  }

  @Test
  void takesTermsOfOtherManagersOut() {
    EditedConfig config =
        validate(
            ROUGH,
            new Edit.SetConfig("env.curriculum.terrain_levels", null),
            new Edit.SetConfig("env.observations.policy.base_lin_vel.noise", null));

    assertThat(Overrides.of(config))
        .containsExactly(
            "env.curriculum.terrain_levels=null",
            "env.observations.policy.base_lin_vel.noise=null");
  }

  @Test
  void aStudysBaseMayDefineTheTaskButNotWhatTheLauncherSets() {
    Edit range =
        new Edit.SetConfig("env.commands.base_velocity.ranges.lin_vel_x", List.of(-0.5, 0.5));

    EditedConfig config = EditValidator.validate(FLAT, List.of(range), List.of());
    assertThat(config.changes()).containsKey("env.commands.base_velocity.ranges.lin_vel_x");
    assertThat(refusal(FLAT, range)).hasMessageContaining("protected");
    ProtectedPaths open = ProtectedPaths.ofExperiments().allowing(List.of("env.commands.**"));
    assertThat(EditValidator.validate(FLAT, List.of(), List.of(range), open).changes()).hasSize(1);
    Edit seed = new Edit.SetConfig("agent.seed", 3);
    InvalidInputException error =
        catchThrowableOfType(
            InvalidInputException.class,
            () -> EditValidator.validate(FLAT, List.of(seed), List.of()));
    assertThat(error).hasMessageContaining("protected");
  }

  @Test
  void namesTheNearestTermsForAnUnknownOne() {
    InvalidInputException error = refusal(FLAT, new Edit.SetWeight("action_rate", -0.1));

    assertThat(error).hasMessageContaining("there is no reward term 'action_rate'");
    assertThat(error.path()).isEqualTo("env.rewards.action_rate");
    assertThat(error.remedy()).isEqualTo("did you mean action_rate_l2?");
  }

  @Test
  void namesTheFirstPartOfAPathThatDoesNotExist() {
    InvalidInputException error =
        refusal(FLAT, new Edit.SetConfig("agent.algoritm.learning_rate", 0.001));

    assertThat(error).hasMessageContaining("'agent.algoritm' does not exist");
    assertThat(error.remedy()).contains("algorithm");
  }

  @Test
  void refusesSubTerrainsOnFlatGround() {
    InvalidInputException error = refusal(FLAT, new Edit.SetTerrain("boxes", "proportion", 0.0));

    assertThat(error.remedy()).contains("rough");
  }

  @Test
  void refusesToRemoveTheLastGround() {
    List<Edit> edits =
        List.of(
            new Edit.SetTerrain("pyramid_stairs", "proportion", 0.0),
            new Edit.SetTerrain("pyramid_stairs_inv", "proportion", 0.0),
            new Edit.SetTerrain("boxes", "proportion", 0.0),
            new Edit.SetTerrain("random_rough", "proportion", 0.0),
            new Edit.SetTerrain("hf_pyramid_slope", "proportion", 0.0),
            new Edit.SetTerrain("hf_pyramid_slope_inv", "proportion", 0.0));

    assertThat(EditValidator.validate(ROUGH, edits.subList(0, 5)).changes()).hasSize(5);
    assertThat(refusal(ROUGH, edits.toArray(Edit[]::new))).hasMessageContaining("no ground left");
  }

  @Test
  void refusesToLeaveNothingButPenalties() {
    assertThat(
            refusal(
                FLAT,
                new Edit.SetWeight("track_lin_vel_xy_exp", 0),
                new Edit.RemoveTerm("track_ang_vel_z_exp"),
                new Edit.SetWeight("feet_air_time", 0)))
        .hasMessageContaining("nothing to learn");
  }

  @Test
  void refusesTermsThatAreTakenOutOrInUseAlready() {
    assertThat(refusal(FLAT, new Edit.AddTerm("action_rate_l2", -0.1)))
        .hasMessageContaining("already in use");
    assertThat(
            refusal(
                FLAT, new Edit.RemoveTerm("feet_slide"), new Edit.SetWeight("feet_slide", -0.1)))
        .hasMessageContaining("not in use");
    assertThat(refusal(FLAT, new Edit.RemoveTerm("feet_slide"), new Edit.RemoveTerm("feet_slide")))
        .hasMessageContaining("not in use");
    assertThat(refusal(FLAT, new Edit.ScaleWeight("feet_slide", 2)))
        .hasMessageContaining("scaling it changes nothing");
    assertThat(
            refusal(
                FLAT,
                new Edit.RemoveTerm("feet_air_time"),
                new Edit.SetConfig("env.rewards.feet_air_time.params.threshold", 0.2)))
        .hasMessageContaining("taken out by an earlier edit");
  }

  @ParameterizedTest
  @CsvSource({
    "action_rate_l2, 0.05, penalty",
    "feet_slide, 0.1, penalty",
    "joint_power, 1, penalty",
    "stand_still, 1, penalty",
    "termination_penalty, 200, penalty",
    "dof_pos_limits, 1, penalty",
    "undesired_contacts, 1, penalty",
    "track_lin_vel_xy_exp, -1, reward",
    "feet_air_time, -1, reward",
    "feet_gait, -1, reward"
  })
  void refusesTheWrongSign(String term, double weight, String kind) {
    assertThat(refusal(FLAT, new Edit.SetWeight(term, weight)))
        .hasMessageContaining("is a " + kind);
    assertThat(validate(FLAT, new Edit.SetWeight(term, -weight)).changes()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "agent.algorithm.learning_rate=1",
        "agent.algorithm.learning_rate=0.0",
        "agent.algorithm.learning_rate=-0.001",
        "agent.algorithm.learning_rate=nan",
        "agent.algorithm.learning_rate=fast",
        "agent.algorithm.learning_rate=null",
        "agent.algorithm.learning_rate=[0.001]",
        "agent.algorithm.learning_rate=true",
        "agent.algorithm.gamma=1.01",
        "agent.algorithm.gamma=0.0",
        "agent.algorithm.lam=-0.5",
        "agent.algorithm.schedule=linear",
        "agent.algorithm.num_mini_batches=0",
        "agent.algorithm.num_mini_batches=4.0",
        "agent.algorithm.num_mini_batches=4096",
        "agent.algorithm.rnd_cfg=1.0",
        "agent.algorithm.lr=0.001",
        "agent.algorithm=null",
        "agent.algorithm=5",
        "agent.clip_actions=100.0",
        "agent.obs_groups=5",
        "agent.policy.activation=gelo",
        "agent.policy.actor_hidden_dims=[]",
        "agent.policy.actor_hidden_dims=[128,64.5]",
        "agent.policy.actor_hidden_dims=[0]",
        "agent.policy.actor_hidden_dims=128",
        "agent.policy.class_name=Other",
        "agent.max_iterations=10",
        "agent.experiment_name=x",
        "agent.load_run=x",
        "agent.device=cuda:0",
        "agent.seed.x=1",
        "agent=1",
        "seed=1",
        "rewards.action_rate_l2.weight=-1.0",
        "+env.rewards.mine.weight=1.0",
        "~env.rewards.action_rate_l2=null",
        "env..seed=1",
        "env.rewards.=null",
        "env.rewards=null",
        "env.scene=null",
        "env.scene.num_envs=0",
        "env.scene.num_envs=-5",
        "env.scene.num_envs=64.0",
        "env.scene.num_envs=12345678",
        "env.decimation=0",
        "env.sim.dt=0.002",
        "env.sim.gravity=[0.0,0.0,-1.0]",
        "env.scene.robot.actuators.legs.effort_limit.hip=100.0",
        "env.scene.robot.actuators.legs.stiffness=-1.0",
        "env.scene.robot.init_state.joint_pos=null",
        "env.episode_length_s=5.0",
        "env.terminations.base_contact=null",
        "env.commands.base_velocity.ranges.lin_vel_x=[0.0,0.1]",
        "env.rewards.action_rate_l2.func=my.mdp:f",
        "env.rewards.action_rate_l2.weight=null",
        "env.rewards.action_rate_l2.weight=inf",
        "env.rewards.action_rate_l2.weight=-20000.0",
        "env.rewards.action_rate_l2.weight='-0.1'",
        "env.rewards.action_rate_l2.weigth=-0.1",
        "env.rewards.action_rate_l2.params.scale=1.0",
        "env.rewards.track_lin_vel_xy_exp.params.std=0.0",
        "env.rewards.track_lin_vel_xy_exp.params.std=-0.5",
        "env.rewards.track_lin_vel_xy_exp.params.command_name=twist",
        "env.rewards.feet_air_time.params.threshold=0.0",
        "env.rewards.feet_air_time.params.sensor_cfg.name=lidar",
        "env.rewards.feet_air_time.params.sensor_cfg.body_names=''",
        "env.rewards.feet_air_time.params.sensor_cfg.body_names='${x}'",
        "env.rewards.feet_air_time.params.sensor_cfg.joint_names='.*'",
        "env.observations.policy.base_lin_vel.noise.n_max=-0.1",
        "env.observations.policy.base_lin_vel.noise.n_min=0.1",
        "env.observations.policy.base_lin_vel.scale=0.0",
        "env.observations.policy.height_scan.clip=[1.0,-1.0]",
        "env.observations.policy.base_lin_vel.clip=[-1.0,1.0]",
        "env.actions.joint_pos.scale=-0.5",
        "env.events.push_robot.mode=interval",
        "env.events.reset_base.params.pose_range.x=[0.5,-0.5]",
        "env.events.reset_base.params.pose_range.x=[0.5]",
        "env.events.reset_base.mode=sometimes",
        "env.events.physics_material.params.static_friction_range=[-0.5,0.5]",
        "env.scene.terrain.terrain_generator.difficulty_range=[0.0,2.0]",
        "env.scene.terrain.terrain_generator.num_rows=0",
        "env.scene.terrain.terrain_generator.sub_terrains.boxes.proportion=-0.1",
        "env.scene.terrain.terrain_generator.sub_terrains.boxes.proportions=0.1",
        "env.scene.terrain.terrain_generator.sub_terrains.boxes.grid_height_range=[0.2,0.1]",
        "env.scene.terrain.terrain_generator.sub_terrains.boxes.grid_width=0.0",
        "env.scene.terrain.terrain_generator.sub_terrains.box.proportion=0.1",
        "env.scene.terrain.terrain_generator.seed=3",
        "env.scene.terrain.terrain_generator.sub_terrains.boxes.proportion=20",
        "env.scene.height_scanner.pattern_cfg.resolution=-0.1",
        "env.rewards.dof_acc_l2.weight=-1.0",
        "env.rewards.feet_air_time.params.sensor_cfg.body_names='[FR'",
        "env.events.reset_base.params.pose_range.x=[-1.0e+6,1.0e+6]",
        "env.events.add_base_mass.params.mass_distribution_params=[3.0,-1.0]",
        "agent.policy.actor_hidden_dims=[8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8]"
      })
  void refusesUnsoundValues(String override) {
    InvalidInputException error = refusal(ROUGH, EditParser.config(override));

    assertThat(error.path()).isNotBlank();
    assertThat(error.remedy()).isNotBlank();
    assertThat(error.getMessage()).doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "agent.algorithm.learning_rate=0.001",
        "agent.algorithm.learning_rate_final=null",
        "agent.algorithm.gamma=1",
        "agent.algorithm.schedule=adaptive",
        "agent.algorithm.num_mini_batches=8",
        "agent.algorithm.entropy_coef=0",
        "agent.num_steps_per_env=48",
        "agent.policy.activation=relu",
        "agent.policy.critic_hidden_dims=[64]",
        "agent.policy.actor_obs_normalization=true",
        "env.scene.num_envs=256",
        "env.scene.terrain.max_init_terrain_level=0",
        "env.scene.robot.actuators.legs.stiffness=30",
        "env.actions.joint_pos.scale=0.25",
        "env.observations.policy.joint_vel.scale=0.1",
        "env.observations.policy.enable_corruption=false",
        "env.observations.policy.height_scan=null",
        "env.events.reset_base.params.velocity_range.x=[-0.5,0.5]",
        "env.events.add_base_mass.params.mass_distribution_params=[-1,3]",
        "env.rewards.feet_air_time.params.sensor_cfg.body_names='F.*_foot'",
        "env.rewards.dof_acc_l2.weight=-1e-8",
        "env.rewards.joint_power.weight=-2e-5"
      })
  void acceptsSoundValues(String override) {
    assertThat(validate(ROUGH, EditParser.config(override)).changes()).hasSize(1);
  }

  @Test
  void oneEnvironmentOfTheReferenceDoesNotBoundTheMiniBatches() {
    ReferenceConfig one =
        new ReferenceConfig(
            "mjlab",
            Map.of("scene", Map.of("num_envs", 1L)),
            Map.of("num_steps_per_env", 24L, "algorithm", Map.of("num_mini_batches", 4L)));
    Edit batches = new Edit.SetConfig("agent.algorithm.num_mini_batches", 32);

    assertThat(validate(one, batches).changes()).hasSize(1);
    assertThat(validate(one, new Edit.SetConfig("agent.num_steps_per_env", 2)).changes())
        .hasSize(1);
    assertThat(validate(one, batches, new Edit.SetConfig("env.scene.num_envs", 2)).changes())
        .hasSize(2);
    Edit few = new Edit.SetConfig("env.scene.num_envs", 2);
    Edit many = new Edit.SetConfig("agent.algorithm.num_mini_batches", 64);
    assertThat(refusal(one, few, many)).hasMessageContaining("(64) than samples (48)");
    InvalidInputException onBase =
        catchThrowableOfType(
            InvalidInputException.class,
            () -> EditValidator.validate(one, List.of(few), List.of(many)));
    assertThat(onBase).hasMessageContaining("(64) than samples (48)");
    Edit steps = new Edit.SetConfig("agent.num_steps_per_env", 1);
    Edit most = new Edit.SetConfig("agent.algorithm.num_mini_batches", 4096);
    assertThat(refusal(FLAT, steps, most)).hasMessageContaining("more mini-batches");
  }

  @Test
  void checksTheNoiseOnlyOnceAllEditsAreApplied() {
    Edit low = new Edit.SetConfig("env.observations.policy.joint_pos.noise.n_min", -0.2);
    Edit high = new Edit.SetConfig("env.observations.policy.joint_pos.noise.n_max", 0.2);

    assertThat(validate(FLAT, high, low).changes()).hasSize(2);
  }

  @Test
  void tellsDifferencesLineByLine() {
    EditedConfig parent = validate(FLAT, new Edit.SetWeight("action_rate_l2", -2));
    EditedConfig child =
        validate(
            FLAT,
            new Edit.SetWeight("action_rate_l2", -0.01),
            new Edit.RemoveTerm("feet_air_time"));

    assertThat(ConfigDiff.of(parent, child))
        .containsExactly(
            "env.rewards.action_rate_l2.weight: -2.0 → -0.01",
            "env.rewards.feet_air_time: {weight: 8.0, …} → null");
  }

  @Test
  void isClosedAgainstChanges() {
    EditedConfig config = validate(FLAT, new Edit.SetWeight("action_rate_l2", -2));

    assertThat(
            catchThrowableOfType(
                UnsupportedOperationException.class, () -> config.env().put("x", 1)))
        .isNotNull();
    assertThat(
            catchThrowableOfType(
                UnsupportedOperationException.class, () -> config.changes().clear()))
        .isNotNull();
  }

  private static EditedConfig validate(ReferenceConfig reference, Edit... edits) {
    return EditValidator.validate(reference, List.of(edits));
  }

  private static InvalidInputException refusal(ReferenceConfig reference, Edit... edits) {
    InvalidInputException error =
        catchThrowableOfType(InvalidInputException.class, () -> validate(reference, edits));
    assertThat(error).as("was accepted").isNotNull();
    return error;
  }
}
