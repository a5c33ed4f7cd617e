package dev.trotline.launch;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trotline.edit.EditedConfig;
import dev.trotline.error.InvalidInputException;
import dev.trotline.simulator.Simulator;
import dev.trotline.simulator.TrainingRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run was asked to train, kept in its manifest so that it can be held against what the
 * trainer wrote down, whoever looks at it and whenever (design §5).
 *
 * @param values dotted path to value; null for a term that was taken out
 */
record Intention(Map<String, Object> values) {

  static final String KEY = "intended";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

  Intention {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** What differs from the stock task, and what the launcher sets itself. */
  static Intention of(EditedConfig config, TrainingRequest request) {
    Map<String, Object> values = new LinkedHashMap<>(config.changes());
    if (request.device().count() == 1) {
      // With several GPUs each rank has a seed of its own, and any of them may write the dump.
      values.put("agent.seed", (long) request.run().seed());
    }
    values.put("agent.run_name", Simulator.runName(request.run()));
    Integer iterations = request.iterationsToAdd();
    if (iterations != null) {
      values.put("agent.max_iterations", iterations.longValue());
    }
    Integer envs = request.envsBeside(config);
    if (envs != null) {
      values.put("env.scene.num_envs", envs.longValue());
    }
    return new Intention(values);
  }

  /** As it goes into the manifest; JSON has no infinite numbers, so they are written as words. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    values.forEach((path, value) -> json.put(path, plain(value)));
    return json;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Double number && !Double.isFinite(number)) {
      return number.toString();
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(plain(element)));
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(String.valueOf(key), plain(element)));
      return copy;
    }
    return value;
  }

  /**
   * Reads it back; empty for a manifest that has none.
   *
   * @throws InvalidInputException if the manifest makes no sense
   */
  static Intention read(Path runFolder) {
    JsonNode node = Json.read(runFolder.resolve(Manifest.FILE), Manifest.SCHEMA).path(KEY);
    return new Intention(node.isObject() ? MAPPER.convertValue(node, TREE) : Map.of());
  }
}
