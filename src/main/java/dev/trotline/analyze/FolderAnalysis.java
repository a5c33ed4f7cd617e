package dev.trotline.analyze;

import dev.trotline.edit.yaml.DumpedSettings;
import dev.trotline.metrics.LogMetrics;
import dev.trotline.metrics.event.EventFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Normalised metrics of every run below a folder, with no study around: {@code analyze DIR}.
 *
 * @param runs the runs, sorted by path
 * @param unreadable what could not be looked into
 */
public record FolderAnalysis(List<FolderRun> runs, List<String> unreadable) {

  public FolderAnalysis {
    runs = List.copyOf(runs);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * One run.
   *
   * @param path its folder, as reached from the folder that was asked for
   * @param metrics its normalised metrics and the rule applied
   * @param problems what could not be read of it
   */
  public record FolderRun(Path path, LogMetrics metrics, List<String> problems) {

    public FolderRun {
      problems = List.copyOf(problems);
    }

    Map<String, Object> json() {
      var json = new LinkedHashMap<String, Object>();
      json.put("path", path.toString());
      json.put("metrics", metrics.values());
      json.put("rule", metrics.rule());
      json.put("window", metrics.window());
      json.put("lastIteration", metrics.lastIteration());
      json.put("problems", problems);
      return json;
    }
  }

  /** Reads a run folder or a tree of them. */
  public static FolderAnalysis of(Path root) {
    RunFolders folders = RunFolders.find(root);
    var runs = new ArrayList<FolderRun>();
    for (Path folder : folders.runs()) {
      var problems = new ArrayList<String>();
      EventFolder.Reading reading = EventFolder.scan(folder);
      reading.files().stream()
          .filter(file -> !file.extent().isClean())
          .forEach(file -> problems.add(file.name() + ": " + file.extent().container()));
      Map<String, Object> env = DumpedSettings.read(folder, "env.yaml", problems);
      Map<String, Object> agent = DumpedSettings.read(folder, "agent.yaml", problems);
      runs.add(new FolderRun(folder, LogMetrics.of(reading.series(), env, agent), problems));
    }
    return new FolderAnalysis(runs, folders.unreadable());
  }

  /** The document. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("schema", Analysis.SCHEMA);
    json.put("runs", runs.stream().map(FolderRun::json).toList());
    if (!unreadable.isEmpty()) {
      json.put("unreadable", unreadable);
    }
    return json;
  }

  /** The same for people. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    for (FolderRun run : runs) {
      lines.add(run.path() + " (last iteration " + run.metrics().lastIteration() + ")");
      run.metrics()
          .values()
          .forEach((metric, value) -> lines.add("  " + metric + "  " + Figures.text(value)));
      lines.add("  rule: " + run.metrics().rule());
      run.problems().forEach(problem -> lines.add("  " + problem));
    }
    if (runs.isEmpty()) {
      lines.add("no event files");
    }
    return lines;
  }
}
