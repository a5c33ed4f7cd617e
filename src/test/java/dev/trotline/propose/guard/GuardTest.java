package dev.trotline.propose.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.edit.ReferenceConfig;
import dev.trotline.error.InvalidInputException;
import dev.trotline.propose.ChangeSets;
import dev.trotline.propose.PlannerInput;
import dev.trotline.propose.Proposal;
import dev.trotline.propose.Tried;
import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

  private static final Author AUTHOR = Author.rule("test");

  private static PlannerInput input(ChangeSets changeSets, List<Tried> tried, Set<String> guarded) {
    Map<String, Object> rewards =
        Map.of("action_rate_l2", Map.of("weight", -2.0), "feet_air_time", Map.of("weight", 0.0));
    return new PlannerInput(
        new Objective("velocity_error", true, List.of(), null),
        new ReferenceConfig("test", Map.of("rewards", rewards), Map.of()),
        ExperimentId.BASELINE,
        List.of(),
        List.of(),
        tried,
        changeSets,
        guarded);
  }

  private static PlannerInput input() {
    return input(Object::toString, List.of(), Set.of());
  }

  private static Proposal of(Edit... edits) {
    return new Proposal(AUTHOR, List.of(edits), "", List.of(), List.of(), 1);
  }

  @Test
  void boundedStepOfAWeightPasses() {
    assertThat(Guard.refusal(of(new Edit.SetWeight("action_rate_l2", -0.05)), input())).isEmpty();
    assertThat(Guard.refusal(of(new Edit.SetWeight("feet_air_time", 5)), input())).isEmpty();
  }

  @Test
  void stepOfMoreThanAHundredIsRefused() {
    assertThat(Guard.refusal(of(new Edit.SetWeight("action_rate_l2", -0.01)), input())).isPresent();
    assertThat(Guard.refusal(of(new Edit.SetWeight("action_rate_l2", -300)), input())).isPresent();
    assertThat(Guard.refusal(of(new Edit.ScaleWeight("action_rate_l2", 1e3)), input())).isPresent();
  }

  @Test
  void weightThatIsNoNumberIsRefused() {
    assertThat(Guard.refusal(of(new Edit.SetWeight("feet_air_time", Double.NaN)), input()))
        .isPresent();
    assertThat(Guard.refusal(of(new Edit.ScaleWeight("action_rate_l2", Double.NaN)), input()))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "env.commands.base_velocity.ranges.lin_vel_x",
        "env.terminations.base_contact.params.threshold",
        "env.episode_length_s",
        "env.sim.dt",
        "env.scene.num_envs",
        "env.rewards.action_rate_l2.func",
        "agent.max_iterations",
        "agent.seed"
      })
  void pathThatMovesTheGoalpostsIsRefused(String path) {
    assertThat(Guard.refusal(of(new Edit.SetConfig(path, 1.0)), input()))
        .hasValueSatisfying(reason -> assertThat(reason).contains(path));
  }

  @Test
  void directiveOfAPersonIsObeyed() {
    PlannerInput guarded = input(Object::toString, List.of(), Set.of("rewards.action_rate_l2"));

    assertThat(Guard.refusal(of(new Edit.SetWeight("action_rate_l2", -1)), guarded)).isPresent();
    assertThat(Guard.refusal(of(new Edit.SetWeight("feet_air_time", 1)), guarded)).isEmpty();
  }

  @Test
  void whatWasTriedIsRefusedWhateverItsVerdict() {
    Proposal proposal = of(new Edit.SetWeight("action_rate_l2", -1));
    String hash = proposal.edits().toString();
    Tried open = new Tried(hash, AUTHOR, proposal.edits(), null);

    assertThat(Guard.refusal(proposal, input(Object::toString, List.of(open), Set.of())))
        .contains("it was tried before");
  }

  @Test
  void whatChangesNothingIsRefused() {
    assertThat(
            Guard.refusal(
                of(new Edit.SetWeight("action_rate_l2", -2)),
                input(edits -> "same", List.of(), Set.of())))
        .hasValueSatisfying(reason -> assertThat(reason).contains("changes nothing"));
  }

  @Test
  void validatorsRefusalIsPassedOn() {
    ChangeSets strict =
        edits -> {
          throw new InvalidInputException("no such term", null, null, null);
        };

    assertThat(
            Guard.refusal(
                of(new Edit.SetWeight("action_rate_l2", -1)), input(strict, List.of(), Set.of())))
        .contains("no such term");
  }

  @Test
  void everyKindOfEditHasAPath() {
    assertThat(Guard.path(new Edit.SetParam("t", "std", 1.0)))
        .isEqualTo("env.rewards.t.params.std");
    assertThat(Guard.path(new Edit.AddTerm("t", 1))).isEqualTo("env.rewards.t.weight");
    assertThat(Guard.path(new Edit.RemoveTerm("t"))).isEqualTo("env.rewards.t.weight");
    assertThat(Guard.path(new Edit.SetTerrain("boxes", "proportion", 0.0)))
        .isEqualTo("env.scene.terrain.terrain_generator.sub_terrains.boxes.proportion");
    assertThat(Guard.path(new Edit.SetConfig("agent.algorithm.gamma", 0.99)))
        .isEqualTo("agent.algorithm.gamma");
  }
}
