package dev.trotline.edit.yaml;

import dev.trotline.error.TrotlineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The settings a trainer dumped into a log folder of any origin. */
public final class DumpedSettings {

  private DumpedSettings() {}

  /**
   * Reads {@code env.yaml} or {@code agent.yaml}. Some people keep the dumps beside the events
   * instead of in {@code params/}.
   *
   * @param problems receives a sentence for a file that cannot be read; the next place is tried
   * @return the tree, empty if there is none
   */
  public static Map<String, Object> read(Path logFolder, String name, List<String> problems) {
    for (Path file : List.of(logFolder.resolve("params").resolve(name), logFolder.resolve(name))) {
      if (Files.isRegularFile(file)) {
        try {
          return TaggedYaml.load(file);
        } catch (TrotlineException e) {
          problems.add(name + ": " + e.getMessage());
        }
      }
    }
    return Map.of();
  }
}
