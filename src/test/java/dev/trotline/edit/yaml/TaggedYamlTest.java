package dev.trotline.edit.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trotline.edit.Tuple;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.metrics.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaggedYamlTest {

  @Test
  void keepsTuplesAndUnwrapsOtherPythonTags() {
    Map<String, Object> tree =
        load(
            """
            size: !!python/tuple
            - 8.0
            - 8
            empty: !!python/tuple []
            pairs: !!python/tuple
            - !!python/tuple
              - FL_foot
              - RR_foot
            joint_ids: !!python/object/apply:builtins.slice
            - null
            - null
            - null
            array_type: !!python/name:numpy.ndarray ''
            resolvable:
            - !!python/object/new:isaaclab.utils.string.ResolvableString
              - isaaclab.envs.mdp:reset
            - !!python/object/new:isaaclab.utils.string.ResolvableString
              args:
              - isaaclab.envs.mdp:push
              state: {}
            names: !!set
              a: null
              b: null
            """);

    assertThat(tree.get("size")).isInstanceOf(Tuple.class).isEqualTo(List.of(8.0, 8L));
    assertThat(tree.get("empty")).isInstanceOf(Tuple.class).isEqualTo(List.of());
    assertThat(((List<?>) tree.get("pairs")).get(0)).isInstanceOf(Tuple.class);
    assertThat(tree.get("joint_ids")).isEqualTo(Arrays.asList(null, null, null));
    assertThat(tree.get("array_type")).isEqualTo("numpy.ndarray");
    assertThat(tree.get("resolvable"))
        .isEqualTo(List.of("isaaclab.envs.mdp:reset", "isaaclab.envs.mdp:push"));
    assertThat(tree.get("names")).isEqualTo(List.of("a", "b"));
  }

  @Test
  void readsScalarsAsPyYamlDoes() {
    Map<String, Object> tree =
        load(
            """
            small: 1.0e-05
            negative: -2.5e-07
            no_dot: 1e-3
            infinite: .inf
            minus: -.inf
            not_a_number: .nan
            whole: 100
            underscored: 1_000
            octal: 010
            hex: 0x1F
            minutes: 1:30
            big: 123456789012345678901234567890
            quoted: '1.0'
            yes_text: 'yes'
            flag: yes
            nothing: null
            tilde: ~
            absent:
            empty_text: ''
            regex: .*_foot
            look_ahead: ^(?!.*ankle).*
            date: 2026-11-20
            call: lambda x
            """);

    assertThat(tree)
        .containsEntry("small", 1e-5)
        .containsEntry("negative", -2.5e-7)
        .containsEntry("no_dot", "1e-3")
        .containsEntry("infinite", Double.POSITIVE_INFINITY)
        .containsEntry("minus", Double.NEGATIVE_INFINITY)
        .containsEntry("not_a_number", Double.NaN)
        .containsEntry("whole", 100L)
        .containsEntry("underscored", 1000L)
        .containsEntry("octal", 8L)
        .containsEntry("hex", 31L)
        .containsEntry("minutes", 90L)
        .containsEntry("big", 123456789012345678901234567890.0)
        .containsEntry("quoted", "1.0")
        .containsEntry("yes_text", "yes")
        .containsEntry("flag", true)
        .containsEntry("nothing", null)
        .containsEntry("tilde", null)
        .containsEntry("absent", null)
        .containsEntry("empty_text", "")
        .containsEntry("regex", ".*_foot")
        .containsEntry("look_ahead", "^(?!.*ankle).*")
        .containsEntry("date", "2026-11-20")
        .containsEntry("call", "lambda x");
  }

  @Test
  void keepsKeysAsTheyAreWritten() {
    Map<String, Object> tree =
        load("y: 1\n'on': 2\n0: 3\n.*HAA: 40.0\n.*_hip_joint|.*_calf: 2.0\nnull: 5\n");

    assertThat(tree.keySet())
        .containsExactly("y", "on", "0", ".*HAA", ".*_hip_joint|.*_calf", "null");
  }

  @Test
  void resolvesAliasesAndMergesMappings() {
    Map<String, Object> tree =
        load("a: &id001 [1, 2]\nb: *id001\nbase: &b {x: 1, y: 2}\nchild: {<<: *b, y: 3}\n");

    assertThat(tree.get("b")).isEqualTo(List.of(1L, 2L));
    assertThat(tree.get("child")).isEqualTo(Map.of("x", 1L, "y", 3L));
  }

  @Test
  void readsNumpyScalars() {
    // Written by PyYAML 6 for {'a': np.float64(0.1), 'b': np.float64(2.5), 'c': np.int64(7)}.
    Map<String, Object> tree =
        load(
            """
            a: !!python/object/apply:numpy._core.multiarray.scalar
            - &id001 !!python/object/apply:numpy.dtype
              args:
              - f8
              - false
              - true
              state: !!python/tuple
              - 3
              - <
              - null
              - null
              - null
              - -1
              - -1
              - 0
            - !!binary |
              mpmZmZmZuT8=
            b: !!python/object/apply:numpy.core.multiarray.scalar
            - *id001
            - !!binary |
              AAAAAAAABEA=
            c: !!python/object/apply:numpy._core.multiarray.scalar
            - !!python/object/apply:numpy.dtype
              args: [i8, false, true]
              state: !!python/tuple [3, <, null, null, null, -1, -1, 0]
            - !!binary |
              BwAAAAAAAAA=
            """);

    assertThat(tree).containsEntry("a", 0.1).containsEntry("b", 2.5).containsEntry("c", 7L);
  }

  @Test
  void neverConstructsWhatATagNames() {
    Map<String, Object> tree =
        load(
            "a: !!javax.script.ScriptEngineManager [!!java.net.URL ['http://localhost/']]\n"
                + "b: !!python/object/apply:os.system ['true']\n");

    assertThat(tree.get("a")).isEqualTo(List.of(List.of("http://localhost/")));
    assertThat(tree.get("b")).isEqualTo(List.of("true"));
  }

  @Test
  void namesFileAndLineOfAnError() {
    InvalidInputException error =
        catchThrowableOfType(
            InvalidInputException.class,
            () -> TaggedYaml.load("a: 1\nb: [1, 2\nc: 3\n", "env.yaml"));

    assertThat(error).hasMessageContaining("'env.yaml', line 3").message().doesNotContain("\n");
    assertThat(error.file()).isEqualTo("env.yaml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing\n",
        "- 1\n",
        "text",
        "a: 1\n\tb: 2\n",
        "a: *missing\n",
        "a: &x [*x]\n",
        "? [1, 2]\n: 3\n",
        "a: 1\n---\nb: 2\n",
        "a: \u0000\n",
        "a: 'open\n"
      })
  void refusesWhatIsNotOneMapping(String text) {
    assertThatThrownBy(() -> load(text)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void refusesAliasesThatGrowWithoutEnd() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      String ten = String.join(", ", java.util.Collections.nCopies(10, "*a" + (i - 1)));
      bomb.append("a" + i + ": &a" + i + " [" + ten + "]\n");
    }

    assertThatThrownBy(() -> load(bomb.toString()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("aliases");
  }

  @Test
  void refusesEndlessNesting() {
    assertThatThrownBy(() -> load("a: " + "[".repeat(10_000)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void saysWhenAFileIsMissingOrNotText(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> TaggedYaml.load(folder.resolve("env.yaml")))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("there is no such file");
    Path binary = Files.write(folder.resolve("agent.yaml"), new byte[] {'a', ':', (byte) 0xff});
    assertThatThrownBy(() -> TaggedYaml.load(binary))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void readsEveryDumpOfTheCorpus() throws IOException {
    try (Stream<Path> files = Files.walk(Corpus.folder())) {
      List<Path> dumps =
          files.filter(file -> file.endsWith("env.yaml") || file.endsWith("agent.yaml")).toList();
      assertThat(dumps).isNotEmpty();
      for (Path dump : dumps) {
        assertThat(TaggedYaml.load(dump)).as("%s", dump).isNotEmpty();
      }
    }
  }

  private static Map<String, Object> load(String text) {
    return TaggedYaml.load(text, "test.yaml");
  }
}
