package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImplementedTest {

  private static final String ENV =
      """
      seed: 3
      scene:
        num_envs: 4096
      rewards:
        action_rate_l2: {func: 'isaaclab.envs.mdp.rewards:action_rate_l2', params: {}, weight: -0.05}
        undesired_contacts: null
        feet_slide:
          func: trotline_rewards.gait:slide
          weight: -0.1
          params:
            threshold: 1
            sensor_cfg:
              name: contact_forces
              body_names: [FL_foot, FR_foot]
              preserve_order: false
      commands:
        base_velocity:
          ranges:
            lin_vel_x: !!python/tuple
            - -1.0
            - 1.5
      """;
  private static final String AGENT = "seed: 3\nrun_name: exp001_s3\nmax_iterations: 300\n";

  @TempDir Path run;

  private Implemented check(Map<String, Object> intended) throws IOException {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schema", Manifest.SCHEMA);
    manifest.put(Intention.KEY, new Intention(intended).json());
    Files.writeString(run.resolve("run.json"), Json.write(manifest));
    return Implemented.check(run, run.resolve("log"));
  }

  private void dump(String env, String agent) throws IOException {
    Path params = Files.createDirectories(run.resolve("log/params"));
    Files.writeString(params.resolve("env.yaml"), env);
    Files.writeString(params.resolve("agent.yaml"), agent);
  }

  private static Map<String, Object> asked() {
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("env.rewards.action_rate_l2.weight", -0.05);
    asked.put("env.rewards.undesired_contacts", null);
    asked.put(
        "env.rewards.feet_slide",
        Map.of(
            "func",
            "rewards/gait.py:slide",
            "weight",
            -0.1,
            "params",
            Map.of(
                "threshold",
                1.0,
                "sensor_cfg",
                Map.of("name", "contact_forces", "body_names", ".*_foot"))));
    asked.put("env.commands.base_velocity.ranges.lin_vel_x", List.of(-1.0, 1.5));
    asked.put("env.scene.num_envs", 4096L);
    asked.put("agent.seed", 3L);
    asked.put("agent.run_name", "exp001_s3");
    return asked;
  }

  @Test
  void resolvedValuesAreNoDifferences() throws IOException {
    dump(ENV, AGENT);

    Implemented implemented = check(asked());

    assertThat(implemented.known()).isTrue();
    assertThat(implemented.differences()).isEmpty();
  }

  @Test
  void aValueThatBecameAnObjectIsNoDifference() throws IOException {
    dump(
        ENV
            + """
            observations:
              policy:
                joint_vel:
                  scale: !!python/object/apply:torch._utils._rebuild_tensor_v2
                  - !!python/object/apply:torch.storage._load_from_bytes
                    - !!binary |
                      gAKKCmz8nEb5IGqoUBkugAJN6QMuAQAAAAAAAADNzEw9
                  - 0
                  - !!python/tuple []
                  - !!python/tuple []
                  - false
            """,
        AGENT + "empirical_normalization: {}\n");
    Map<String, Object> asked = asked();
    asked.put("env.observations.policy.joint_vel.scale", 0.05);
    asked.put("agent.empirical_normalization", true);

    assertThat(check(asked).differences()).isEmpty();
  }

  @Test
  void namesTheKeyThatWasNotTaken() throws IOException {
    // Isaac Lab 3.x sets a misspelt last component as a new attribute and says nothing.
    dump(ENV.replace("weight: -0.05", "weight: -0.01, weigth: -0.05"), AGENT);

    Implemented implemented = check(asked());

    assertThat(implemented.differs()).isTrue();
    assertThat(implemented.sentence())
        .contains("env.rewards.action_rate_l2.weight: asked -0.05, trains -0.01");
  }

  @Test
  void networksWrittenDownInTheNewerFormAreFound() throws IOException {
    String agent =
        AGENT + "policy: {}\nactor: {hidden_dims: [256, 128], distribution_cfg: {init_std: 0.8}}\n";
    dump(ENV, agent);
    Map<String, Object> asked = asked();
    asked.put("agent.policy.actor_hidden_dims", List.of(256L, 128L));
    asked.put("agent.policy.init_noise_std", 0.8);

    assertThat(check(asked).differences()).isEmpty();

    asked.put("agent.policy.init_noise_std", 0.5);
    assertThat(check(asked).sentence()).contains("agent.policy.init_noise_std");
  }

  @Test
  void aTermThatShouldBeGoneIsADifference() throws IOException {
    dump(ENV.replace("undesired_contacts: null", "undesired_contacts: {weight: -1.0}"), AGENT);

    assertThat(check(asked()).differences())
        .singleElement()
        .asString()
        .startsWith("env.rewards.undesired_contacts: asked null");
  }

  @Test
  void fewerBodiesThanAskedAreADifference() {
    assertThat(ValueMatch.agree("body_names", List.of("a", "b"), List.of("a"))).isFalse();
    assertThat(ValueMatch.agree("body_names", List.of("a", "b"), List.of())).isFalse();
    assertThat(ValueMatch.agree("joint_names", List.of(".*_hip"), List.of("L_hip", "R_hip")))
        .isTrue();
    assertThat(ValueMatch.agree("weight", -0.5, Map.of())).isFalse();
  }

  @Test
  void anotherSeedIsADifference() throws IOException {
    dump(ENV, AGENT.replace("seed: 3", "seed: 42"));

    assertThat(check(asked()).sentence()).contains("agent.seed: asked 3, trains 42");
  }

  @Test
  void theConsolesTableIsHeldAgainstItToo() throws IOException {
    dump(ENV, AGENT);
    Files.writeString(
        run.resolve("console.log"),
        """
        [INFO] Reward Manager:  <RewardManager> contains 2 active terms.
        +-------+----------------+---------+
        | Index | Name           |  Weight |
        +-------+----------------+---------+
        |   0   | action_rate_l2 |   -0.01 |
        |   1   | feet_slide     |    -0.1 |
        +-------+----------------+---------+
        """);

    assertThat(check(asked()).differences())
        .containsExactly(
            "env.rewards.action_rate_l2.weight: asked -0.05, but the reward manager computes with"
                + " -0.01");
  }

  @Test
  void nothingIsKnownBeforeTheDumpIsThereAndWhole() throws IOException {
    assertThat(check(asked()).known()).isFalse();
    dump(ENV.substring(0, ENV.indexOf("base_velocity") - 20) + "\n  - [", AGENT);
    assertThat(check(asked()).known()).isFalse();
  }
}
