package dev.trotline.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.study.Edit;
import dev.trotline.study.Quarantine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AvoidanceTest {
  private static final String TERRAINS = "env.scene.terrain.terrain_generator.sub_terrains.";

  private static final Map<String, Object> CONFIG =
      Map.of(
          TERRAINS + "boxes.proportion",
          0.3,
          TERRAINS + "stairs.proportion",
          0.1,
          TERRAINS + "slope.proportion",
          0.2,
          "env.rewards.gait.weight",
          -2.0,
          "env.rewards.slip.weight",
          -0.1,
          "agent.algorithm.gamma",
          0.9);

  private static Quarantine.Entry entry(
      String kind, @Nullable Integer atLeast, Map<String, Object> instead, String... members) {
    return new Quarantine.Entry(
        kind, List.of(members), atLeast, instead, "it hangs", "", "", "", "", "human:me");
  }

  private static List<Edit> edits(
      Quarantine.Entry entry, Function<String, @Nullable Object> at, int envs) {
    return List.copyOf(Avoidance.edits(new Quarantine(List.of(entry)), at, envs).values());
  }

  private static List<Edit> together(Quarantine.Entry... entries) {
    return Avoidance.edits(new Quarantine(List.of(entries)), CONFIG::get, 4096).values().stream()
        .distinct()
        .toList();
  }

  private static Quarantine.Entry terrains(String... members) {
    return entry("terrain", null, Map.of(), members);
  }

  @Test
  void aMemberThatSetsShareIsTakenOutOnceThoughOthersAreCheaper() {
    // boxes is the dearest, but alone it breaks all three.
    assertThat(together(terrains("boxes", "stairs"), terrains("slope", "boxes"), terrains("boxes")))
        .containsExactly(new Edit.SetTerrain("boxes", "proportion", 0.0));
    // Two are needed; the cheapest two that hit everything.
    assertThat(
            together(
                terrains("boxes", "stairs"),
                terrains("boxes", "slope"),
                terrains("stairs", "slope")))
        .containsExactlyInAnyOrder(
            new Edit.SetTerrain("stairs", "proportion", 0.0),
            new Edit.SetTerrain("slope", "proportion", 0.0));
    assertThat(together(entry("envs", 2048, Map.of()), entry("envs", 1024, Map.of())))
        .containsExactly(new Edit.SetConfig("env.scene.num_envs", 512L));
    assertThat(
            together(
                entry("rewards", null, Map.of(), "gait", "slip"),
                entry(
                    "config",
                    null,
                    Map.of("env.rewards.gait.weight", -1.0),
                    "env.rewards.gait.weight=-2.0")))
        .containsExactly(new Edit.RemoveTerm("gait"));
  }

  @Test
  void everySetIsToldWhichEditAvoidsItAndWhatCannotBeAvoidedIsLeftOut() {
    Quarantine.Entry hopeless = entry("config", null, Map.of(), "agent.algorithm.gamma=0.9");
    Quarantine.Entry one = terrains("boxes", "stairs");
    Quarantine.Entry other = terrains("boxes", "slope");

    assertThat(Avoidance.edits(new Quarantine(List.of(hopeless, one, other)), CONFIG::get, null))
        .containsOnlyKeys(one, other)
        .containsValue(new Edit.SetTerrain("boxes", "proportion", 0.0));
  }

  @Test
  void noFewerMembersWouldDo() {
    SplittableRandom random = new SplittableRandom(20261121);
    for (int trial = 0; trial < 300; trial++) {
      Map<String, Object> config = new HashMap<>();
      for (int i = 0; i < 6; i++) {
        config.put(TERRAINS + "t" + i + ".proportion", random.nextInt(1, 9) / 10.0);
      }
      List<Quarantine.Entry> entries = new ArrayList<>();
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        String[] members =
            random
                .ints(random.nextInt(1, 4), 0, 6)
                .distinct()
                .mapToObj(n -> "t" + n)
                .toArray(String[]::new);
        entries.add(terrains(members));
      }
      Set<Edit> chosen =
          Set.copyOf(Avoidance.edits(new Quarantine(entries), config::get, 8).values());

      double cost = 0;
      for (Edit edit : chosen) {
        String name = ((Edit.SetTerrain) edit).subTerrain();
        cost += ((Number) config.get(TERRAINS + name + ".proportion")).doubleValue();
      }
      assertThat(
              new Quarantine(entries).heldBy(Avoidance.with(config::get, List.copyOf(chosen)), 8))
          .isEmpty();
      for (int bits = 0; bits < 64; bits++) {
        int set = bits;
        boolean hits =
            entries.stream()
                .allMatch(
                    e -> e.members().stream().anyMatch(m -> (set >> (m.charAt(1) - '0') & 1) == 1));
        double other = 0;
        for (int i = 0; i < 6; i++) {
          other +=
              (set >> i & 1)
                  * ((Number) config.get(TERRAINS + "t" + i + ".proportion")).doubleValue();
        }
        if (hits) {
          assertThat(Integer.bitCount(set)).isGreaterThanOrEqualTo(chosen.size());
          if (Integer.bitCount(set) == chosen.size()) {
            assertThat(other).isGreaterThanOrEqualTo(cost - 1e-9);
          }
        }
      }
    }
  }

  @Test
  void theCheapestMemberIsTakenOut() {
    assertThat(edits(entry("terrain", null, Map.of(), "boxes", "stairs"), CONFIG::get, 8))
        .containsExactly(new Edit.SetTerrain("stairs", "proportion", 0.0));
    assertThat(edits(entry("rewards", null, Map.of(), "gait", "slip"), CONFIG::get, 8))
        .containsExactly(new Edit.RemoveTerm("slip"));
    assertThat(edits(entry("envs", 2048, Map.of()), CONFIG::get, 4096))
        .containsExactly(new Edit.SetConfig("env.scene.num_envs", 1024L));
    assertThat(
            edits(
                entry(
                    "config",
                    null,
                    Map.of("agent.algorithm.gamma", 0.99),
                    "agent.algorithm.gamma=0.9"),
                CONFIG::get,
                8))
        .containsExactly(new Edit.SetConfig("agent.algorithm.gamma", 0.99));
  }

  @Test
  void nothingIsDoneAboutWhatIsNotThere() {
    assertThat(edits(entry("terrain", null, Map.of(), "boxes", "gap"), CONFIG::get, 8)).isEmpty();
    assertThat(edits(entry("envs", 2048, Map.of()), CONFIG::get, 1024)).isEmpty();
  }

  @Test
  void avoidingIsEnough() {
    for (Quarantine.Entry entry :
        List.of(
            entry("terrain", null, Map.of(), "boxes", "stairs"),
            entry("rewards", null, Map.of(), "gait", "slip"))) {
      List<Edit> edits = edits(entry, CONFIG::get, 8);
      assertThat(entry.holds(Avoidance.with(CONFIG::get, edits), 8)).isFalse();
    }
  }

  @Test
  void theLastEditOfAPathCounts() {
    var seen =
        Avoidance.with(
            CONFIG::get,
            List.of(
                new Edit.ScaleWeight("gait", 0.5),
                new Edit.RemoveTerm("slip"),
                new Edit.SetTerrain("boxes", "proportion", 0.0),
                new Edit.SetTerrain("boxes", "proportion", 0.7),
                new Edit.SetConfig("agent.algorithm.gamma", 0.95)));

    assertThat(seen.apply("env.rewards.gait.weight")).isEqualTo(-1.0);
    assertThat(seen.apply("env.rewards.slip.weight")).isNull();
    assertThat(seen.apply(TERRAINS + "boxes.proportion")).isEqualTo(0.7);
    assertThat(seen.apply(TERRAINS + "stairs.proportion")).isEqualTo(0.1);
    assertThat(seen.apply("agent.algorithm.gamma")).isEqualTo(0.95);
  }
}
