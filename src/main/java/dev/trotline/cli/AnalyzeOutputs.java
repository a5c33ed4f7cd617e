package dev.trotline.cli;

import dev.trotline.analyze.AnalysisPlots;
import dev.trotline.analyze.ExperimentAnalysis;
import dev.trotline.analyze.Exports;
import dev.trotline.analyze.FolderAnalysis;
import dev.trotline.analyze.ScalarsReport;
import dev.trotline.analyze.Subject;
import dev.trotline.analyze.export.CsvExport;
import dev.trotline.analyze.export.MetricRow;
import dev.trotline.analyze.export.PlotSet;
import dev.trotline.analyze.export.SqliteExport;
import dev.trotline.chart.Terminal;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.error.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where {@code analyze} puts its results beside the terminal: plots, tables, one file of all. */
final class AnalyzeOutputs {
  private static final int PLOT_LINES = 16;
  private static final String STDOUT = "-";

  @Option(names = "--plot", description = "draw in the terminal")
  boolean plot;

  @Option(names = "--ascii", description = "draw with ASCII letters alone")
  boolean ascii;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description = "draw these tags; * and ? stand for any letters (default: the usual ones)")
  List<String> tags = new ArrayList<>();

  @Option(names = "--html", paramLabel = "FILE", description = "write a page that needs no other")
  @Nullable Path html;

  @Option(names = "--png", paramLabel = "FILE", description = "write a picture of the plots")
  @Nullable Path png;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "write the metrics, with --scalars every point, as a table; - is stdout")
  @Nullable String csv;

  @Option(
      names = "--sqlite",
      paramLabel = "FILE",
      description = "write runs, points, metrics and settings into one file of SQLite")
  @Nullable Path sqlite;

  /** Refuses what would put two things on one stdout, or leave out what was asked for. */
  void check(boolean json) {
    boolean more = json || plot || html != null || png != null || sqlite != null;
    if (STDOUT.equals(csv) && more) {
      throw new InvalidInputException(
          "the table takes all of stdout, so '--csv -' goes with no other output",
          null,
          "--csv",
          "name a file for the table");
    }
  }

  /** Of folders' event files, point by point. */
  Outcome scalars(Context context, ScalarsReport report, List<Path> folders) {
    boolean points = csv != null || sqlite != null || draws();
    List<Subject> subjects = points ? Subject.below(folders, new ArrayList<>()) : List.of();
    List<String> lines = new ArrayList<>(report.lines());
    Map<String, Object> json = report.json();
    String table = csv;
    if (STDOUT.equals(table)) {
      CsvExport.scalars(context.out(), Exports.source(subjects));
      return Outcome.yes(View.of(List.of(), json));
    }
    if (table != null) {
      Path file = context.directory().resolve(table);
      CsvExport.scalars(file, Exports.source(subjects));
      written(file, lines, json);
    }
    database(context, subjects, List.of(), lines, json);
    plots(
        context,
        () ->
            new PlotSet("Scalars", subjects.size() + " runs")
                .addAll(
                    dev.trotline.analyze.export.TagCharts.of(
                        AnalysisPlots.series(subjects), tags, 1)),
        lines,
        json);
    return Outcome.yes(View.of(lines, json));
  }

  /** Of runs and folders. */
  Outcome runs(Context context, FolderAnalysis analysis, List<Subject> subjects, int window) {
    List<String> lines = new ArrayList<>(analysis.lines());
    Map<String, Object> json = analysis.json();
    List<MetricRow> rows = Exports.rows(analysis);
    if (table(context, rows, lines, json)) {
      return Outcome.yes(View.of(List.of(), json));
    }
    database(context, subjects, rows, lines, json);
    plots(
        context,
        () ->
            AnalysisPlots.runs("Analysis", analysis, AnalysisPlots.series(subjects), tags, window),
        lines,
        json);
    return Outcome.yes(View.of(lines, json));
  }

  /** Of a study's experiments. */
  Outcome experiments(
      Context context,
      Services services,
      List<ExperimentAnalysis> experiments,
      boolean yes,
      List<String> lines,
      Map<String, Object> json) {
    List<MetricRow> rows = Exports.rows(experiments);
    if (table(context, rows, lines, json)) {
      return Outcome.of(yes, View.of(List.of(), json));
    }
    if (sqlite != null) {
      // A run whose folder was cleared away keeps its row, and has no points to export.
      List<Subject> subjects =
          experiments.stream()
              .flatMap(experiment -> experiment.curves().keySet().stream())
              .flatMap(run -> services.logged(Ids.run(services, run)).stream())
              .toList();
      database(context, subjects, rows, lines, json);
    }
    plots(
        context,
        () ->
            AnalysisPlots.experiments(
                services.study().config().name(),
                "analyze, " + services.now(),
                experiments,
                services.study().config().objective()),
        lines,
        json);
    return Outcome.of(yes, View.of(lines, json));
  }

  private boolean draws() {
    return plot || html != null || png != null;
  }

  /** True if the table went to stdout, which then belongs to it. */
  private boolean table(
      Context context, List<MetricRow> rows, List<String> lines, Map<String, Object> json) {
    String place = csv;
    if (place == null) {
      return false;
    }
    if (place.equals(STDOUT)) {
      CsvExport.metrics(context.out(), rows);
      return true;
    }
    Path file = context.directory().resolve(place);
    CsvExport.metrics(file, rows);
    written(file, lines, json);
    return false;
  }

  private void database(
      Context context,
      List<Subject> subjects,
      List<MetricRow> rows,
      List<String> lines,
      Map<String, Object> json) {
    Path place = sqlite;
    if (place != null) {
      Path file = context.directory().resolve(place);
      SqliteExport.write(file, Map.of(), Exports.source(subjects), rows);
      written(file, lines, json);
    }
  }

  private void plots(
      Context context, Supplier<PlotSet> drawn, List<String> lines, Map<String, Object> json) {
    if (!draws()) {
      return;
    }
    PlotSet plots = drawn.get();
    for (Path place : new Path[] {html, png}) {
      if (place != null) {
        Path file = context.directory().resolve(place);
        plots.write(file);
        written(file, lines, json);
      }
    }
    if (plot) {
      // Results may go into a file while the terminal shows warnings, so no colours.
      List<String> drawing =
          plots.lines(Terminal.detect(context.environment(), PLOT_LINES, ascii, false));
      lines.addAll(drawing);
      if (drawing.isEmpty()) {
        lines.add("nothing to draw: no such tag was logged");
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void written(Path file, List<String> lines, Map<String, Object> json) {
    lines.add("written: " + file);
    ((List<String>) json.computeIfAbsent("written", key -> new ArrayList<String>()))
        .add(file.toString());
  }
}
