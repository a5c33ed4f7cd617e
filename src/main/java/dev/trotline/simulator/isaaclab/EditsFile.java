package dev.trotline.simulator.isaaclab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The document that tells the launcher stub which task to derive (docs/isaaclab-stub.md). */
final class EditsFile {

  /** Its name in the run's folder. */
  static final String NAME = "trotline_edits.json";

  private static final String SCHEMA = "trotline/isaaclab-edits/1";
  private static final String DERIVED = "Trotline-";

  // Python reads and writes NaN and Infinity as such. One line, so that it can be pasted.
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

  private EditsFile() {}

  /** The task that is trained in place of another one. */
  static String derived(String task) {
    return DERIVED + task.substring(task.lastIndexOf(':') + 1);
  }

  /**
   * Writes it.
   *
   * @param task the task to derive from, as the installation calls it
   * @param agent the task's agent configuration
   * @param rewards the folder of the study's own functions, or null if it has none
   * @param edits dotted path to value
   */
  static String write(
      String task, String agent, @Nullable Path rewards, Map<String, Object> edits) {
    List<Map<String, Object>> entries = new ArrayList<>();
    edits.forEach(
        (path, value) -> {
          Map<String, Object> entry = new LinkedHashMap<>();
          entry.put("path", path);
          entry.put("value", OverridePlan.json(value));
          entries.add(entry);
        });
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schema", SCHEMA);
    document.put("task", task);
    document.put("derived_task", derived(task));
    document.put("agent_entry_point", agent);
    document.put("rewards_folder", rewards == null ? null : rewards.toString());
    document.put("edits", entries);
    try {
      return MAPPER.writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
