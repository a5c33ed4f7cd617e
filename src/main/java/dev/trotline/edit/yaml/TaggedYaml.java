package dev.trotline.edit.yaml;

import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reader of {@code params/env.yaml} and {@code params/agent.yaml}: YAML 1.1 as PyYAML writes it.
 * Python tags are unwrapped, aliases resolved, tuples kept as {@link dev.trotline.edit.Tuple};
 * values are Boolean, Long, Double, String, null, List and Map. The composed nodes are converted
 * here, so no tag ever reaches a constructor.
 */
public final class TaggedYaml {

  /** Isaac Lab's largest dumps are below 1 MB; this stops a wrong file, not a long one. */
  private static final long LARGEST_BYTES = 64L * 1024 * 1024;

  private static final int LARGEST_ALIASES = 100_000;
  private static final int DEEPEST = 100;

  private TaggedYaml() {}

  /**
   * Reads a file.
   *
   * @throws InvalidInputException naming file and line if it is not what a trainer dumps
   * @throws EnvironmentException if it cannot be read
   */
  public static Map<String, Object> load(Path file) {
    String name = String.valueOf(file);
    try {
      if (Files.size(file) > LARGEST_BYTES) {
        throw bad(name, null, "is larger than 64 MiB", null);
      }
      return load(decoded(Files.readAllBytes(file), name), name);
    } catch (IOException e) {
      throw new EnvironmentException(
          "'" + name + "' cannot be read: " + reason(e), "check that it exists and is readable", e);
    }
  }

  /**
   * Reads a text.
   *
   * @param name what to call it in messages
   * @throws InvalidInputException naming the line if it is not what a trainer dumps
   */
  public static Map<String, Object> load(String text, String name) {
    try {
      Node root = new Yaml(new SafeConstructor(options())).compose(new StringReader(text));
      if (root == null) {
        throw bad(name, null, "is empty", null);
      }
      if (new NodeReader(name).value(root) instanceof Map<?, ?> map) {
        return plainKeys(map);
      }
      throw bad(name, 1, "does not hold a mapping", null);
    } catch (MarkedYAMLException e) {
      Integer line = e.getProblemMark() == null ? null : e.getProblemMark().getLine() + 1;
      throw bad(name, line, "is not valid YAML: " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw bad(name, null, "is not valid YAML: " + firstLine(e), e);
    }
  }

  private static LoaderOptions options() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit((int) LARGEST_BYTES);
    options.setMaxAliasesForCollections(LARGEST_ALIASES);
    options.setNestingDepthLimit(DEEPEST);
    options.setAllowDuplicateKeys(true);
    // Any tag may be composed, because none is ever constructed.
    options.setTagInspector(tag -> true);
    return options;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> plainKeys(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }

  private static String decoded(byte[] bytes, String name) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw bad(name, null, "is not UTF-8 text", e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException ? "there is no such file" : firstLine(e);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  static InvalidInputException bad(
      String name, @Nullable Integer line, String what, @Nullable Exception cause) {
    String message = "'" + name + "'" + (line == null ? "" : ", line " + line + ",") + " " + what;
    String remedy = "use the file as the trainer wrote it";
    return cause == null
        ? new InvalidInputException(message, name, null, remedy)
        : new InvalidInputException(message, name, null, remedy, cause);
  }
}
