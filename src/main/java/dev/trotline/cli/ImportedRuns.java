package dev.trotline.cli;

import dev.trotline.archive.Archive;
import dev.trotline.archive.ExperimentRow;
import dev.trotline.archive.ImportRow;
import dev.trotline.archive.MetricSource;
import dev.trotline.archive.RunRecord;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.StudyFiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What {@code analyze} shows of adopted runs: their logged metrics, and by which rule. */
final class ImportedRuns {
  private ImportedRuns() {}

  /** True if an experiment stands for a configuration that was adopted. */
  static boolean isImported(Archive archive, ExperimentId id) {
    return archive.experiment(id).map(row -> row.author().isImport()).orElse(false);
  }

  /** The adopted runs of an experiment, one document each. */
  static List<Map<String, Object>> rows(Archive archive, ExperimentId id) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (ImportRow imported : archive.imports()) {
      if (imported.run().experiment().equals(id)) {
        RunRecord run = archive.run(imported.run()).orElseThrow();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("experiment", id.toString());
        row.put("run", run.id().toString());
        row.put("path", imported.path());
        row.put("state", run.state().word());
        row.put("note", run.note());
        row.put("iteration", run.iteration());
        row.put("iterationsAsked", run.iterationsAsked());
        row.put("metrics", new TreeMap<>(archive.metrics(run.id(), MetricSource.LOG)));
        row.put("rule", imported.rule());
        rows.add(row);
      }
    }
    return rows;
  }

  /** The same for people. */
  static List<String> lines(Archive archive, ExperimentId id) {
    List<String> lines = new ArrayList<>();
    ExperimentRow experiment = archive.experiment(id).orElseThrow();
    Experiment text = StudyFiles.parseExperiment(id + ".yaml", experiment.yaml());
    lines.add(id + " was imported. " + experiment.hypothesis());
    if (text.foreign() != null) {
      lines.add("  it cannot be trained here: " + text.foreign());
    }
    for (Map<String, Object> row : rows(archive, id)) {
      lines.add(
          row.get("run")
              + " "
              + row.get("state")
              + ", iteration "
              + row.get("iteration")
              + (row.get("iterationsAsked").equals(0) ? "" : "/" + row.get("iterationsAsked"))
              + ", "
              + row.get("path"));
      if (row.get("metrics") instanceof Map<?, ?> metrics) {
        metrics.forEach(
            (name, value) -> lines.add(String.format(Locale.ROOT, "  %-22s %.4f", name, value)));
      }
      lines.add("  rule: " + row.get("rule"));
    }
    return lines;
  }
}
