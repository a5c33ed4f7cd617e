package dev.trotline.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.error.InvalidInputException;
import dev.trotline.study.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The bar: of at least 500 invalid overrides 99 % are refused offline, and none of at least 200
 * valid ones; for Isaac Lab of every generation, for mjlab, and for real dumps of other people's
 * tasks.
 */
class IsaacMutationTest {

  private static final long[] SEEDS = {1, 20, 300};

  @Test
  void refusesUnsoundEditsOfEveryGenerationOfIsaacLab() {
    List<ReferenceConfig> trees = new ArrayList<>();
    IsaacTrees.isaacVersions().forEach(version -> trees.addAll(IsaacTrees.isaac(version)));
    refuses("Isaac Lab", trees, others());
  }

  @Test
  void acceptsSoundEditsOfEveryGenerationOfIsaacLab() {
    List<ReferenceConfig> trees = new ArrayList<>();
    IsaacTrees.isaacVersions().forEach(version -> trees.addAll(IsaacTrees.isaac(version)));
    accepts("Isaac Lab", trees);
  }

  @Test
  void refusesUnsoundEditsOfMjlab() {
    refuses("mjlab", IsaacTrees.mjlab(), others());
  }

  @Test
  void acceptsSoundEditsOfMjlab() {
    accepts("mjlab", IsaacTrees.mjlab());
  }

  @Test
  void refusesUnsoundEditsOfRealDumps() {
    refuses("real dumps", IsaacTrees.dumps(), others());
  }

  @Test
  void acceptsSoundEditsOfRealDumps() {
    accepts("real dumps", IsaacTrees.dumps());
  }

  /** One task of each way the names went. */
  private static List<ReferenceConfig> others() {
    String task = "Isaac-Velocity-Rough-Anymal-D-v0";
    List<ReferenceConfig> others = new ArrayList<>();
    for (String version : List.of("2.0.0", "2.3.2", "3.0b1", "develop")) {
      others.add(IsaacTrees.isaac(task, version));
    }
    others.addAll(IsaacTrees.mjlab());
    return others;
  }

  private static void refuses(
      String name, List<ReferenceConfig> trees, List<ReferenceConfig> others) {
    for (long seed : SEEDS) {
      Map<String, int[]> ways = new TreeMap<>();
      List<String> slipped = new ArrayList<>();
      int all = 0;
      int perTree = 1 + 1200 / trees.size();
      for (int t = 0; t < trees.size(); t++) {
        ReferenceConfig tree = trees.get(t);
        IsaacMutants mutants = new IsaacMutants(tree, others, seed * 1000 + t);
        for (int i = 0; i < perTree; i++) {
          IsaacMutants.Mutant mutant = mutants.next();
          all++;
          int[] count = ways.computeIfAbsent(mutant.way(), way -> new int[2]);
          count[0]++;
          try {
            validate(tree, mutant.base(), mutant.edits());
            slipped.add(tree.origin() + ": " + mutant);
          } catch (InvalidInputException refused) {
            count[1]++;
            assertThat(refused.remedy()).as("%s", mutant).isNotBlank();
            assertThat(refused.getMessage()).as("%s", mutant).doesNotContain("\n");
          }
        }
      }
      report(name + ", invalid, seed " + seed, all, all - slipped.size(), ways);
      slipped.forEach(each -> System.out.println("  accepted: " + each));
      assertThat(all).isGreaterThanOrEqualTo(500);
      assertThat(slipped.size()).as("accepted: %s", slipped).isLessThanOrEqualTo(all / 100);
    }
  }

  private static void accepts(String name, List<ReferenceConfig> trees) {
    for (long seed : SEEDS) {
      Map<String, int[]> ways = new TreeMap<>();
      List<String> refusals = new ArrayList<>();
      int all = 0;
      int each = 1 + 600 / trees.size();
      for (int t = 0; t < trees.size(); t++) {
        ReferenceConfig tree = trees.get(t);
        IsaacSoundEdits sounds = new IsaacSoundEdits(tree, seed * 1000 + t);
        for (int i = 0; i < each; i++) {
          IsaacSoundEdits.Sound sound = sounds.next();
          all++;
          int[] count = ways.computeIfAbsent(sound.way(), way -> new int[2]);
          count[0]++;
          try {
            validate(tree, sound.base(), sound.edits());
            count[1]++;
          } catch (InvalidInputException refused) {
            refusals.add(tree.origin() + ": " + sound + ": " + refused.getMessage());
          }
        }
      }
      report(name + ", valid, seed " + seed, all, all - refusals.size(), ways);
      assertThat(all).isGreaterThanOrEqualTo(200);
      assertThat(refusals).isEmpty();
    }
  }

  private static EditedConfig validate(ReferenceConfig tree, boolean base, List<Edit> edits) {
    return EditValidator.validate(
        tree, base ? edits : List.of(), base ? List.of() : edits, ProtectedPaths.ofExperiments());
  }

  private static void report(String name, int all, int done, Map<String, int[]> ways) {
    StringBuilder text = new StringBuilder();
    ways.forEach(
        (way, count) ->
            text.append("; ")
                .append(way)
                .append(' ')
                .append(count[1])
                .append('/')
                .append(count[0]));
    System.out.printf(
        Locale.ROOT, "%s: %d of %d (%.2f %%)%s%n", name, done, all, 100.0 * done / all, text);
  }
}
