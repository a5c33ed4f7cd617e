package dev.trotline.simulator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.edit.ReferenceConfig;
import dev.trotline.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How files are put together, and what is said of damaged ones. */
class LayerFilesTest {

  @TempDir private Path folder;

  @BeforeEach
  void index() throws IOException {
    write("versions", "simulator: Sim", "versions:", "- {version: '1.0'}", "- {version: '2.0'}");
  }

  @Test
  void parentsComeFirstEachOnceAndNullReplaces() throws IOException {
    write("base", "origin: o", "env: {a: {x: 1, y: 2}, b: {z: 1}, l: [1, 2]}", "agent: {k: 0}");
    write("left", "origin: o", "parents: [base]", "env: {a: {x: 10}, b: null}");
    write("right", "origin: o", "parents: [base]", "env: {a: {y: 20}, l: [3]}");
    write("tasks/T", "origin: o", "parents: [left, right]", "env: {c: null}");

    ReferenceConfig config = find("1.0");

    assertThat(config.at("env.a")).isEqualTo(Map.of("x", 10L, "y", 20L));
    assertThat(config.env()).containsEntry("b", null).containsEntry("c", null);
    assertThat(config.at("env.l")).isEqualTo(List.of(3L));
    assertThat(config.at("agent.k")).isEqualTo(0L);
  }

  @Test
  void changesApplyFromTheirVersionOnWithinTheirLayer() throws IOException {
    write(
        "base",
        "origin: o",
        "env: {a: {x: 1, y: 2}}",
        "since:",
        "- version: '2.0'",
        "  note: y is gone",
        "  remove: [env.a.y]",
        "  env: {a: {x: 3}}");
    write("tasks/T", "origin: o", "parents: [base]", "env: {a: {x: 5}}");

    assertThat(find("1.0").at("env.a")).isEqualTo(Map.of("x", 5L, "y", 2L));
    assertThat(find("2.0").at("env.a")).isEqualTo(Map.of("x", 5L));
    assertThat(find("2.0").origin()).startsWith("Sim 2.0 as tabulated");
  }

  @Test
  void shapesServeAsAnchors() throws IOException {
    write(
        "tasks/T",
        "origin: o",
        "shapes: {entity: &entity {names: null, order: false}}",
        "env: {cfg: {<<: *entity, names: foot}}");

    assertThat(find("1.0").at("env.cfg")).isEqualTo(Map.of("names", "foot", "order", false));
  }

  @Test
  void anUnknownParentIsNamedWithItsChild() throws IOException {
    write("tasks/T", "origin: o", "parents: [bsae]");

    assertThatThrownBy(() -> find("1.0"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("T.yaml")
        .hasMessageContaining("'bsae'");
  }

  @Test
  void aParentOutsideTheFolderIsUnknown() throws IOException {
    write("tasks/T", "origin: o", "parents: [../../secret]");

    assertThatThrownBy(() -> find("1.0")).hasMessageContaining("'../../secret' does not exist");
  }

  @Test
  void aCircleIsShownWhole() throws IOException {
    write("a", "origin: o", "parents: [b]");
    write("b", "origin: o", "parents: [a]");
    write("tasks/T", "origin: o", "parents: [a]");

    assertThatThrownBy(() -> find("1.0"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("tasks/T -> a -> b -> a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "env: [1, 2]|'env' must be a mapping",
        "evn: {a: 1}|'evn' is not known here",
        "parents: base|'parents' must be a list of texts",
        "since: {version: '1.0'}|'since' must be a list of mappings",
        "since: [{note: x}]|'since.version' must be a text",
        "since: [{version: soon}]|'since.version' is not a version",
        "since: [{version: '2.0'}, {version: '1.0'}]|'since.version' is out of order",
        "since: [{version: '1.0', remove: [env.a]}]|names 'env.a', which is not in this file",
        "since: [{version: '1.0', set: 1}]|'since.set' is not known here",
        "env: {a: [|is not valid YAML"
      })
  void damageIsNamedWithFileAndKey(String line, String message) throws IOException {
    write("tasks/T", "origin: o", line);

    assertThatThrownBy(() -> find("1.0"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("T.yaml")
        .hasMessageContaining(message);
  }

  @Test
  void aFileWithoutOriginIsRefused() throws IOException {
    write("tasks/T", "env: {a: 1}");

    assertThatThrownBy(() -> find("1.0")).hasMessageContaining("'origin' must be a text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "versions: []|names no version",
        "versions: [{version: '2.0'}, {version: '2.0'}]|out of order",
        "versions: [{version: '2.0', folder: ../x}]|leaves the folder",
        "versions: [{version: x y}]|is not a version"
      })
  void aDamagedIndexIsRefused(String line, String message) throws IOException {
    write("versions", "simulator: Sim", line);

    assertThatThrownBy(() -> find("1.0"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("versions.yaml")
        .hasMessageContaining(message);
  }

  private ReferenceConfig find(String version) {
    return StockConfigs.find(folder, "sim", "T", version).orElseThrow();
  }

  private void write(String name, String... lines) throws IOException {
    Path file = folder.resolve("sim").resolve(name + ".yaml");
    Files.createDirectories(file.getParent());
    Files.write(file, Arrays.asList(lines));
  }
}
