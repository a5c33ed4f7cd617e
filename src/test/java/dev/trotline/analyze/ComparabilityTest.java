package dev.trotline.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparabilityTest {

  @Test
  void rewardsActionsAndTheLearnerLeaveTheMeasureAlone() {
    assertThat(
            Comparability.caveats(
                Map.of(
                    "env.rewards.action_rate_l2.weight", -0.02,
                    "env.actions.joint_pos.scale", 0.25,
                    "agent.algorithm.gamma", 0.98),
                Map.of()))
        .isEmpty();
  }

  @Test
  void anEasierWorldIsNoBetterPolicy() {
    Map<String, Object> easier = Map.of("env.scene.terrain.max_init_terrain_level", 0L);

    assertThat(Comparability.caveats(easier, Map.of()))
        .singleElement()
        .asString()
        .contains("env.scene.terrain.max_init_terrain_level");
    assertThat(Comparability.caveats(Map.of(), easier)).isNotEmpty();
    assertThat(Comparability.caveats(easier, easier)).isEmpty();
  }
}
