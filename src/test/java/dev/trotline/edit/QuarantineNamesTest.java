package dev.trotline.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Quarantine;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuarantineNamesTest {
  private static final String FILE = "quarantine.yaml";

  private static ReferenceConfig task() {
    Map<String, Object> terrains =
        Map.of("boxes", Map.of("proportion", 0.5), "pyramid_stairs", Map.of("proportion", 0.5));
    Map<String, Object> rewards = new LinkedHashMap<>();
    rewards.put("feet_air_time", Map.of("weight", 1.0));
    rewards.put("switched_off", null);
    Map<String, Object> agent = new LinkedHashMap<>();
    agent.put("algorithm", Map.of("gamma", 0.99));
    agent.put("obs_groups", null);
    return new ReferenceConfig(
        "test",
        Map.of(
            "rewards",
            rewards,
            "scene",
            Map.of("terrain", Map.of("terrain_generator", Map.of("sub_terrains", terrains)))),
        agent);
  }

  private static Quarantine.Entry entry(String kind, String isolation, String... members) {
    return new Quarantine.Entry(
        kind, List.of(members), null, Map.of(), "", "", "", isolation, "", "human:me");
  }

  private static List<String> warnings(Quarantine.Entry... entries) {
    Experiment adding =
        new Experiment(
            ExperimentId.BASELINE.next(),
            ExperimentId.BASELINE,
            Author.system("test"),
            "adds a term",
            List.of(new Edit.AddTerm("trot", 1.0)),
            List.of(),
            0,
            Instant.EPOCH);
    return new QuarantineNames(task(), List.of(), () -> List.of(adding))
        .warnings(new Quarantine(List.of(entries)), FILE);
  }

  @Test
  void whatExistsIsNotWarnedOf() {
    assertThat(
            warnings(
                entry("terrain", "", "boxes", "pyramid_stairs"),
                entry("rewards", "", "feet_air_time", "switched_off", "trot"),
                entry(
                    "config",
                    "",
                    "agent.algorithm.gamma=0.9",
                    "env.rewards.trot.params.height=0.1",
                    "agent.obs_groups.policy=x")))
        .isEmpty();
  }

  @Test
  void fileEntryAndTheNearestNameAreTold() {
    assertThat(warnings(entry("terrain", "", "boxes"), entry("terrain", "", "boxs", "boxes")))
        .singleElement()
        .asString()
        .contains("quarantine.yaml, entry 2", "no sub-terrain 'boxs'", "did you mean boxes?");
    assertThat(warnings(entry("rewards", "", "trott")))
        .singleElement()
        .asString()
        .contains("no reward term 'trott'", "did you mean trot?");
    assertThat(
            warnings(entry("config", "", "agent.algorithm.gama=0.9", "env.rewards.trit.weight=1")))
        .hasSize(2)
        .anyMatch(line -> line.contains("no 'agent.algorithm.gama' (did you mean gamma?)"))
        .anyMatch(line -> line.contains("no reward term 'trit' (did you mean trot?)"));
    assertThat(warnings(entry("config", "", "gamma=0.9")))
        .singleElement()
        .asString()
        .contains("'gamma' does not start with env. or agent.");
  }

  @Test
  void withNothingNearNoNameIsGuessed() {
    assertThat(warnings(entry("terrain", "", "volcano")))
        .containsExactly(
            "warning: quarantine.yaml, entry 1: there is no sub-terrain 'volcano', so the entry does"
                + " nothing");
  }

  @Test
  void whatAnIsolationFoundIsLeftAlone() {
    assertThat(warnings(entry("rewards", "exp012-rewards", "a_term_that_was_added"))).isEmpty();
  }
}
