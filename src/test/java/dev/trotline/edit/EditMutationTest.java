package dev.trotline.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.error.InvalidInputException;
import dev.trotline.study.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The bar of the design: at least 99 % of a mutation set refused, and nothing sound refused. */
class EditMutationTest {

  private static final List<ReferenceConfig> TASKS = List.of(References.flat(), References.rough());
  private static final int EACH = 600;

  @Test
  void refusesUnsoundEdits() {
    Map<String, Integer> ways = new TreeMap<>();
    List<String> slipped = new ArrayList<>();
    for (ReferenceConfig task : TASKS) {
      Mutants mutants = new Mutants(task, 7);
      for (int i = 0; i < EACH; i++) {
        Map.Entry<String, Edit> mutant = mutants.invalid();
        ways.merge(mutant.getKey(), 1, Integer::sum);
        try {
          EditValidator.validate(task, List.of(mutant.getValue()));
          slipped.add(mutant.toString());
        } catch (InvalidInputException refused) {
          assertThat(refused.remedy()).as("%s", mutant).isNotBlank();
          assertThat(refused.path()).as("%s", mutant).isNotNull();
        }
      }
    }

    assertThat(ways).as("every way of being wrong was tried").hasSizeGreaterThanOrEqualTo(22);
    assertThat(slipped).as("accepted").isEmpty();
  }

  @Test
  void acceptsSoundEditsAndItsOverridesSayExactlyWhatChanged() {
    for (ReferenceConfig task : TASKS) {
      Mutants mutants = new Mutants(task, 11);
      for (int i = 0; i < 100; i++) {
        List<Edit> edits = new ArrayList<>();
        for (int n = 0; n <= i % 6; n++) {
          edits.add(mutants.valid());
        }
        EditedConfig config = EditValidator.validate(task, edits);

        EditedConfig again =
            EditValidator.validate(
                task, Overrides.of(config).stream().map(EditParser::override).toList());
        assertThat(again.env()).isEqualTo(config.env());
        assertThat(again.agent()).isEqualTo(config.agent());
        assertThat(again.hash()).isEqualTo(config.hash());
        assertThat(ConfigDiff.of(config, again)).isEmpty();
        assertThat(ConfigDiff.fromReference(config)).hasSameSizeAs(config.changes().keySet());
      }
    }
  }

  @Test
  void acceptsEveryValueTheStockTaskHasItself() {
    for (ReferenceConfig task : TASKS) {
      Mutants mutants = new Mutants(task, 0);
      int accepted = 0;
      for (String path : mutants.leaves()) {
        Object value = task.at(path);
        if (value == null || value instanceof Map<?, ?> || path.contains("_ids")) {
          continue;
        }
        try {
          Edit same = new Edit.SetConfig(path, value);
          assertThat(EditValidator.validate(task, List.of(same)).changes()).isEmpty();
          accepted++;
        } catch (InvalidInputException refused) {
          assertThat(refused).hasMessageContaining("protected");
        }
      }
      assertThat(accepted).isGreaterThan(150);
    }
  }
}
