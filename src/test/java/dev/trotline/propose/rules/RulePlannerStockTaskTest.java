package dev.trotline.propose.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.edit.EditValidator;
import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.propose.PlannerInput;
import dev.trotline.propose.Proposal;
import dev.trotline.propose.guard.Guard;
import dev.trotline.study.Edit;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With the stock task of the embedded simulator and the validator that experiments pass. */
class RulePlannerStockTaskTest {

  private static final Path TASK =
      Path.of("isaac-configs", "mujoco", "Trotline-Velocity-Flat-Quad-v0");

  record Mistake(String fixture, Edit edit, String path) {}

  static Stream<Mistake> mistakes() {
    String tracking = "track_lin_vel_xy_exp";
    return Stream.of(
        new Mistake(
            "ar2", new Edit.SetWeight("action_rate_l2", -2.0), "env.rewards.action_rate_l2.weight"),
        new Mistake(
            "torq",
            new Edit.SetWeight("dof_torques_l2", -0.01),
            "env.rewards.dof_torques_l2.weight"),
        new Mistake(
            "std",
            new Edit.SetParam(tracking, "std", 0.1),
            "env.rewards." + tracking + ".params.std"),
        new Mistake(
            "wlin", new Edit.SetWeight(tracking, 0.5), "env.rewards." + tracking + ".weight"),
        new Mistake(
            "air0", new Edit.SetWeight("feet_air_time", 0.0), "env.rewards.feet_air_time.weight"));
  }

  private static PlannerInput input(Mistake mistake) {
    ReferenceConfig stock =
        new ReferenceConfig(
            "stock",
            TaggedYaml.load(TASK.resolve("env.yaml")),
            TaggedYaml.load(TASK.resolve("agent.yaml")));
    List<Edit> base = List.of(mistake.edit());
    EditedConfig spoilt = EditValidator.validate(stock, base, List.of());
    PlannerInput logs = RealLogs.input(mistake.fixture(), RealLogs.goodRewards());
    return new PlannerInput(
        logs.objective(),
        new ReferenceConfig("spoilt", spoilt.env(), spoilt.agent()),
        logs.incumbent(),
        List.of(),
        logs.runs(),
        List.of(),
        edits -> EditValidator.validate(stock, base, edits).hash(),
        Set.of());
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakeIsFoundFirstAndEveryProposalIsValid(Mistake mistake) {
    PlannerInput input = input(mistake);

    List<Proposal> wave = RulePlanner.standard().propose(input, 4);

    assertThat(wave).hasSize(4);
    assertThat(Guard.path(wave.get(0).edits().get(0))).isEqualTo(mistake.path());
    assertThat(wave)
        .allSatisfy(idea -> assertThat(Guard.refusal(idea, input)).isEmpty())
        .extracting(idea -> input.changeSets().hash(idea.edits()))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void guardAndSituationReadTheRealDump(Mistake mistake) {
    Situation situation = new Situation(input(mistake));

    assertThat(situation.command().meanSpeed()).isBetween(0.55, 0.62);
    assertThat(situation.stepSeconds()).isEqualTo(0.02);
    assertThat(situation.actions()).isEqualTo(12);
  }
}
