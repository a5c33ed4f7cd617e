package dev.trotline.analyze;

import dev.trotline.analyze.compare.RunData;
import dev.trotline.analyze.export.ExportedRun;
import dev.trotline.analyze.export.MetricRow;
import dev.trotline.analyze.export.RunSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns analyses into the rows that are written out. */
public final class Exports {

  private static final String JUDGE = "judge";
  private static final String LOG = "log";

  private Exports() {}

  /** Runs read one after the other while they are written. */
  public static RunSource source(List<Subject> subjects) {
    return sink ->
        subjects.forEach(
            subject -> {
              RunData data = subject.read();
              var settings = new LinkedHashMap<String, Map<String, Object>>();
              put(settings, "env.yaml", data.env());
              put(settings, "agent.yaml", data.agent());
              sink.accept(
                  new ExportedRun(data.name(), subject.log().toString(), data.series(), settings));
            });
  }

  private static void put(
      Map<String, Map<String, Object>> settings, String name, Map<String, Object> tree) {
    if (!tree.isEmpty()) {
      settings.put(name, tree);
    }
  }

  /** Every figure of every run. */
  public static List<MetricRow> rows(FolderAnalysis analysis) {
    var rows = new ArrayList<MetricRow>();
    for (RunAnalysis run : analysis.runs()) {
      run.judged()
          .forEach((m, value) -> rows.add(new MetricRow(run.name(), null, m, JUDGE, value)));
      run.metrics()
          .values()
          .forEach((m, value) -> rows.add(new MetricRow(run.name(), null, m, LOG, value)));
    }
    return rows;
  }

  /** Every figure of every seed, and the means over them. */
  public static List<MetricRow> rows(List<ExperimentAnalysis> experiments) {
    var rows = new ArrayList<MetricRow>();
    for (ExperimentAnalysis experiment : experiments) {
      String name = experiment.id().toString();
      experiment
          .sample()
          .bySeed()
          .forEach(
              (seed, metrics) ->
                  metrics.forEach(
                      (m, value) ->
                          rows.add(new MetricRow(name, Integer.toString(seed), m, "seed", value))));
      ExperimentSummary.of(experiment.sample())
          .metrics()
          .forEach(
              (m, summary) -> {
                rows.add(new MetricRow(name, null, m, "mean", summary.mean()));
                rows.add(new MetricRow(name, null, m, "iqm", summary.interquartileMean()));
                rows.add(new MetricRow(name, null, m, "low", summary.interval().low()));
                rows.add(new MetricRow(name, null, m, "high", summary.interval().high()));
              });
    }
    return rows;
  }
}
