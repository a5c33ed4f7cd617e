package dev.trotline.cli;

import static java.util.stream.Collectors.toSet;

import dev.trotline.archive.RunRecord;
import dev.trotline.archive.StopIntent;
import dev.trotline.loop.Candidates;
import dev.trotline.loop.LoopState;
import dev.trotline.process.AtomicFile;
import dev.trotline.report.MorningReport;
import dev.trotline.report.NightSummary;
import dev.trotline.report.ReportCollector;
import dev.trotline.report.ReportData;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.StudyFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes the report of a study as it stands. */
final class Reports {
  private Reports() {}

  /** Writes {@code reports/report.md}, whole or not at all, and returns its path. */
  static Path write(Services services) {
    Path file = services.study().reports().resolve("report.md");
    StudyFiles.createDirectories(file.getParent());
    AtomicFile.write(file, text(services));
    return file;
  }

  /** The report's text. */
  static String text(Services services) {
    return MorningReport.markdown(data(services, state(services)));
  }

  private static Optional<LoopState> state(Services services) {
    return services.archive().get(LoopState.KEY).map(LoopState::parse);
  }

  /** Writes {@code reports/summary.txt}, what the last session came to, and returns its lines. */
  static List<String> writeSummary(Services services) {
    List<String> lines = summary(services);
    Path file = services.study().reports().resolve("summary.txt");
    StudyFiles.createDirectories(file.getParent());
    AtomicFile.write(file, String.join("\n", lines) + "\n");
    return lines;
  }

  /** What the last session came to, as a mail; before the first, what there is. */
  static List<String> summary(Services services) {
    Optional<LoopState> state = state(services);
    ReportData data = data(services, state);
    Instant from = state.map(LoopState::startedAt).orElse(data.from());
    List<RunRecord> ours =
        services.archive().runs().stream().filter(run -> !run.isImported()).toList();
    Set<RunId> tonight =
        ours.stream().filter(run -> isSince(run, from)).map(RunRecord::id).collect(toSet());
    double before = state.map(LoopState::deviceSecondsAtStart).orElse(0.0);
    return NightSummary.lines(
        data,
        new NightSummary.Night(
            state.map(LoopState::session).orElse(0),
            from,
            state.filter(LoopState::paused).isPresent(),
            incumbentBefore(services, from),
            tonight,
            data.spent().deviceHours() - before / 3600,
            services.study().reports().resolve("report.md").toString()),
        ZoneId.systemDefault());
  }

  /** True for a run that held a device at some time since then. */
  private static boolean isSince(RunRecord run, Instant from) {
    Instant ended = run.endedAt();
    return run.startedAt() != null && (ended == null || !ended.isBefore(from));
  }

  /** The best experiment when a session began: what was promoted last before it. */
  private static ExperimentId incumbentBefore(Services services, Instant from) {
    return services.archive().decisions(0).stream()
        .filter(decision -> decision.kind().equals("promote") && decision.at().isBefore(from))
        .reduce((first, second) -> second)
        .map(decision -> ExperimentId.parse(decision.subject()))
        .orElse(ExperimentId.BASELINE);
  }

  private static ReportData data(Services services, Optional<LoopState> state) {
    Instant now = services.now();
    ExperimentId incumbent = state.map(LoopState::incumbent).orElse(ExperimentId.BASELINE);
    Instant from =
        services.archive().runs().stream()
            .filter(run -> !run.isImported())
            .map(RunRecord::queuedAt)
            .min(Instant::compareTo)
            .orElse(now);
    String ending =
        state
            .map(s -> s.stop() == null ? "still going, phase " + s.phase().word() : s.stop())
            .orElse("the loop has not run yet");
    ReportCollector.Session session =
        new ReportCollector.Session(
            incumbent,
            from,
            ending,
            state.map(LoopState::reproduction).orElse(null),
            next(services, state, incumbent));
    return new ReportCollector(services.study(), services.archive(), services.simulator().judges())
        .collect(session, now, curves(services, incumbent));
  }

  private static List<String> next(
      Services services, Optional<LoopState> state, ExperimentId incumbent) {
    List<String> next = new ArrayList<>();
    if (state.isEmpty()) {
      next.add("Start the research with 'trotline loop'.");
    } else if (state.get().stop() != null && state.get().stop().contains("target")) {
      next.add(
          "The target is reached: tighten objective.target in study.yaml to go on, or take "
              + incumbent
              + " to the robot.");
    } else if (state.get().paused()) {
      next.add(
          "The next 'trotline loop' carries on in phase "
              + state.get().phase().word()
              + ": what the deadline cut off goes on from its last checkpoint.");
    } else {
      next.add("'trotline loop' opens the next wave from " + incumbent + ".");
    }
    boolean failures =
        services.archive().runs().stream()
            .anyMatch(
                r ->
                    !r.isImported()
                        && r.state().isTerminal()
                        && r.state() != RunState.FINISHED
                        && r.state() != RunState.CANCELLED
                        && !StopIntent.DEADLINE.equals(r.cause()));
    if (failures) {
      next.add("'trotline diagnose RUN' quotes the telling lines of a failed run.");
    }
    return next;
  }

  private static List<ReportData.Curve> curves(Services services, ExperimentId incumbent) {
    List<ReportData.Curve> curves = new ArrayList<>();
    Candidates candidates = services.candidates();
    Set<ExperimentId> shown = new LinkedHashSet<>(List.of(ExperimentId.BASELINE, incumbent));
    for (ExperimentId id : shown) {
      services.archive().runs(id).stream()
          .filter(run -> run.state() == RunState.FINISHED)
          .findFirst()
          .ifPresent(
              run -> {
                for (String tag :
                    List.of("Train/mean_reward", "Metrics/base_velocity/mean_error_vel_xy")) {
                  double[] values = candidates.series(run).values(tag);
                  if (values.length > 1) {
                    curves.add(new ReportData.Curve(run.id() + " " + tag, values));
                  }
                }
              });
    }
    return curves;
  }
}
