package dev.trotline.monitor;

import dev.trotline.edit.yaml.TaggedYaml;
import dev.trotline.error.TrotlineException;
import dev.trotline.metrics.TaskTiming;
import dev.trotline.monitor.rule.Surroundings.TaskFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the configuration a trainer dumped says of the task, as far as stop rules ask. */
final class TaskReader {

  private TaskReader() {}

  /** Reads {@code params/} of a log folder; nothing is known of one that is not there or broken. */
  static TaskFacts read(Path logFolder) {
    Map<String, Object> env = load(logFolder, "env.yaml");
    Map<String, Object> agent = load(logFolder, "agent.yaml");
    Double steps = TaskTiming.of(env).episodeSteps();
    Object rewards = env.get("rewards");
    String text = rewards == null ? "" : rewards.toString();
    return new TaskFacts(
        steps == null ? Double.NaN : steps,
        whole(agent.get("num_steps_per_env"), TaskFacts.STOCK_STEPS),
        rows(env),
        whole(agent.get("save_interval"), 0),
        text.isEmpty() ? "" : Integer.toHexString(text.hashCode()) + "-" + text.length());
  }

  /** True once a trainer has written it. */
  static boolean isThere(@Nullable Path logFolder) {
    return logFolder != null && Files.exists(logFolder.resolve("params").resolve("agent.yaml"));
  }

  private static int rows(Map<String, Object> env) {
    Object scene = env.get("scene");
    Object terrain = scene instanceof Map<?, ?> map ? map.get("terrain") : null;
    if (!(terrain instanceof Map<?, ?> ground)) {
      return 0;
    }
    if ("plane".equals(ground.get("terrain_type"))) {
      return 1;
    }
    return ground.get("terrain_generator") instanceof Map<?, ?> generator
        ? whole(generator.get("num_rows"), 0)
        : 0;
  }

  private static int whole(@Nullable Object value, int otherwise) {
    return value instanceof Number number && number.intValue() > 0 ? number.intValue() : otherwise;
  }

  private static Map<String, Object> load(Path logFolder, String name) {
    Path file = logFolder.resolve("params").resolve(name);
    try {
      return Files.exists(file) ? TaggedYaml.load(file) : Map.of();
    } catch (TrotlineException e) {
      // Half written: rules that need it stay silent.
      return Map.of();
    }
  }
}
