package dev.trotline.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.InvalidInputException;
import dev.trotline.study.Edit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class EditParserTest {

  @Test
  void readsWeights() {
    Edit expected = new Edit.SetWeight("action_rate_l2", -0.05);
    assertThat(EditParser.set("action_rate_l2.weight=-0.05")).isEqualTo(expected);
    assertThat(EditParser.set("action_rate_l2=-0.05")).isEqualTo(expected);
    assertThat(EditParser.set("env.rewards.action_rate_l2.weight = -0.05")).isEqualTo(expected);
    assertThat(EditParser.scale("action_rate_l2=0.5"))
        .isEqualTo(new Edit.ScaleWeight("action_rate_l2", 0.5));
    assertThat(EditParser.scale("action_rate_l2.weight=2"))
        .isEqualTo(new Edit.ScaleWeight("action_rate_l2", 2.0));
  }

  @Test
  void readsParameters() {
    assertThat(EditParser.param("track_lin_vel_xy_exp.std=0.25"))
        .isEqualTo(new Edit.SetParam("track_lin_vel_xy_exp", "std", 0.25));
    assertThat(EditParser.param("feet_air_time.params.sensor_cfg.body_names=.*_foot"))
        .isEqualTo(new Edit.SetParam("feet_air_time", "sensor_cfg.body_names", ".*_foot"));
  }

  @Test
  void readsAddedAndRemovedTerms() {
    assertThat(EditParser.add("feet_slide=-0.1")).isEqualTo(new Edit.AddTerm("feet_slide", -0.1));
    assertThat(EditParser.remove("feet_slide")).isEqualTo(new Edit.RemoveTerm("feet_slide"));
  }

  @Test
  void saysWhatComputesAnAddedTermAndWithWhichParameters() {
    List<Edit.AddTerm> added = List.of(EditParser.add("trot=0.5"), EditParser.add("feet_slide=-1"));

    added = EditParser.func("trot=rewards/gait.py:trot", added);
    added = EditParser.param(EditParser.param("trot.period=0.6"), added);
    added = EditParser.param(EditParser.param("trot.sensor_cfg.body_names=.*_foot"), added);

    assertThat(added)
        .containsExactly(
            new Edit.AddTerm(
                "trot",
                0.5,
                "rewards/gait.py:trot",
                Map.of("period", 0.6, "sensor_cfg.body_names", ".*_foot")),
            new Edit.AddTerm("feet_slide", -1));
    List<Edit.AddTerm> known = added;
    refuses(text -> EditParser.func(text, known).get(0), "walk=a:b", "trot", "trot=gait.py");
  }

  @Test
  void readsTerrainAndConfiguration() {
    assertThat(EditParser.terrain("boxes.proportion=0"))
        .isEqualTo(new Edit.SetTerrain("boxes", "proportion", 0L));
    assertThat(EditParser.terrain("boxes.grid_height_range=[0.01,0.05]"))
        .isEqualTo(new Edit.SetTerrain("boxes", "grid_height_range", List.of(0.01, 0.05)));
    assertThat(EditParser.config("env.events.push_robot=null"))
        .isEqualTo(new Edit.SetConfig("env.events.push_robot", null));
    assertThat(EditParser.config("agent.policy.activation=elu"))
        .isEqualTo(new Edit.SetConfig("agent.policy.activation", "elu"));
  }

  @Test
  void givesAnOverrideItsMostTellingType() {
    assertThat(EditParser.override("env.rewards.action_rate_l2.weight=-2"))
        .isEqualTo(new Edit.SetWeight("action_rate_l2", -2.0));
    assertThat(EditParser.override("env.rewards.action_rate_l2=null"))
        .isEqualTo(new Edit.RemoveTerm("action_rate_l2"));
    assertThat(EditParser.override("env.rewards.x.params.std=0.1"))
        .isEqualTo(new Edit.SetParam("x", "std", 0.1));
    assertThat(
            EditParser.override(
                "env.scene.terrain.terrain_generator.sub_terrains.boxes.proportion=0.0"))
        .isEqualTo(new Edit.SetTerrain("boxes", "proportion", 0.0));
    assertThat(EditParser.override("agent.algorithm.gamma=0.99"))
        .isEqualTo(new Edit.SetConfig("agent.algorithm.gamma", 0.99));
  }

  @Test
  void refusesWhatIsNotAnEdit() {
    refuses(EditParser::set, "action_rate_l2.weight", "action_rate_l2.weight=abc", "=3", "a.b=1");
    refuses(EditParser::set, "a.weight=", "a.weight=[1]", "a.weight=true", "a.weight=null");
    refuses(EditParser::scale, "a", "a=x", "a=[0.5");
    refuses(EditParser::param, "std=0.5", "a.=1", "a.std=null", "a.std={x:1}");
    refuses(EditParser::add, "feet_slide", "feet_slide=yes");
    refuses(EditParser::remove, "", "a=1");
    refuses(EditParser::terrain, "boxes=0", "boxes.proportion", "boxes.=1");
    refuses(EditParser::config, "env.seed", "=1");
  }

  private static void refuses(Function<String, Edit> parser, String... texts) {
    for (String text : texts) {
      assertThatThrownBy(() -> parser.apply(text))
          .as(text)
          .isInstanceOfSatisfying(
              InvalidInputException.class, error -> assertThat(error.remedy()).isNotBlank());
    }
  }
}
