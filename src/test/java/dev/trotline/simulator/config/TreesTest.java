package dev.trotline.simulator.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What holds of the merge for any trees. */
class TreesTest {

  private static final int TREES = 50;

  @RepeatedTest(TREES)
  void theUpperTreeWinsAndTheRestStays(RepetitionInfo turn) {
    SplittableRandom random = new SplittableRandom(turn.getCurrentRepetition());
    Map<String, Object> lower = tree(random, 4);
    Map<String, Object> upper = tree(random, 4);
    String before = lower + " " + upper;

    Map<String, Object> merged = Trees.merged(lower, upper);

    Map<String, Object> below = leaves(lower);
    Map<String, Object> above = leaves(upper);
    Map<String, Object> both = leaves(merged);
    // An empty mapping laid over a mapping asks for nothing.
    above.forEach(
        (path, value) -> {
          if (!Map.of().equals(value)) {
            assertThat(both).containsEntry(path, value);
          }
        });
    below.forEach(
        (path, value) -> {
          if (above.keySet().stream().noneMatch(other -> meet(path, other))) {
            assertThat(both).containsEntry(path, value);
          }
        });
    both.forEach(
        (path, value) ->
            assertThat(value.equals(below.get(path)) || value.equals(above.get(path)))
                .as(path)
                .isTrue());
    assertThat(lower + " " + upper).isEqualTo(before);
  }

  @RepeatedTest(TREES)
  void mergingTwiceIsMergingOnceAndNothingIsNeutral(RepetitionInfo turn) {
    SplittableRandom random = new SplittableRandom(1000 + turn.getCurrentRepetition());
    Map<String, Object> lower = tree(random, 4);
    Map<String, Object> upper = tree(random, 4);

    Map<String, Object> once = Trees.merged(lower, upper);

    assertThat(Trees.merged(once, upper)).isEqualTo(once);
    assertThat(Trees.merged(lower, Map.of())).isEqualTo(lower);
    assertThat(Trees.merged(Map.of(), lower)).isEqualTo(lower);
    assertThat(Trees.merged(lower, lower)).isEqualTo(lower);
  }

  @RepeatedTest(TREES)
  void whatIsTakenOutIsGoneAndNothingElse(RepetitionInfo turn) {
    SplittableRandom random = new SplittableRandom(2000 + turn.getCurrentRepetition());
    Map<String, Object> tree = tree(random, 4);

    for (String path : leaves(tree).keySet()) {
      Map<String, Object> rest = Trees.without(tree, List.of(path.split("\\.")));
      Map<String, Object> expected = leaves(tree);
      expected.remove(path);
      // A mapping that loses its last key stays, empty.
      Map<String, Object> left = leaves(rest);
      left.values().removeIf(Map.of()::equals);
      expected.values().removeIf(Map.of()::equals);
      assertThat(left).isEqualTo(expected);
      assertThat(Trees.without(rest, List.of(path.split("\\.")))).isNull();
    }
    assertThat(Trees.without(tree, List.of("no", "such", "key"))).isNull();
  }

  @Test
  void nullReplacesAMappingAndAMappingReplacesNull() {
    Map<String, Object> off = new HashMap<>();
    off.put("term", null);
    Map<String, Object> on = Map.of("term", Map.of("weight", 1.0));

    assertThat(Trees.merged(on, off)).isEqualTo(off);
    assertThat(Trees.merged(off, on)).isEqualTo(on);
  }

  private static boolean meet(String path, String other) {
    return path.equals(other) || path.startsWith(other + ".") || other.startsWith(path + ".");
  }

  /** Dotted path to value of all that is not a mapping with keys; null as text. */
  private static Map<String, Object> leaves(Map<String, Object> tree) {
    Map<String, Object> leaves = new LinkedHashMap<>();
    tree.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            leaves(Trees.mapping(map)).forEach((rest, leaf) -> leaves.put(key + "." + rest, leaf));
          } else {
            leaves.put(key, value == null ? "null" : value);
          }
        });
    return leaves;
  }

  private static Map<String, Object> tree(SplittableRandom random, int depth) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      String key = "k" + random.nextInt(5);
      tree.put(
          key,
          switch (random.nextInt(depth > 0 ? 7 : 4)) {
            case 0 -> null;
            case 1 -> random.nextInt(100) * 1L;
            case 2 -> random.nextDouble();
            case 3 -> List.of(random.nextInt(9), "x");
            default -> tree(random, depth - 1);
          });
    }
    return tree;
  }
}
