package dev.trotline.report;

import dev.trotline.archive.StopIntent;
import dev.trotline.chart.Sparkline;
import dev.trotline.report.ReportData.Curve;
import dev.trotline.report.ReportData.DecisionLine;
import dev.trotline.report.ReportData.ExperimentLine;
import dev.trotline.report.ReportData.Figure;
import dev.trotline.report.ReportData.Outcome;
import dev.trotline.report.ReportData.RunLine;
import dev.trotline.report.ReportData.Standing;
import dev.trotline.study.Edit;
import dev.trotline.study.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sections of the morning report below its first page. */
final class ReportTables {

  private static final int CURVE_WIDTH = 48;

  private ReportTables() {}

  /** Terminal, and not for a good reason. */
  static boolean isDead(RunLine run) {
    return run.state().isTerminal()
        && run.state() != RunState.FINISHED
        && run.state() != RunState.CANCELLED
        && !(run.state() == RunState.PREEMPTED && StopIntent.DEADLINE.equals(run.cause()));
  }

  /** The named cause, or the state where no cause was found. */
  static String deathCause(RunLine run) {
    String cause = run.cause();
    String state = MorningReport.words(run.state());
    return cause == null || cause.isBlank() ? state + " for no known cause" : cause;
  }

  static void standings(Markdown out, ReportData data) {
    Standing baseline = data.baseline();
    Standing incumbent = data.incumbent();
    if (baseline == null) {
      return;
    }
    out.heading(2, "Baseline and incumbent");
    if (incumbent != null && !incumbent.id().equals(baseline.id())) {
      out.paragraph(incumbent.id() + " is the baseline with " + edits(incumbent.edits()) + ".");
    }
    List<List<String>> rows = new ArrayList<>();
    for (Standing standing :
        incumbent == null || incumbent.id().equals(baseline.id())
            ? List.of(baseline)
            : List.of(baseline, incumbent)) {
      for (Figure figure : standing.figures()) {
        rows.add(
            List.of(
                standing.id().toString(),
                MorningReport.name(figure.metric()),
                Numbers.figure(figure),
                Numbers.seeds(figure)));
      }
    }
    out.table(List.of("experiment", "metric", "mean (interval)", "each seed"), rows);
    if (!data.objective().constraints().isEmpty()) {
      out.paragraph(
          "Subject to "
              + data.objective().constraints().stream()
                  .map(constraint -> Markdown.escape(constraint.toString()))
                  .collect(Collectors.joining(", "))
              + ".");
    }
  }

  static void experiments(Markdown out, ReportData data) {
    out.heading(2, "Experiments");
    if (data.experiments().isEmpty()) {
      out.paragraph("None yet.");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (ExperimentLine line : data.experiments()) {
      rows.add(
          List.of(
              line.id().toString(),
              line.parent() == null ? "–" : line.parent().toString(),
              String.valueOf(line.wave()),
              Markdown.escape(line.author().toString()),
              edits(line.edits()),
              Numbers.figure(line.figure()),
              line.verdict() == null ? "open" : MorningReport.words(line.verdict())));
    }
    out.table(
        List.of(
            "id",
            "from",
            "wave",
            "author",
            "change",
            data.objective().metric().replace('_', ' '),
            "verdict"),
        rows);
    for (ExperimentLine line : data.experiments()) {
      if (!line.hypothesis().isBlank() || !line.reason().isBlank()) {
        String reason = line.reason().isBlank() ? "" : " *" + Markdown.escape(line.reason()) + "*";
        out.item("**" + line.id() + ".** " + Markdown.escape(line.hypothesis()) + reason);
      }
    }
    out.blank();
  }

  static void predictions(Markdown out, ReportData data) {
    List<List<String>> rows = new ArrayList<>();
    for (ExperimentLine line : data.experiments()) {
      for (Outcome outcome : line.outcomes()) {
        rows.add(
            List.of(
                line.id().toString(),
                Markdown.escape(line.author().toString()),
                MorningReport.name(outcome.metric()),
                Numbers.value(outcome.metric(), outcome.before()),
                Numbers.value(outcome.metric(), outcome.expected()),
                Numbers.value(outcome.metric(), outcome.measured()),
                share(outcome)));
      }
    }
    if (!rows.isEmpty()) {
      out.heading(2, "Predictions");
      out.table(
          List.of("id", "author", "metric", "before", "predicted", "came", "of the way"), rows);
    }
  }

  /** How much of the predicted change came about. */
  private static String share(Outcome outcome) {
    Double before = outcome.before();
    Double measured = outcome.measured();
    if (before == null || measured == null) {
      return "–";
    }
    double predicted = outcome.expected() - before;
    return Math.abs(predicted) < 1e-9
        ? "–"
        : String.format(Locale.ROOT, "%.0f %%", 100 * (measured - before) / predicted);
  }

  static void deaths(Markdown out, ReportData data) {
    List<RunLine> dead = data.runs().stream().filter(ReportTables::isDead).toList();
    if (dead.isEmpty()) {
      return;
    }
    out.heading(2, "Runs that died");
    List<List<String>> rows = new ArrayList<>();
    for (RunLine run : dead) {
      rows.add(
          List.of(
              run.id().toString(),
              MorningReport.words(run.state()),
              Markdown.escape(deathCause(run)),
              run.iteration() + " of " + run.iterationsAsked(),
              Numbers.deviceTime(run.deviceSeconds()),
              Markdown.escape(Objects.requireNonNullElse(run.note(), "–"))));
    }
    out.table(List.of("run", "state", "cause", "iteration", "device time", "evidence"), rows);
  }

  static void waste(Markdown out, ReportData data) {
    double all = data.runs().stream().mapToDouble(RunLine::deviceSeconds).sum();
    if (data.runs().isEmpty() || !(all > 0)) {
      return;
    }
    out.heading(2, "Where the time went");
    Map<RunState, List<RunLine>> byState =
        data.runs().stream()
            .collect(Collectors.groupingBy(RunLine::state, TreeMap::new, Collectors.toList()));
    List<List<String>> rows = new ArrayList<>();
    byState.forEach((state, runs) -> rows.add(costRow(MorningReport.words(state), runs, all)));
    Map<String, List<RunLine>> byPurpose =
        data.runs().stream()
            .collect(Collectors.groupingBy(RunLine::purpose, TreeMap::new, Collectors.toList()));
    byPurpose.forEach(
        (purpose, runs) -> rows.add(costRow("for " + Markdown.escape(purpose), runs, all)));
    out.table(List.of("runs that", "number", "device time", "share"), rows);
  }

  private static List<String> costRow(String label, List<RunLine> runs, double all) {
    double seconds = runs.stream().mapToDouble(RunLine::deviceSeconds).sum();
    return List.of(
        label,
        String.valueOf(runs.size()),
        Numbers.deviceTime(seconds),
        String.format(Locale.ROOT, "%.0f %%", 100 * seconds / all));
  }

  static void curves(Markdown out, ReportData data) {
    if (data.curves().isEmpty()) {
      return;
    }
    out.heading(2, "Learning curves");
    out.line("```text");
    int width = data.curves().stream().mapToInt(curve -> curve.label().length()).max().orElse(0);
    for (Curve curve : data.curves()) {
      out.line(curveLine(curve, width));
    }
    out.line("```").blank();
  }

  private static String curveLine(Curve curve, int width) {
    String label = curve.label().replaceAll("[\\p{Cntrl}`]", " ");
    double[] values = curve.values();
    double first = firstFinite(values, 1);
    double last = firstFinite(values, -1);
    return label
        + " ".repeat(Math.max(0, width - label.length()))
        + "  "
        + Sparkline.of(values, CURVE_WIDTH)
        + "  "
        + Numbers.plain(first)
        + " → "
        + Numbers.plain(last);
  }

  private static double firstFinite(double[] values, int direction) {
    for (int i = 0; i < values.length; i++) {
      double value = values[direction > 0 ? i : values.length - 1 - i];
      if (Double.isFinite(value)) {
        return value;
      }
    }
    return Double.NaN;
  }

  static void journal(Markdown out, ReportData data) {
    if (data.decisions().isEmpty()) {
      return;
    }
    out.heading(2, "Decisions");
    for (DecisionLine decision : data.decisions()) {
      out.item(
          Numbers.clock(decision.at())
              + " "
              + Markdown.escape(decision.author().toString())
              + ": **"
              + Markdown.escape(decision.kind())
              + "** "
              + Markdown.escape(decision.subject())
              + reason(decision.reason()));
    }
    out.blank();
  }

  private static String reason(@Nullable String text) {
    return text == null || text.isBlank() ? "" : ". " + Markdown.escape(text);
  }

  private static String edits(List<Edit> edits) {
    return edits.isEmpty()
        ? "no edits"
        : edits.stream()
            .map(edit -> Markdown.escape(edit.describe()))
            .collect(Collectors.joining("; "));
  }
}
