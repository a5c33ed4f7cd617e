package dev.trotline.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trotline.error.InvalidInputException;
import dev.trotline.study.Edit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each of a simulator's rules on the tasks that users have. */
class OverrideRulesTest {

  private static final ReferenceConfig ROUGH =
      IsaacTrees.isaac("Isaac-Velocity-Rough-Anymal-D-v0", "2.3.2");
  private static final ReferenceConfig GO2 =
      IsaacTrees.isaac("Isaac-Velocity-Flat-Unitree-Go2-v0", "2.3.2");
  private static final ReferenceConfig OLD =
      IsaacTrees.isaac("Isaac-Velocity-Rough-Anymal-D-v0", "2.1.0");
  private static final ReferenceConfig NEW =
      IsaacTrees.isaac("Isaac-Velocity-Rough-Anymal-D-v0", "develop");

  @Test
  void aValueReplacesNullInTheTypeItsFieldIsDeclaredWith() {
    EditedConfig config =
        validate(
            ROUGH,
            set("agent.clip_actions", 100L),
            set("env.scene.terrain.terrain_generator.seed", 3L),
            set("env.observations.policy.joint_vel.scale", List.of(1L, 0.5)),
            set("env.observations.policy.joint_vel.clip", List.of(-20L, 20L)),
            set("env.observations.policy.history_length", 3L));

    assertThat(config.changes().get("agent.clip_actions")).isEqualTo(100.0);
    assertThat(config.changes().get("env.observations.policy.joint_vel.clip"))
        .isInstanceOf(Tuple.class)
        .isEqualTo(List.of(-20.0, 20.0));
    assertThat(Overrides.of(config)).contains("env.observations.policy.joint_vel.scale=[1.0,0.5]");
    assertThat(
            validate(ROUGH, set("agent.clip_actions", 1.0), set("agent.clip_actions", null))
                .changes())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "agent.clip_actions=hundred | takes a number",
        "agent.clip_actions=-1.0 | must be above 0",
        "agent.clip_action=1.0 | does not exist",
        "env.observations.policy.joint_vel.clip=[20.0,-20.0] | wrong order",
        "env.observations.policy.history_length=1.5 | takes a whole number",
        "agent.algorithm.rnd_cfg=0.5 | whole section",
        "env.xr=true | whole section",
        "env.observations.policy.actions.noise=0.1 | whole section",
        "env.log_dir=x | protected",
        "env.scene.robot.spawn.variants=x | whole section"
      })
  void whatDoesNotFitOntoNullIsRefusedWithTheReason(String override, String reason) {
    assertThat(base(ROUGH, EditParser.config(override))).hasMessageContaining(reason);
  }

  @Test
  void withoutTheStubAValueCannotReplaceNull() {
    ReferenceConfig plain = new ReferenceConfig("task", ROUGH.env(), ROUGH.agent());
    assertThat(refusal(plain, set("agent.clip_actions", 1.0)))
        .hasMessageContaining("a value cannot replace null");
  }

  @Test
  void addsATermOfTheLibraryWithItsUsualParameters() {
    EditedConfig config = validate(ROUGH, new Edit.AddTerm("joint_vel_l2", -1e-3));

    assertThat(config.changes())
        .containsOnlyKeys("env.rewards.joint_vel_l2")
        .containsValue(
            Map.of(
                "func",
                "isaaclab.envs.mdp.rewards:joint_vel_l2",
                "params",
                Map.of("asset_cfg", Map.of("name", "robot")),
                "weight",
                -1e-3));
    assertThat(config.weights()).containsEntry("joint_vel_l2", -1e-3);
    assertThat(ConfigDiff.fromReference(config))
        .containsExactly("env.rewards.joint_vel_l2: null → {weight: -0.001, …}");
  }

  @Test
  void addsWhatTheStockTaskHasTakenOut() {
    Map<String, Object> params = Map.of("sensor_cfg", Map.of("body_names", ".*_thigh"));
    EditedConfig config =
        validate(
            GO2,
            new Edit.AddTerm("undesired_contacts", -1.0, null, params),
            new Edit.SetParam("undesired_contacts", "threshold", 2L),
            new Edit.ScaleWeight("undesired_contacts", 0.5));

    String term = "env.rewards.undesired_contacts";
    assertThat(config.changes()).containsOnlyKeys(term);
    assertThat(config.at(term + ".weight")).isEqualTo(-0.5);
    assertThat(config.at(term + ".params.threshold")).isEqualTo(2.0);
    assertThat(config.at(term + ".params.sensor_cfg.body_names")).isEqualTo(".*_thigh");
    assertThat(config.at(term + ".params.sensor_cfg.name")).isEqualTo("contact_forces");
    assertThat(refusal(GO2, new Edit.SetWeight("undesired_contacts", -1.0)).remedy())
        .contains("add it");
  }

  @Test
  void addsAFunctionOfTheStudyAndOneByItsPath() {
    Edit own = new Edit.AddTerm("trot", 0.5, IsaacTrees.OWN, Map.of("period", 0.6, "a", 1L));
    Edit path =
        new Edit.AddTerm(
            "feet", 0.1, String.valueOf(ROUGH.at("env.rewards.feet_air_time.func")), Map.of());
    EditedConfig config = validate(ROUGH, own, path, new Edit.SetParam("trot", "swing", 0.3));

    assertThat(config.at("env.rewards.trot.func")).isEqualTo(IsaacTrees.OWN);
    assertThat(config.at("env.rewards.trot.params"))
        .isEqualTo(Map.of("a", 1L, "period", 0.6, "swing", 0.3));
    assertThat(config.at("env.rewards.feet.params.threshold")).isEqualTo(0.5);
    assertThat(config.at("env.rewards.feet.params.sensor_cfg.name")).isEqualTo("contact_forces");
  }

  @Test
  void aNewTermTakenOutAgainLeavesNothing() {
    EditedConfig config =
        validate(
            GO2,
            new Edit.AddTerm("joint_vel_l2", -1e-3),
            new Edit.AddTerm("undesired_contacts", -1.0),
            new Edit.RemoveTerm("joint_vel_l2"),
            set("env.rewards.undesired_contacts", null));

    assertThat(config.changes()).isEmpty();
    assertThat(config.hash()).isEqualTo(validate(GO2).hash());
    assertThat(config.env().get("rewards")).isEqualTo(ConfigTree.copy(GO2.env()).get("rewards"));
  }

  @Test
  void theOrderOfParametersDoesNotChangeTheHash() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("period", 0.6);
    one.put("foot", Map.of("name", "robot", "body_names", "x"));
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("foot.body_names", "x");
    other.put("foot.name", "robot");
    other.put("period", 0.6);
    String hash = validate(ROUGH, new Edit.AddTerm("t", 1.0, IsaacTrees.OWN, one)).hash();

    assertThat(validate(ROUGH, new Edit.AddTerm("t", 1.0, IsaacTrees.OWN, other)).hash())
        .isEqualTo(hash);
    Edit bare = new Edit.AddTerm("t", 1.0, IsaacTrees.OWN, Map.of());
    assertThat(
            validate(
                    ROUGH,
                    bare,
                    new Edit.SetParam("t", "period", 0.6),
                    new Edit.SetParam("t", "foot.name", "robot"),
                    new Edit.SetParam("t", "foot.body_names", "x"))
                .hash())
        .isEqualTo(hash);
    assertThat(validate(ROUGH, bare).hash())
        .isNotEqualTo(validate(ROUGH, new Edit.AddTerm("t", -1.0, "action_l2", Map.of())).hash());
  }

  @Test
  void saysWhatIsWrongWithANewTerm() {
    says("knows no term", "joint_vel_l2", new Edit.AddTerm("joint_vel_l3", -0.1));
    says("no function", "gait.py:trot", new Edit.AddTerm("t", 1, "rewards/gait.py:trod", Map.of()));
    says("no function", "joint_acc_l2", new Edit.AddTerm("t", -1, "x.rewards:joint_acc", Map.of()));
    says(
        "takes no parameter",
        "target_height",
        new Edit.AddTerm("base_height_l2", -1, null, Map.of("target_heigth", 0.3)));
    says(
        "needs a number",
        "such as",
        new Edit.AddTerm("base_height_l2", -1, null, Map.of("target_height", "high")));
    says(
        "no scene entity 'height_skanner'",
        "height_scanner",
        new Edit.AddTerm(
            "base_height_l2", -1, null, Map.of("sensor_cfg", Map.of("name", "height_skanner"))));
    says(
        "no command 'base_velocty'",
        "base_velocity",
        new Edit.AddTerm(
            "tracking", 1, "track_lin_vel_xy_exp", Map.of("command_name", "base_velocty")));
    says("is a penalty", "below 0", new Edit.AddTerm("joint_vel_l2", 0.1));
    says("is a reward", "above 0", new Edit.AddTerm("is_alive", -0.1));
    says("already in use", "scale", new Edit.AddTerm("action_rate_l2", -0.1));
    says(
        "is a term of the stock task",
        "another name",
        new Edit.AddTerm("flat_orientation_l2", -1, "joint_vel_l2", Map.of()));
    says("cannot be the name", "letters", new Edit.AddTerm("a-b", 1, IsaacTrees.OWN, Map.of()));
    says("changes nothing", "give a weight", new Edit.AddTerm("joint_vel_l2", 0));
  }

  @Test
  void givesAZeroTermOfTheStockTaskItsWeightAndParameters() {
    EditedConfig config = validate(ROUGH, new Edit.AddTerm("flat_orientation_l2", -2.5));

    assertThat(config.changes()).containsOnlyKeys("env.rewards.flat_orientation_l2.weight");
  }

  @Test
  void layerListsKeepTheirLengthWhereIsaacLabDemandsIt() {
    Edit two = set("agent.policy.actor_hidden_dims", List.of(256L, 128L));

    assertThat(refusal(OLD, two)).hasMessageContaining("Incorrect length");
    assertThat(validate(ROUGH, two).changes()).hasSize(1);
  }

  @Test
  void mjlabTakesNoTermOut() {
    ReferenceConfig mjlab = IsaacTrees.mjlab().get(IsaacTrees.mjlab().size() - 1);
    InvalidInputException error = refusal(mjlab, new Edit.RemoveTerm("action_rate_l2"));

    assertThat(error).hasMessageContaining("cannot be taken out with mjlab");
    assertThat(error.remedy()).contains("weight to 0");
    assertThat(validate(mjlab, new Edit.SetWeight("action_rate_l2", 0)).changes()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "develop | agent.policy.actor_hidden_dims | agent.actor.hidden_dims",
        "develop | agent.policy.init_noise_std | agent.actor.distribution_cfg.init_std",
        "develop | env.sim.physx.bounce_threshold_velocity | env.sim.physics.bounce_threshold_velocity",
        "2.3.2 | agent.actor.hidden_dims | agent.policy.actor_hidden_dims",
        "2.3.2 | env.commands.twist.ranges.lin_vel_x | env.commands.base_velocity.ranges.lin_vel_x",
        "2.3.2 | env.rewards.upright.weight | env.rewards.flat_orientation_l2.weight"
      })
  void namesWhatAnotherGenerationCallsIt(String version, String path, String here) {
    ReferenceConfig tree = version.equals("develop") ? NEW : ROUGH;
    InvalidInputException error = base(tree, set(path, 1.0));

    assertThat(error).hasMessageContaining("another generation");
    assertThat(error.remedy()).contains(here);
  }

  @Test
  void theDriverSaysWhereOtherPathsWent() {
    OverrideRules rules =
        new OverrideRules(
            "Isaac Lab 9",
            true,
            true,
            true,
            Map.of(),
            Set.of(),
            List.of(new OverrideRules.Moved("agent.old.**", "write agent.new instead")));
    ReferenceConfig tree = new ReferenceConfig("task", ROUGH.env(), ROUGH.agent(), rules);

    assertThat(refusal(tree, set("agent.old.x", 1.0)).remedy())
        .isEqualTo("write agent.new instead");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "+env.rewards.x.weight=1.0 | would add a key",
        "~env.rewards.action_rate_l2=null | would delete a key",
        "env.scene.robot.init_state.joint_pos..*HAA=0.1 | regular expression",
        "env.scene.robot.init_state.joint_pos.[FR]L=0.1 | regular expression",
        "presets=newton | preset",
        "env.sim.physx=newton | preset",
        "hydra.run.dir=x | Hydra",
        "env.observation_space=5 | gymnasium space",
        "env.rewards.feet_air_time.params.sensor_cfg.body_ids=[1] | follows from the names",
        "env.scene.robot.prim_path=x | place in the scene",
        "env.scene.robot.spawn.usd_path=x | asset"
      })
  void refusesWhatNoOverrideMayAddress(String override, String reason) {
    assertThat(base(ROUGH, EditParser.config(override))).hasMessageContaining(reason);
  }

  @Test
  void aNewStepNeedsWhatWasComputedFromIt() {
    InvalidInputException error = base(ROUGH, set("env.decimation", 2L));

    assertThat(error.remedy())
        .contains("env.sim.render_interval=2 env.scene.height_scanner.update_period=0.01");
    assertThat(base(ROUGH, set("env.sim.dt", 0.0025)).remedy())
        .contains(
            "env.scene.height_scanner.update_period=0.01",
            "env.scene.contact_forces.update_period=0.0025");
    List<Edit> all =
        List.of(
            set("env.decimation", 2L),
            set("env.sim.render_interval", 2L),
            set("env.scene.height_scanner.update_period", 0.01));
    assertThat(EditValidator.validate(ROUGH, all, List.of()).changes()).hasSize(3);
  }

  @Test
  void warnsThatTheTerrainStaysSorted() {
    Edit levels = set("env.curriculum.terrain_levels", null);
    Edit mixed = set("env.scene.terrain.terrain_generator.curriculum", false);

    assertThat(validate(ROUGH, levels).warnings()).hasSize(1);
    assertThat(validate(ROUGH, levels, mixed).warnings()).isEmpty();
  }

  @Test
  void aSensorThatTermsNeedStays() {
    Edit scanner = set("env.scene.height_scanner", null);

    assertThat(base(ROUGH, scanner)).hasMessageContaining("height_scan.params.sensor_cfg.name");
    assertThat(validate(ROUGH, scanner, set("env.observations.policy.height_scan", null)).changes())
        .hasSize(2);
  }

  @Test
  void takesNamesAsAListWhereIsaacLabDoes() {
    Edit feet =
        new Edit.SetParam("feet_air_time", "sensor_cfg.body_names", List.of("LF_FOOT", "RF_FOOT"));

    assertThat(validate(ROUGH, feet).changes()).hasSize(1);
    assertThat(refusal(OLD, feet)).hasMessageContaining("needs text");
  }

  private static void says(String reason, String remedy, Edit edit) {
    InvalidInputException error = refusal(ROUGH, edit);
    assertThat(error).hasMessageContaining(reason);
    assertThat(error.remedy()).contains(remedy);
  }

  private static Edit set(String path, Object value) {
    return new Edit.SetConfig(path, value);
  }

  private static EditedConfig validate(ReferenceConfig tree, Edit... edits) {
    return EditValidator.validate(tree, new ArrayList<>(Arrays.asList(edits)));
  }

  private static InvalidInputException refusal(ReferenceConfig tree, Edit... edits) {
    InvalidInputException error =
        catchThrowableOfType(InvalidInputException.class, () -> validate(tree, edits));
    assertThat(error).as("was accepted").isNotNull();
    return error;
  }

  private static InvalidInputException base(ReferenceConfig tree, Edit edit) {
    InvalidInputException error =
        catchThrowableOfType(
            InvalidInputException.class,
            () -> EditValidator.validate(tree, List.of(edit), List.of()));
    assertThat(error).as("was accepted").isNotNull();
    return error;
  }
}
