package dev.trotline.report;

import dev.trotline.report.ReportData.ExperimentLine;
import dev.trotline.report.ReportData.Figure;
import dev.trotline.report.ReportData.RunLine;
import dev.trotline.report.ReportData.Standing;
import dev.trotline.study.Budget;
import dev.trotline.study.RunState;
import dev.trotline.study.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The report a person reads in the morning, as Markdown. The first page says what ran, what died
 * and why, what is really better, what it cost and what comes next; tables with everything follow.
 */
public final class MorningReport {

  private MorningReport() {}

  /** The whole document, ending in a line feed. */
  public static String markdown(ReportData data) {
    Markdown out = new Markdown();
    out.heading(1, Markdown.escape(data.study()) + ": morning report");
    out.paragraph(
        String.format(
            Locale.ROOT,
            "Task %s. Covers %s to %s; written %s.",
            Markdown.escape(data.task()),
            Numbers.moment(data.from()),
            Numbers.moment(data.to()),
            Numbers.moment(data.writtenAt())));
    out.heading(2, "In short");
    out.item("**State.** " + Markdown.escape(data.ending()));
    out.item("**Ran.** " + ran(data));
    if (data.imported().runs() > 0) {
      out.item(
          "**Imported.** "
              + counted(data.imported().runs(), "run")
              + " of "
              + counted(data.imported().configurations(), "configuration")
              + ", trained elsewhere and not ranked.");
    }
    out.item("**Died.** " + died(data));
    out.item("**Really better.** " + better(data));
    if (data.reproduction() != null) {
      out.item("**Reproduced.** " + Markdown.escape(data.reproduction()));
    }
    out.item("**Cost.** " + cost(data));
    out.item("**Next.** " + next(data));
    out.blank();
    ReportTables.standings(out, data);
    ReportTables.experiments(out, data);
    ReportTables.predictions(out, data);
    ReportTables.deaths(out, data);
    ReportTables.waste(out, data);
    ReportTables.curves(out, data);
    ReportTables.journal(out, data);
    return out.toString();
  }

  private static String ran(ReportData data) {
    long waves =
        data.experiments().stream()
            .mapToInt(ExperimentLine::wave)
            .filter(w -> w > 0)
            .distinct()
            .count();
    Map<RunState, Long> states = countStates(data);
    String byState =
        states.entrySet().stream()
            .map(entry -> entry.getValue() + " " + words(entry.getKey()))
            .collect(Collectors.joining(", "));
    return counted(data.experiments().size(), "experiment")
        + " in "
        + counted(waves, "wave")
        + "; "
        + counted(data.runs().size(), "run")
        + (byState.isEmpty() ? "." : ": " + byState + ".");
  }

  private static Map<RunState, Long> countStates(ReportData data) {
    return data.runs().stream()
        .collect(Collectors.groupingBy(RunLine::state, TreeMap::new, Collectors.counting()));
  }

  private static String died(ReportData data) {
    Map<String, Long> causes =
        data.runs().stream()
            .filter(ReportTables::isDead)
            .collect(
                Collectors.groupingBy(
                    ReportTables::deathCause, TreeMap::new, Collectors.counting()));
    if (causes.isEmpty()) {
      return "Nothing.";
    }
    return causes.entrySet().stream()
            .map(e -> e.getValue() + " × " + Markdown.escape(e.getKey()))
            .collect(Collectors.joining(", "))
        + ".";
  }

  private static String better(ReportData data) {
    Standing incumbent = data.incumbent();
    Standing baseline = data.baseline();
    String metric = data.objective().metric();
    if (incumbent == null || baseline == null) {
      return "Not known yet: the baseline has not been measured.";
    }
    Figure now = Numbers.of(incumbent, metric).orElse(null);
    Figure before = Numbers.of(baseline, metric).orElse(null);
    if (incumbent.id().equals(baseline.id())) {
      return "Nothing has beaten the seed noise of the baseline, "
          + name(metric)
          + " "
          + Numbers.figure(before)
          + ".";
    }
    return incumbent.id()
        + " passed the gate: "
        + name(metric)
        + " "
        + Numbers.figure(now)
        + ", against the baseline's "
        + Numbers.figure(before)
        + change(before, now)
        + ". "
        + target(data, now);
  }

  private static String change(
      @org.jspecify.annotations.Nullable Figure before,
      @org.jspecify.annotations.Nullable Figure now) {
    if (before == null || now == null || !(before.mean() > 0) || Double.isNaN(now.mean())) {
      return "";
    }
    double change = now.mean() / before.mean() - 1;
    return String.format(
        Locale.ROOT, " (%.0f %% %s)", 100 * Math.abs(change), change < 0 ? "less" : "more");
  }

  private static String target(ReportData data, @org.jspecify.annotations.Nullable Figure now) {
    var target = data.objective().target();
    if (target == null || now == null) {
      return "No target is set.";
    }
    return "The target "
        + Markdown.escape(target.toString())
        + (target.holds(now.mean()) ? " is reached." : " is not reached.");
  }

  private static String cost(ReportData data) {
    Budget budget = data.budget();
    Double hours = budget.deviceHours();
    Integer experiments = budget.experiments();
    List<String> parts = new ArrayList<>();
    double seconds = data.spent().deviceHours() * 3600;
    parts.add(
        Numbers.deviceTime(seconds)
            + " of device time"
            + (hours == null ? "" : " of " + Numbers.deviceTime(hours * 3600)));
    parts.add(
        counted(data.spent().experiments(), "experiment")
            + (experiments == null ? "" : " of " + experiments));
    parts.add(
        Numbers.duration(data.spent().wallClock())
            + " on the clock"
            + (budget.wallClock() == null ? "" : " of " + Numbers.duration(budget.wallClock())));
    double wasted =
        data.runs().stream().filter(ReportTables::isDead).mapToDouble(RunLine::deviceSeconds).sum();
    return String.join(", ", parts) + "; " + Numbers.deviceTime(wasted) + " went to dead runs.";
  }

  private static String next(ReportData data) {
    if (data.next().isEmpty()) {
      return "Nothing is planned.";
    }
    return data.next().stream().map(Markdown::escape).collect(Collectors.joining(" "));
  }

  static String name(String metric) {
    return Markdown.escape(metric.replace('_', ' '));
  }

  static String words(RunState state) {
    return state.word().replace('_', ' ');
  }

  static String words(Verdict verdict) {
    return verdict.word().replace('_', ' ');
  }

  static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
