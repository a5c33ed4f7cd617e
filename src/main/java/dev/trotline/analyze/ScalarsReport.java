package dev.trotline.analyze;

import dev.trotline.analyze.text.TextTable;
import dev.trotline.metrics.ScalarFigures;
import dev.trotline.metrics.event.EventFolder;
import dev.trotline.metrics.event.FigureScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every scalar of every run below a folder, in figures: {@code analyze DIR --scalars}.
 *
 * @param runs the runs, sorted by path
 * @param unreadable what could not be looked into
 */
public record ScalarsReport(List<RunScalars> runs, List<String> unreadable) {

  /** Schema of the document. */
  public static final String SCHEMA = "trotline/scalars/1";

  public ScalarsReport {
    runs = List.copyOf(runs);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * One run.
   *
   * @param path its folder, as reached from the folder that was asked for
   * @param files its event files and how far each could be read
   * @param tags figures by tag, sorted
   * @param malformed records with a right checksum that made no sense
   */
  public record RunScalars(
      Path path,
      List<EventFolder.FileReading> files,
      Map<String, ScalarFigures> tags,
      long malformed) {

    public RunScalars {
      files = List.copyOf(files);
      tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    private static Map<String, Object> json(EventFolder.FileReading file) {
      var json = new LinkedHashMap<String, Object>();
      json.put("name", file.name());
      json.put("container", file.extent().container());
      return json;
    }

    Map<String, Object> json() {
      var json = new LinkedHashMap<String, Object>();
      json.put("path", path.toString());
      json.put("files", files.stream().map(RunScalars::json).toList());
      var figures = new LinkedHashMap<String, Object>();
      tags.forEach((tag, all) -> figures.put(tag, TagFigures.json(all)));
      json.put("tags", figures);
      return json;
    }
  }

  /** Reads a run folder or a tree of them; no points are kept, so their number does not matter. */
  public static ScalarsReport of(Path root) {
    RunFolders folders = RunFolders.find(root);
    return new ScalarsReport(
        new FigureScan()
            .read(folders.runs()).stream()
                .map(r -> new RunScalars(r.folder(), r.files(), r.figures(), r.malformed()))
                .toList(),
        folders.unreadable());
  }

  /** The same of several trees, one after the other. */
  public static ScalarsReport of(List<Path> roots) {
    List<ScalarsReport> all = roots.stream().map(ScalarsReport::of).toList();
    return new ScalarsReport(
        all.stream().flatMap(report -> report.runs().stream()).toList(),
        all.stream().flatMap(report -> report.unreadable().stream()).toList());
  }

  /** The document. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("schema", SCHEMA);
    json.put("runs", runs.stream().map(RunScalars::json).toList());
    if (!unreadable.isEmpty()) {
      json.put("unreadable", unreadable);
    }
    return json;
  }

  /** The same for people. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    for (RunScalars run : runs) {
      lines.add(run.path().toString());
      for (EventFolder.FileReading file : run.files()) {
        if (!file.extent().isClean()) {
          lines.add("  " + file.name() + ": " + file.extent().container());
        }
      }
      var table = new TextTable(List.of("tag", "points", "steps", "last", "min", "max", "mean"));
      run.tags()
          .forEach(
              (tag, f) ->
                  table.add(
                      tag,
                      Long.toString(f.points()),
                      f.firstStep() + ".." + f.lastStep(),
                      Figures.text(f.lastValue()),
                      Figures.text(f.min()),
                      Figures.text(f.max()),
                      Figures.text(f.mean())));
      lines.addAll(run.tags().isEmpty() ? List.of("  no scalars") : table.lines());
    }
    if (runs.isEmpty()) {
      lines.add("no event files");
    }
    unreadable.forEach(place -> lines.add("not read: " + place));
    return lines;
  }
}
