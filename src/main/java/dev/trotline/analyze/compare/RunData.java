package dev.trotline.analyze.compare;

import dev.trotline.edit.yaml.DumpedSettings;
import dev.trotline.metrics.LogMeaning;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.event.EventFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One run to be compared.
 *
 * @param name how it is called in reports, such as {@code exp003/s1}
 * @param series what it logged
 * @param env tree of its env.yaml, empty if there is none
 * @param agent tree of its agent.yaml, empty if there is none
 * @param meaning what its log's figures mean
 * @param problems what could not be read of it
 */
public record RunData(
    String name,
    RunSeries series,
    Map<String, Object> env,
    Map<String, Object> agent,
    LogMeaning meaning,
    List<String> problems) {

  public RunData {
    problems = List.copyOf(problems);
  }

  /** Reads the log folder of any trainer of the rsl_rl family. */
  public static RunData read(Path folder, String name, LogMeaning meaning) {
    var problems = new ArrayList<String>();
    EventFolder.Reading reading = EventFolder.scan(folder);
    reading.files().stream()
        .filter(file -> !file.extent().isClean())
        .forEach(file -> problems.add(file.name() + ": " + file.extent().container()));
    return new RunData(
        name,
        reading.series(),
        DumpedSettings.read(folder, "env.yaml", problems),
        DumpedSettings.read(folder, "agent.yaml", problems),
        meaning,
        problems);
  }
}
