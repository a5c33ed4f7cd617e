package dev.trotline.analyze;

import dev.trotline.edit.yaml.DumpedSettings;
import dev.trotline.metrics.LogMeaning;
import dev.trotline.metrics.event.EventFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Normalised metrics of every run below some folders, with no study around: {@code analyze DIR}.
 *
 * @param runs the runs, sorted by path within each folder
 * @param unreadable what could not be looked into
 */
public record FolderAnalysis(List<RunAnalysis> runs, List<String> unreadable) {

  public FolderAnalysis {
    runs = List.copyOf(runs);
    unreadable = List.copyOf(unreadable);
  }

  /** Reads a run folder or a tree of them. */
  public static FolderAnalysis of(Path root) {
    return of(List.of(root), CurveSettings.USUAL);
  }

  /** Reads run folders or trees of them; one run at a time is held in memory. */
  public static FolderAnalysis of(List<Path> roots, CurveSettings settings) {
    var runs = new ArrayList<RunAnalysis>();
    var unreadable = new ArrayList<String>();
    for (Path root : roots) {
      RunFolders folders = RunFolders.find(root);
      unreadable.addAll(folders.unreadable());
      folders.runs().forEach(folder -> runs.add(analyse(folder, settings)));
    }
    return new FolderAnalysis(runs, unreadable);
  }

  private static RunAnalysis analyse(Path folder, CurveSettings settings) {
    var problems = new ArrayList<String>();
    EventFolder.Reading reading = EventFolder.scan(folder);
    reading.files().stream()
        .filter(file -> !file.extent().isClean())
        .forEach(file -> problems.add(file.name() + ": " + file.extent().container()));
    var log =
        new RunAnalysis.Log(
            reading.series(),
            DumpedSettings.read(folder, "env.yaml", problems),
            DumpedSettings.read(folder, "agent.yaml", problems),
            LogMeaning.unknown());
    return RunAnalysis.of(folder.toString(), folder, log, problems, settings);
  }

  /** The document. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("schema", Analysis.SCHEMA);
    json.put("runs", runs.stream().map(RunAnalysis::json).toList());
    if (!unreadable.isEmpty()) {
      json.put("unreadable", unreadable);
    }
    return json;
  }

  /** The same for people. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    runs.forEach(run -> lines.addAll(run.lines()));
    if (runs.isEmpty()) {
      lines.add("no event files");
    }
    return lines;
  }
}
