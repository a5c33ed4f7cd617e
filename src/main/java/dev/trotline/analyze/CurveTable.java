package dev.trotline.analyze;

import dev.trotline.analyze.text.TextTable;
import dev.trotline.metrics.CurveFigures;
import dev.trotline.metrics.LogMetrics;
import dev.trotline.metrics.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The metrics of one run with the figures of their curves, for people. */
final class CurveTable {

  private CurveTable() {}

  static List<String> lines(
      LogMetrics metrics, Map<String, CurveFigures> curves, Set<String> until) {
    if (metrics.values().isEmpty()) {
      return List.of("  no metric was logged");
    }
    boolean asked = !until.isEmpty();
    var header = new ArrayList<>(List.of("metric", "last", "best window", "at", "area", "unit"));
    if (asked) {
      header.add("reached");
    }
    var table = new TextTable(header);
    metrics
        .values()
        .forEach((metric, value) -> table.add(row(metric, value, metrics, curves, until)));
    return table.lines();
  }

  private static String[] row(
      String metric,
      double value,
      LogMetrics metrics,
      Map<String, CurveFigures> curves,
      Set<String> until) {
    CurveFigures figures = curves.get(metric);
    Provenance from = metrics.provenance().get(metric);
    var cells = new ArrayList<String>();
    cells.add(metric);
    cells.add(Figures.text(value));
    var best = figures == null ? null : figures.best();
    cells.add(best == null ? "-" : Figures.text(best.value()));
    cells.add(best == null ? "-" : best.from() + ".." + best.to());
    cells.add(figures == null ? "-" : Figures.text(figures.area()));
    cells.add(from == null ? "" : from.unit());
    if (!until.isEmpty()) {
      var reached = figures == null ? null : figures.reached();
      cells.add(
          reached != null
              ? "iteration " + reached.iteration()
              : until.contains(metric) ? "never" : "-");
    }
    return cells.toArray(String[]::new);
  }
}
