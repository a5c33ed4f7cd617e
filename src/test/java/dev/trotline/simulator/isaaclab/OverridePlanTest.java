package dev.trotline.simulator.isaaclab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.edit.EditParser;
import dev.trotline.edit.EditValidator;
import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.OverrideRules;
import dev.trotline.edit.ProtectedPaths;
import dev.trotline.edit.ReferenceConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OverridePlanTest {

  private static ReferenceConfig reference() {
    Map<String, Object> agent = new LinkedHashMap<>();
    agent.put("clip_actions", null);
    agent.put("policy", Map.of("actor_hidden_dims", List.of(512L, 256L, 128L)));
    return new ReferenceConfig(
        "a task",
        Map.of(
            "rewards",
            Map.of(
                "track", Map.of("func", "m:track", "weight", 1.0, "params", Map.of()),
                "whole", Map.of("func", "m:whole_l2", "weight", -1L, "params", Map.of())),
            "events",
            Map.of("push_robot", Map.of("func", "m:push", "params", Map.of()))),
        agent,
        new OverrideRules("Isaac Lab", true, true, true, Map.of(), Set.of(), List.of()));
  }

  private static OverridePlan plan(Generation generation, String... overrides) {
    EditedConfig config =
        EditValidator.validate(
            reference(),
            List.of(),
            List.of(overrides).stream().map(EditParser::override).toList(),
            ProtectedPaths.ofStudyBase());
    return OverridePlan.of(generation, config);
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void whatEveryGenerationTakesIsAPlainOverride(Generation generation) {
    OverridePlan plan = plan(generation, "env.rewards.track.weight=2", "env.rewards.whole=null");

    assertThat(plan.edits()).isEmpty();
    assertThat(plan.overrides())
        .containsExactly("env.rewards.track.weight=2.0", "env.rewards.whole=null");
  }

  @Test
  void whatTheCheckOfTypesRefusesGoesThroughTheStub() {
    OverridePlan plan =
        plan(Generation.V2_1, "agent.clip_actions=100", "env.rewards.whole.weight=-0.5");

    assertThat(plan.overrides()).isEmpty();
    assertThat(plan.edits())
        .containsEntry("agent.clip_actions", 100.0)
        .containsEntry("env.rewards.whole.weight", -0.5);
  }

  @Test
  void aSectionThatMayBeAPresetIsTakenOutByTheStub() {
    assertThat(plan(Generation.V2_1, "env.events.push_robot=null").overrides())
        .containsExactly("env.events.push_robot=null");
    assertThat(plan(Generation.UNIFIED, "env.events.push_robot=null").edits())
        .containsKey("env.events.push_robot");
  }

  @Test
  void listsGoThroughTheStubWhereBetaOneMayReadATextInstead() {
    String layers = "agent.policy.actor_hidden_dims=[256,128]";
    assertThat(plan(Generation.V3_BETA1, layers).edits()).hasSize(1);
    assertThat(plan(Generation.V2_1, layers).overrides())
        .containsExactly("agent.policy.actor_hidden_dims=[256,128]");
  }
}
