package dev.trotline.analyze;

import dev.trotline.analyze.compare.CompareReport;
import dev.trotline.analyze.compare.Options;
import dev.trotline.analyze.compare.RunData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs analysed one by one, with or without a study around: {@code analyze DIR}, {@code analyze
 * RUN}.
 *
 * @param runs the runs, in the order asked for and by path within each folder
 * @param comparison with other runs, null if none was asked for
 * @param unreadable what could not be looked into
 */
public record FolderAnalysis(
    List<RunAnalysis> runs, @Nullable CompareReport comparison, List<String> unreadable) {

  public FolderAnalysis {
    runs = List.copyOf(runs);
    unreadable = List.copyOf(unreadable);
  }

  /** Reads a run folder or a tree of them. */
  public static FolderAnalysis of(Path root) {
    var unreadable = new ArrayList<String>();
    List<Subject> subjects = Subject.below(List.of(root), unreadable);
    return of(subjects, List.of(), CurveSettings.USUAL, unreadable);
  }

  /**
   * Analyses runs; without a comparison one at a time is held in memory.
   *
   * @param against the runs to hold all of them against together; empty for none
   */
  public static FolderAnalysis of(
      List<Subject> subjects,
      List<Subject> against,
      CurveSettings settings,
      List<String> unreadable) {
    List<RunData> read = new ArrayList<>();
    List<RunAnalysis> runs = new ArrayList<>();
    for (Subject subject : subjects) {
      RunData data = subject.read();
      runs.add(subject.analyse(data, settings));
      if (!against.isEmpty()) {
        read.add(data);
      }
    }
    CompareReport report =
        read.isEmpty() || against.isEmpty()
            ? null
            : CompareReport.of(
                read,
                against.stream().map(Subject::read).toList(),
                new Options(settings.window(), Options.USUAL.level(), List.of()));
    return new FolderAnalysis(runs, report, unreadable);
  }

  /** The document. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("schema", Analysis.SCHEMA);
    json.put("runs", runs.stream().map(RunAnalysis::json).toList());
    CompareReport report = comparison;
    if (report != null) {
      json.put("attribution", report.json());
    }
    if (!unreadable.isEmpty()) {
      json.put("unreadable", unreadable);
    }
    return json;
  }

  /** The same for people. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    runs.forEach(run -> lines.addAll(run.lines()));
    CompareReport report = comparison;
    if (report != null) {
      lines.addAll(report.lines());
    }
    if (runs.isEmpty()) {
      lines.add("no event files");
    }
    unreadable.forEach(place -> lines.add("not read: " + place));
    return lines;
  }
}
