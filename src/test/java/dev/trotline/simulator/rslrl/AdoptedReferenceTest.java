package dev.trotline.simulator.rslrl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.edit.OverrideRules;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.edit.Tuple;
import dev.trotline.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptedReferenceTest {

  @TempDir Path study;

  private Path place() {
    return AdoptedReference.folder(study, "Isaac-Velocity-Flat-Anymal-D-v0");
  }

  private Path log() throws IOException {
    Path params = Files.createDirectories(study.resolve("log/params"));
    Files.writeString(
        params.resolve("env.yaml"),
        """
        decimation: 4
        log_dir: /somewhere
        rewards:
          action_rate_l2: {func: 'm:action_rate_l2', params: {}, weight: -0.5}
          undesired_contacts: null
          feet_slide: {func: 'm:feet_slide', params: {}, weight: -0.1}
        """);
    Files.writeString(params.resolve("agent.yaml"), "seed: 7\nmax_iterations: 10\n");
    return study.resolve("log");
  }

  private static ReferenceConfig tabulated() {
    return new ReferenceConfig(
        "Isaac Lab 2.3 as tabulated",
        env(
            Map.of(
                "action_rate_l2",
                Map.of("weight", -0.01),
                "undesired_contacts",
                Map.of("func", "m:undesired_contacts", "weight", -1.0))),
        Map.of("seed", 42L));
  }

  private static Map<String, Object> env(Map<String, Object> rewards) {
    Map<String, Object> env = new LinkedHashMap<>();
    env.put("log_dir", null);
    env.put("rewards", rewards);
    return env;
  }

  @Test
  void givesTheUneditedTaskBack() throws IOException {
    AdoptedReference.keep(
        place(),
        "exp003/s1",
        log(),
        tabulated(),
        List.of(
            "env.rewards.action_rate_l2.weight",
            "env.rewards.undesired_contacts",
            "env.rewards.feet_slide",
            "agent.seed"));

    ReferenceConfig read = AdoptedReference.read(place(), OverrideRules.plain()).orElseThrow();

    assertThat(AdoptedReference.exists(place())).isTrue();
    assertThat(read.origin()).contains("exp003/s1");
    assertThat(read.at("env.rewards.action_rate_l2.weight")).isEqualTo(-0.01);
    assertThat(read.at("env.rewards.undesired_contacts.weight")).isEqualTo(-1.0);
    assertThat(read.at("env.rewards.feet_slide")).isNull();
    assertThat(read.at("env.log_dir")).isNull();
    assertThat(read.at("agent.seed")).isEqualTo(42L);
    assertThat(read.at("agent.max_iterations")).isEqualTo(10L);
    assertThat(read.at("env.decimation")).isEqualTo(4L);
  }

  @Test
  void valuesKeepTheirTypes() throws IOException {
    Path log = log();
    Files.writeString(
        log.resolve("params/agent.yaml"),
        """
        actor: {hidden_dims: !!python/tuple [64, 32]}
        clip_actions: 1.0
        obs_groups: {actor: !!python/tuple [mine]}
        plain: [3]
        """);
    Map<String, Object> agent = new LinkedHashMap<>();
    agent.put("actor", Map.of("hidden_dims", new Tuple(List.of(512L, 256L))));
    agent.put("clip_actions", Double.POSITIVE_INFINITY);
    agent.put("obs_groups", Map.of("actor", new Tuple(List.of("actor"))));
    agent.put("plain", List.of(new Tuple(List.of(1.0, Double.NEGATIVE_INFINITY)), Double.NaN));
    ReferenceConfig before = new ReferenceConfig("tabulated", env(Map.of()), agent);

    AdoptedReference.keep(
        place(),
        "exp001/s1",
        log,
        before,
        List.of(
            "agent.actor.hidden_dims", "agent.clip_actions", "agent.obs_groups", "agent.plain"));
    ReferenceConfig read = AdoptedReference.read(place(), OverrideRules.plain()).orElseThrow();

    assertThat(Files.readString(place().resolve("origin.json"))).contains("{\"tuple\":[512,256]}");
    assertThat(read.at("agent.actor.hidden_dims"))
        .isInstanceOf(Tuple.class)
        .isEqualTo(List.of(512L, 256L));
    assertThat(read.at("agent.obs_groups.actor")).isInstanceOf(Tuple.class);
    assertThat(read.at("agent.clip_actions")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(read.at("agent.plain"))
        .isNotInstanceOf(Tuple.class)
        .isEqualTo(List.of(List.of(1.0, Double.NEGATIVE_INFINITY), Double.NaN));
    assertThat(((List<?>) read.at("agent.plain")).get(0)).isInstanceOf(Tuple.class);
  }

  @Test
  void thereIsNoneBeforeTheFirstTraining() {
    assertThat(AdoptedReference.exists(place())).isFalse();
    assertThat(AdoptedReference.read(place(), OverrideRules.plain())).isEmpty();
  }

  @Test
  void damageIsNamed() throws IOException {
    Files.createDirectories(place());
    Files.writeString(place().resolve("origin.json"), "{half");

    assertThatThrownBy(() -> AdoptedReference.read(place(), OverrideRules.plain()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("origin.json is damaged");
  }
}
