package dev.trotline.analyze.compare;

import dev.trotline.analyze.text.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison in words and tables, 100 columns wide. */
final class CompareText {

  private static final int NAME = 28;
  private static final int SETTINGS = 15;

  private final CompareReport report;
  private final List<String> lines = new ArrayList<>();

  CompareText(CompareReport report) {
    this.report = report;
  }

  List<String> lines() {
    lines.add(
        report.candidate()
            + " ("
            + runs(report.candidateRuns())
            + ") against "
            + report.reference()
            + " ("
            + runs(report.referenceRuns())
            + ")");
    lines.add("noise: " + report.basis());
    report.notes().forEach(note -> lines.add("note: " + note));
    settings();
    partings();
    if (report.metrics().isEmpty() && report.terms().isEmpty()) {
      lines.add("no curve both sides have");
      return lines;
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "ends, means of iterations %d to %d, differences with 95 %% intervals:",
            report.lateFrom(),
            report.lateTo()));
    effects("metrics", report.metrics());
    terms();
    effects("terminations", report.terminations());
    return lines;
  }

  private static String runs(int count) {
    return count == 1 ? "1 run" : count + " runs";
  }

  private void settings() {
    List<SettingChange> changes = report.config().changes();
    if (!report.config().known()) {
      return;
    }
    if (changes.isEmpty()) {
      lines.add("settings: no difference that could matter");
      return;
    }
    lines.add("settings that differ:");
    changes.stream().limit(SETTINGS).forEach(c -> lines.add("  " + c.group() + ": " + c.line()));
    if (changes.size() > SETTINGS) {
      lines.add("  and " + (changes.size() - SETTINGS) + " more");
    }
  }

  private void partings() {
    FirstDifference first = report.firstDifference();
    // That two trainings differ from the start is the rule and tells nothing.
    if (first != null && (first.iteration() < 0 || first.equalIterations() > 0)) {
      lines.add(first.line());
    }
    var never = new ArrayList<String>();
    var unknown = new ArrayList<String>();
    report
        .overlays()
        .forEach(
            (name, overlay) -> {
              Parting parting = overlay.parting();
              switch (parting.verdict()) {
                case IDENTICAL, NEVER -> never.add(name);
                case UNKNOWN -> unknown.add(name);
                case FOR_GOOD, FOR_A_WHILE -> lines.add(sentence(name, parting));
              }
            });
    if (!never.isEmpty()) {
      wrapped("never part: ", never);
    }
    if (!unknown.isEmpty()) {
      wrapped("too little data to tell whether they part: ", unknown);
    }
  }

  private static String sentence(String name, Parting parting) {
    String by =
        String.format(
            Locale.ROOT,
            "by %s (bins of %d)",
            Text.signed(parting.difference()),
            parting.resolution());
    return parting.verdict() == Parting.Verdict.FOR_GOOD
        ? name + ": part at iteration " + parting.from() + " for good, " + by
        : String.format(
            Locale.ROOT,
            "%s: apart at iterations %d to %d, then together again, %s",
            name,
            parting.from(),
            parting.to(),
            by);
  }

  private void wrapped(String head, List<String> names) {
    var line = new StringBuilder(head);
    for (int i = 0; i < names.size(); i++) {
      String next = names.get(i) + (i + 1 < names.size() ? ", " : "");
      if (line.length() + next.length() > 100) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder("  ");
      }
      line.append(next);
    }
    lines.add(line.toString());
  }

  private void effects(String what, List<Effect> effects) {
    List<Effect> moved = effects.stream().filter(Effect::moved).toList();
    if (!moved.isEmpty()) {
      var table = new TextTable(List.of(what, "before", "after", "difference", "from", "to", ""));
      for (Effect e : moved) {
        table.add(
            Text.cut(e.name(), NAME),
            Text.number(e.before()),
            Text.number(e.after()),
            Text.signed(e.difference()),
            Text.end(e.low()),
            Text.end(e.high()),
            e.verdict());
      }
      lines.addAll(table.lines());
    }
    folded(effects.size() - moved.size(), moved.isEmpty(), what);
  }

  private void terms() {
    List<TermEffect> all = report.terms();
    List<TermEffect> moved = all.stream().filter(TermEffect::isTold).toList();
    if (!moved.isEmpty()) {
      var table =
          new TextTable(
              List.of("reward terms", "before", "after", "difference", "from", "to", "share"));
      for (TermEffect term : moved) {
        Effect e = term.effect();
        table.add(
            Text.cut(e.name(), NAME),
            Text.number(e.before()),
            Text.number(e.after()),
            Text.signed(e.difference()),
            Text.end(e.low()),
            Text.end(e.high()),
            percent(term.shareBefore()) + " -> " + percent(term.shareAfter()));
      }
      lines.addAll(table.lines());
      moved.stream().filter(TermEffect::isSeparated).forEach(t -> lines.add("  " + t.line()));
    }
    folded(all.size() - moved.size(), moved.isEmpty(), "terms");
  }

  private void folded(int count, boolean none, String what) {
    if (count > 0) {
      String noun = count == 1 ? what.substring(0, what.length() - 1) : what;
      lines.add(
          none ? "  no " + what + " moved" : "  " + count + " more " + noun + " did not move");
    }
  }

  private static String percent(double share) {
    return Double.isFinite(share) ? Math.round(100 * share) + " %" : "-";
  }
}
