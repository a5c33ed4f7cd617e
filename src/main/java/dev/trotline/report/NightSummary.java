package dev.trotline.report;

import dev.trotline.report.ReportData.ExperimentLine;
import dev.trotline.report.ReportData.Figure;
import dev.trotline.report.ReportData.RunLine;
import dev.trotline.report.ReportData.Standing;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a night came to, as plain text that can be mailed: the first line is a subject, no line is
 * wider than 72 columns, and a screen holds all of it.
 */
public final class NightSummary {
  private static final int WIDTH = 72;
  private static final int LABEL = 10;

  /** Of a study's name in the subject; what follows tells more. */
  private static final int NAME = 16;

  private static final int DEATHS = 8;
  private static final int VERDICTS = 8;
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ROOT);
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  /** Purposes of runs whose experiments a session decides about. */
  private static final Set<RunState> OPEN =
      EnumSet.of(RunState.QUEUED, RunState.STARTING, RunState.TRAINING);

  /**
   * The session that is summed up.
   *
   * @param number which one
   * @param from when it began
   * @param paused true if the next one carries it on
   * @param before the best experiment when it began, or null if unknown
   * @param runs the runs that trained in it
   * @param deviceHours device hours it took
   * @param report where the whole report lies, for people
   */
  public record Night(
      int number,
      Instant from,
      boolean paused,
      @Nullable ExperimentId before,
      Set<RunId> runs,
      double deviceHours,
      String report) {

    public Night {
      runs = Set.copyOf(runs);
    }
  }

  private final ReportData data;
  private final Night night;
  private final ZoneId zone;
  private final List<String> lines = new ArrayList<>();

  private NightSummary(ReportData data, Night night, ZoneId zone) {
    this.data = data;
    this.night = night;
    this.zone = zone;
  }

  /** The lines, the subject first. */
  public static List<String> lines(ReportData data, Night night, ZoneId zone) {
    return new NightSummary(data, night, zone).write();
  }

  private List<String> write() {
    lines.add(subject());
    lines.add("");
    item("Session", session());
    item("Ran", ran());
    died();
    item("Better", better());
    if (data.reproduction() != null) {
      item("Again", data.reproduction());
    }
    verdicts();
    item("Cost", cost());
    data.next().forEach(next -> item("Next", next));
    item("Report", night.report());
    return List.copyOf(lines);
  }

  private String subject() {
    long dead = tonight().stream().filter(ReportTables::isDead).count();
    String deaths = dead == 0 ? "" : "; " + MorningReport.counted(dead, "run") + " died";
    String start = "trotline " + cut(plain(data.study()), NAME) + ": ";
    return start + cut(plain(headline()), WIDTH - start.length() - deaths.length()) + deaths;
  }

  private String headline() {
    Standing incumbent = data.incumbent();
    Standing baseline = data.baseline();
    if (incumbent == null || baseline == null) {
      return data.ending();
    }
    String metric = data.objective().metric();
    Figure now = Numbers.of(incumbent, metric).orElse(null);
    String value = now == null ? "" : " (" + Numbers.value(metric, now.mean()) + ")";
    boolean reached =
        now != null
            && data.objective().target() != null
            && data.objective().target().holds(now.mean());
    if (incumbent.id().equals(night.before()) || incumbent.id().equals(baseline.id())) {
      return "nothing better yet, best is " + incumbent.id() + value;
    }
    return incumbent.id() + " is better" + value + (reached ? ", target reached" : "");
  }

  private String session() {
    return night.number()
        + ", "
        + MOMENT.format(night.from().atZone(zone))
        + " to "
        + (Duration.between(night.from(), data.to()).toHours() < 24 ? CLOCK : MOMENT)
            .format(data.to().atZone(zone))
        + (night.paused() ? ", paused: " : ", ended: ")
        + data.ending();
  }

  private List<RunLine> tonight() {
    return data.runs().stream().filter(run -> night.runs().contains(run.id())).toList();
  }

  private String ran() {
    Map<RunState, Long> states =
        tonight().stream()
            .collect(Collectors.groupingBy(RunLine::state, TreeMap::new, Collectors.counting()));
    long experiments = night.runs().stream().map(RunId::experiment).distinct().count();
    long waiting = data.runs().stream().filter(run -> OPEN.contains(run.state())).count();
    if (states.isEmpty()) {
      return "nothing" + (waiting == 0 ? "" : "; " + waiting + " wait");
    }
    return MorningReport.counted(night.runs().size(), "run")
        + " of "
        + MorningReport.counted(experiments, "experiment")
        + ": "
        + states.entrySet().stream()
            .map(entry -> entry.getValue() + " " + MorningReport.words(entry.getKey()))
            .collect(Collectors.joining(", "))
        + (waiting == 0 ? "" : "; " + waiting + " open");
  }

  private void died() {
    List<RunLine> dead = tonight().stream().filter(ReportTables::isDead).toList();
    if (dead.isEmpty()) {
      item("Died", "nothing");
      return;
    }
    String label = "Died";
    for (RunLine run : dead.subList(0, Math.min(DEATHS, dead.size()))) {
      String note = run.note() == null ? "" : ": " + run.note();
      line(label, run.id() + " " + ReportTables.deathCause(run) + note);
      label = "";
    }
    if (dead.size() > DEATHS) {
      Map<String, Long> causes =
          dead.subList(DEATHS, dead.size()).stream()
              .collect(
                  Collectors.groupingBy(
                      ReportTables::deathCause, TreeMap::new, Collectors.counting()));
      line(
          "",
          "and "
              + causes.entrySet().stream()
                  .map(e -> e.getValue() + " x " + e.getKey())
                  .collect(Collectors.joining(", ")));
    }
  }

  private String better() {
    Standing incumbent = data.incumbent();
    Standing baseline = data.baseline();
    String metric = data.objective().metric();
    if (incumbent == null || baseline == null) {
      return "not known: the baseline has not been measured";
    }
    Figure now = Numbers.of(incumbent, metric).orElse(null);
    Figure before = Numbers.of(baseline, metric).orElse(null);
    String name = metric.replace('_', ' ');
    String target =
        data.objective().target() == null || now == null
            ? ""
            : "; the target "
                + data.objective().target()
                + (data.objective().target().holds(now.mean()) ? " is met" : " is not met");
    if (incumbent.id().equals(baseline.id())) {
      return "nothing has beaten the seed noise of the baseline, "
          + name
          + " "
          + Numbers.figure(before)
          + target;
    }
    return incumbent.id()
        + " passed the gate: "
        + name
        + " "
        + Numbers.figure(now)
        + "; baseline "
        + Numbers.figure(before)
        + target;
  }

  /** What the gate said of the experiments that trained tonight. */
  private void verdicts() {
    Set<ExperimentId> trained =
        night.runs().stream().map(RunId::experiment).collect(Collectors.toSet());
    List<ExperimentLine> decided =
        data.experiments().stream()
            .filter(line -> line.verdict() != null && trained.contains(line.id()))
            .toList();
    String label = "Gate";
    for (ExperimentLine line : decided.subList(0, Math.min(VERDICTS, decided.size()))) {
      String edits =
          line.edits().stream()
              .map(dev.trotline.study.Edit::describe)
              .collect(Collectors.joining("; "));
      line(label, line.id() + " " + MorningReport.words(line.verdict()) + ": " + edits);
      label = "";
    }
    if (decided.size() > VERDICTS) {
      line("", "and " + (decided.size() - VERDICTS) + " more, see the report");
    }
  }

  private String cost() {
    double dead =
        tonight().stream().filter(ReportTables::isDead).mapToDouble(RunLine::deviceSeconds).sum();
    Double hours = data.budget().deviceHours();
    return Numbers.deviceTime(3600 * night.deviceHours())
        + " of device time, "
        + Numbers.deviceTime(dead)
        + " of it on dead runs; the study has used "
        + Numbers.deviceTime(3600 * data.spent().deviceHours())
        + (hours == null ? "" : " of " + Numbers.deviceTime(3600 * hours));
  }

  /** A paragraph with a hanging label. */
  private void item(String label, String text) {
    String start = pad(label);
    for (String part : wrapped(plain(text), WIDTH - LABEL)) {
      lines.add((start + part).stripTrailing());
      start = pad("");
    }
  }

  /** The same on one line. */
  private void line(String label, String text) {
    lines.add(cut(pad(label) + plain(text), WIDTH));
  }

  private static String pad(String label) {
    return label + " ".repeat(LABEL - label.length());
  }

  /** Mail knows ASCII best; notes come from logs nobody here wrote. */
  private static String plain(String text) {
    return dev.trotline.chart.Text.ascii(text).strip();
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 2) + "..";
  }

  private static List<String> wrapped(String text, int width) {
    List<String> wrapped = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" +")) {
      String rest = word;
      if (line.length() > 0 && line.length() + 1 + rest.length() > width) {
        wrapped.add(line.toString());
        line.setLength(0);
      }
      while (rest.length() > width) {
        wrapped.add(rest.substring(0, width));
        rest = rest.substring(width);
      }
      line.append(line.length() == 0 ? "" : " ").append(rest);
    }
    wrapped.add(line.toString());
    return wrapped;
  }
}
