package dev.trotline.analyze;

import dev.trotline.analyze.compare.CompareReport;
import dev.trotline.analyze.compare.Decomposition;
import dev.trotline.analyze.compare.Overlay;
import dev.trotline.analyze.export.PlotSet;
import dev.trotline.analyze.export.TagCharts;
import dev.trotline.chart.Axis;
import dev.trotline.chart.DotChart;
import dev.trotline.chart.Marker;
import dev.trotline.metrics.RunSeries;
import dev.trotline.study.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws what an analysis found: experiments over seeds, curves over each other, reward by terms.
 */
public final class AnalysisPlots {

  private AnalysisPlots() {}

  /**
   * Experiments of a study.
   *
   * @param sentence what was analysed, for the head of the page
   */
  public static PlotSet experiments(
      String title, String sentence, List<ExperimentAnalysis> experiments, Objective objective) {
    var plots = new PlotSet(title, sentence);
    plots.heading("Seeds");
    plots.add(seeds(experiments, objective));
    for (ExperimentAnalysis experiment : experiments) {
      if (experiment.sample().bySeed().isEmpty()) {
        continue;
      }
      plots.heading(experiment.id().toString());
      plots.flags(flags(experiment.findings()));
      plots.table(
          "Over " + experiment.sample().bySeed().size() + " seeds",
          List.of("metric", "mean", "sd", "low", "high"),
          rows(ExperimentSummary.of(experiment.sample())));
      CompareReport report = experiment.attribution();
      if (report != null) {
        comparison(plots, report);
      }
    }
    return plots;
  }

  /** Runs and folders: the comparison if there is one, and the tags asked for. */
  public static PlotSet runs(
      String title,
      FolderAnalysis analysis,
      Map<String, RunSeries> series,
      List<String> tags,
      int window) {
    var plots =
        new PlotSet(
            title, analysis.runs().size() + (analysis.runs().size() == 1 ? " run" : " runs"));
    plots.flags(
        analysis.runs().stream()
            .flatMap(run -> flags(run.findings()).stream().map(text -> run.name() + ": " + text))
            .toList());
    CompareReport report = analysis.comparison();
    if (report != null) {
      comparison(plots, report);
    }
    plots.heading("Curves");
    plots.addAll(TagCharts.of(series, tags, window));
    return plots;
  }

  private static void comparison(PlotSet plots, CompareReport report) {
    plots.heading(report.candidate() + " against " + report.reference());
    report.notes().forEach(plots::note);
    for (Overlay overlay : report.overlays().values()) {
      plots.overlay(
          overlay.name(),
          "mean over runs, band: least to largest",
          Axis.of("iteration"),
          Axis.of(overlay.unit()),
          List.of(group(overlay, overlay.reference()), group(overlay, overlay.candidate())),
          parting(overlay));
    }
    for (Decomposition parts : report.decompositions()) {
      if (!parts.terms().isEmpty()) {
        plots.decomposition(
            "Reward of " + parts.name() + " by terms",
            "mean over runs, weighted, per second of a full episode",
            Axis.of("iteration"),
            Axis.of("reward"),
            parts.x(),
            parts.terms(),
            parts.values());
      }
    }
  }

  private static PlotSet.Group group(Overlay overlay, Overlay.Band band) {
    return new PlotSet.Group(band.name(), overlay.x(), band.mean(), band.low(), band.high());
  }

  private static List<Marker> parting(Overlay overlay) {
    return overlay.parting().from() < 0
        ? List.of()
        : List.of(new Marker(overlay.parting().from(), "they part"));
  }

  private static DotChart seeds(List<ExperimentAnalysis> experiments, Objective objective) {
    var rows = new ArrayList<DotChart.Row>();
    for (ExperimentAnalysis experiment : experiments) {
      double[] values = experiment.sample().values(objective.metric());
      if (values.length > 0) {
        MetricSummary summary = MetricSummary.of(values);
        rows.add(
            new DotChart.Row(
                experiment.id().toString(),
                values,
                summary.mean(),
                summary.interval().low(),
                summary.interval().high()));
      }
    }
    return new DotChart(
        objective.metric(),
        "dots: seeds; bar: mean and its 95 % interval",
        Axis.of(objective.metric()),
        rows,
        objective.target() == null
            ? List.of()
            : List.of(new Marker(objective.target().bound(), "target")));
  }

  private static List<String> flags(Findings findings) {
    return findings.flags().stream()
        .map(flag -> flag.name() + (flag.blocks() ? " (blocks): " : ": ") + flag.meaning())
        .toList();
  }

  private static List<List<String>> rows(ExperimentSummary summary) {
    var rows = new ArrayList<List<String>>();
    summary
        .metrics()
        .forEach(
            (metric, m) ->
                rows.add(
                    Arrays.asList(
                        metric,
                        Figures.text(m.mean()),
                        Figures.text(m.deviation()),
                        Figures.text(m.interval().low()),
                        Figures.text(m.interval().high()))));
    return rows;
  }

  /** Reads the series of some runs by name. */
  public static Map<String, RunSeries> series(List<Subject> subjects) {
    var series = new LinkedHashMap<String, RunSeries>();
    subjects.forEach(subject -> series.put(subject.name(), subject.read().series()));
    return series;
  }
}
