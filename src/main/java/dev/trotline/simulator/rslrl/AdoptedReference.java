package dev.trotline.simulator.rslrl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trotline.edit.OverrideRules;
import dev.trotline.edit.ReferenceConfig;
import dev.trotline.edit.Tuple;
import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.process.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reference configuration taken from the first training of a study that did what was asked: the
 * trainer's own dump, as it stands, beside a note of the values the run had been given, so that
 * reading it gives the unedited task. From then on edits are checked against the installation the
 * user really has, and not against what Trotline knows of its version.
 */
public final class AdoptedReference {

  private static final String ORIGIN = "origin.json";
  private static final String SCHEMA = "trotline/reference/1";
  private static final String TUPLE = "tuple";

  // As the dump's own reader has them: whole numbers are Long, NaN and Infinity are numbers.
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .build();

  private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

  private AdoptedReference() {}

  /** Where a study keeps the reference of a task. */
  public static Path folder(Path study, String task) {
    return study.resolve("reference").resolve(task.replaceAll("[^A-Za-z0-9_.-]", "_"));
  }

  /** True if there is one. */
  public static boolean exists(Path folder) {
    return Files.isRegularFile(folder.resolve(ORIGIN));
  }

  /**
   * Keeps a run's dump.
   *
   * @param folder see {@link #folder}
   * @param run who trained it, for people
   * @param logFolder the log folder whose {@code params/} are kept
   * @param before what was known of the unedited task until now; if nothing, the run had no edits
   * @param given dotted paths the run was given values for
   * @throws EnvironmentException if it cannot be written; then nothing counts as kept
   */
  public static void keep(
      Path folder, String run, Path logFolder, ReferenceConfig before, Collection<String> given) {
    Map<String, Object> unedited = new LinkedHashMap<>();
    if (!before.env().isEmpty()) {
      given.forEach(path -> unedited.put(path, before.at(path)));
      filledIn(before, logFolder, unedited);
    }
    Map<String, Object> origin = new LinkedHashMap<>();
    origin.put("schema", SCHEMA);
    origin.put("run", run);
    origin.put("unedited_values_from", before.origin());
    origin.put("unedited", json(unedited));
    try {
      Files.createDirectories(folder);
      for (String name : new String[] {"env.yaml", "agent.yaml"}) {
        AtomicFile.write(
            folder.resolve(name), Files.readAllBytes(logFolder.resolve("params").resolve(name)));
      }
      // Written last: without it the folder does not count.
      AtomicFile.write(folder.resolve(ORIGIN), MAPPER.writeValueAsString(origin) + "\n");
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot keep the configuration of " + run + " in " + folder + ": " + e.getMessage(),
          "check permissions and free disk space",
          e);
    }
  }

  /**
   * What the trainer filled in where an override still meets null, such as its own log folder, and
   * networks it wrote down in another form than it takes.
   */
  private static void filledIn(
      ReferenceConfig before, Path logFolder, Map<String, Object> unedited) {
    Path params = logFolder.resolve("params");
    ReferenceConfig dump =
        new ReferenceConfig(
            params.toString(),
            TaggedYaml.load(params.resolve("env.yaml")),
            TaggedYaml.load(params.resolve("agent.yaml")));
    nulls("env", before.env(), dump, unedited);
    nulls("agent", before.agent(), dump, unedited);
    if (before.at(AgentForms.POLICY) instanceof Map<?, ?> policy
        && !policy.isEmpty()
        && AgentForms.converted(AgentForms.POLICY + ".x", dump.at(AgentForms.POLICY))) {
      for (String section : new String[] {AgentForms.POLICY, "agent.actor", "agent.critic"}) {
        unedited.put(section, before.at(section));
      }
    }
  }

  private static void nulls(
      String path, Map<?, ?> tree, ReferenceConfig dump, Map<String, Object> unedited) {
    tree.forEach(
        (key, value) -> {
          String at = path + "." + key;
          if (value instanceof Map<?, ?> child) {
            nulls(at, child, dump, unedited);
          } else if (value == null && String.valueOf(key).indexOf('.') < 0) {
            Object dumped = dump.at(at);
            if (dumped != null && !(dumped instanceof Map<?, ?>)) {
              unedited.putIfAbsent(at, null);
            }
          }
        });
  }

  /**
   * Reads it; empty if there is none.
   *
   * @throws InvalidInputException if it is damaged
   */
  public static Optional<ReferenceConfig> read(Path folder, OverrideRules rules) {
    Path file = folder.resolve(ORIGIN);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Map<String, Object> origin;
    try {
      origin = MAPPER.readValue(Files.readString(file), TREE);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          file + " is damaged: " + e.getOriginalMessage(),
          file.toString(),
          null,
          "delete the folder; the next training fills it again",
          e);
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read " + file + ": " + e.getMessage(), "check its permissions", e);
    }
    Map<String, Object> env = TaggedYaml.load(folder.resolve("env.yaml"));
    Map<String, Object> agent = TaggedYaml.load(folder.resolve("agent.yaml"));
    if (origin.get("unedited") instanceof Map<?, ?> unedited) {
      unedited.forEach((path, value) -> put(env, agent, String.valueOf(path), value(value)));
    }
    String name = "the configuration " + origin.get("run") + " was trained with";
    return Optional.of(new ReferenceConfig(name, env, agent, rules));
  }

  /** A path that leads nowhere belongs to a term the run had added. */
  @SuppressWarnings("unchecked")
  private static void put(
      Map<String, Object> env, Map<String, Object> agent, String path, @Nullable Object value) {
    String[] keys = path.split("\\.");
    Map<String, Object> node = keys[0].equals("env") ? env : agent;
    for (int i = 1; i < keys.length - 1; i++) {
      if (!(node.get(keys[i]) instanceof Map<?, ?> child)) {
        return;
      }
      node = (Map<String, Object>) child;
    }
    node.put(keys[keys.length - 1], value);
  }

  /** A value for JSON, with tuples marked: mjlab's parser refuses a list in place of a tuple. */
  private static @Nullable Object json(@Nullable Object value) {
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(json(element)));
      return value instanceof Tuple ? Map.of(TUPLE, copy) : copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(String.valueOf(key), json(element)));
      return copy;
    }
    return value;
  }

  /** The inverse of {@link #json}. */
  private static @Nullable Object value(@Nullable Object json) {
    if (json instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(value(element)));
      return copy;
    }
    if (json instanceof Map<?, ?> map) {
      if (map.size() == 1 && map.get(TUPLE) instanceof List<?> elements) {
        return new Tuple((List<?>) value(elements));
      }
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(String.valueOf(key), value(element)));
      return copy;
    }
    return json;
  }
}
