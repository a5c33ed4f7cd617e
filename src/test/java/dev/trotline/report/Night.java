package dev.trotline.report;

import dev.trotline.report.ReportData.Curve;
import dev.trotline.report.ReportData.DecisionLine;
import dev.trotline.report.ReportData.ExperimentLine;
import dev.trotline.report.ReportData.Figure;
import dev.trotline.report.ReportData.Outcome;
import dev.trotline.report.ReportData.RunLine;
import dev.trotline.report.ReportData.Spent;
import dev.trotline.report.ReportData.Standing;
import dev.trotline.study.Author;
import dev.trotline.study.Budget;
import dev.trotline.study.Constraint;
import dev.trotline.study.Edit;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nights to report on. */
final class Night {

  private static final Instant START = Instant.parse("2026-11-19T22:00:00Z");
  private static final ExperimentId CURE = new ExperimentId(1);
  private static final ExperimentId AIR = new ExperimentId(2);
  private static final Edit EDIT = new Edit.SetWeight("action_rate_l2", -0.04);
  private static final Objective OBJECTIVE =
      new Objective(
          "velocity_error",
          true,
          List.of(new Constraint("timeout_share", ">=", 0.95)),
          new Constraint("velocity_error", "<=", 0.15));

  private Night() {}

  static ReportData withWinner() {
    return night("stands-still", "The robot survives by standing still.", "3 of 3 iterations NaN");
  }

  static ReportData withHostileText() {
    return night(
        "# <script>alert(1)</script>",
        "a | evil | row\n# heading\n```\n<script>x</script>",
        "| evil |\r\n- [link](http://x)");
  }

  static ReportData empty() {
    return new ReportData(
        "fresh",
        "mujoco Trotline-Velocity-Flat-Quad-v0",
        START,
        START,
        START,
        new Objective("velocity_error", true, List.of(), null),
        new Budget(null, null, null),
        new Spent(0, 0, Duration.ZERO),
        "The loop has not been started.",
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        ReportData.Imported.none());
  }

  private static ReportData night(String study, String hypothesis, String note) {
    return new ReportData(
        study,
        "mujoco Trotline-Velocity-Flat-Quad-v0",
        START.plusSeconds(3600),
        START,
        START.plusSeconds(3540),
        OBJECTIVE,
        new Budget(1.0, 12, Duration.ofMinutes(90)),
        new Spent(0.51, 2, Duration.ofMinutes(59)),
        "Stopped: the target is reached and reproduced.",
        new Standing(ExperimentId.BASELINE, List.of(), figures(0.59, 0.57, 0.6)),
        new Standing(CURE, List.of(EDIT), figures(0.11, 0.13, 0.12)),
        "5 of 5 fresh seeds reach the target, velocity error 0.118 m/s.",
        experiments(hypothesis),
        runs(note),
        List.of(
            new DecisionLine(
                START.plusSeconds(600),
                Author.rule("stands_still"),
                "launch",
                "exp001",
                hypothesis),
            new DecisionLine(
                START.plusSeconds(1800), Author.system("gate"), "promote", "exp001", "")),
        List.of(
            new Curve("exp000 Train/mean_reward", new double[] {-3, -2, -1, -0.5, -0.4, -0.4}),
            new Curve("exp001 Train/mean_reward", new double[] {-3, 2, 20, Double.NaN, 70, 90})),
        List.of("Nothing: the target is reached."),
        new ReportData.Imported(41, 12));
  }

  private static List<Figure> figures(double a, double b, double c) {
    double mean = (a + b + c) / 3;
    return List.of(
        new Figure("velocity_error", List.of(a, b, c), mean, mean - 0.03, mean + 0.03),
        new Figure("timeout_share", List.of(0.97, 0.99, 1.0), 0.987, 0.95, 1.0));
  }

  private static List<ExperimentLine> experiments(String hypothesis) {
    return List.of(
        experiment(
            ExperimentId.BASELINE, null, 0, "", List.of(), figures(0.59, 0.57, 0.6).get(0), null),
        experiment(
            CURE,
            ExperimentId.BASELINE,
            1,
            hypothesis,
            List.of(EDIT),
            figures(0.11, 0.13, 0.12).get(0),
            Verdict.ACCEPTED),
        experiment(
            AIR,
            ExperimentId.BASELINE,
            1,
            "The feet are not worth lifting.",
            List.of(new Edit.SetWeight("feet_air_time", 10)),
            new Figure("velocity_error", List.of(0.58), 0.58, null, null),
            Verdict.REJECTED));
  }

  private static ExperimentLine experiment(
      ExperimentId id,
      @Nullable ExperimentId parent,
      int wave,
      String hypothesis,
      List<Edit> edits,
      Figure figure,
      @Nullable Verdict verdict) {
    List<Outcome> outcomes =
        verdict == Verdict.ACCEPTED
            ? List.of(new Outcome("velocity_error", 0.18, 0.12, 0.587))
            : List.of();
    String reason = verdict == null ? "" : "p = 0.004, n = 3 against 3.";
    Author author = wave == 0 ? Author.system("baseline") : Author.rule("stands_still");
    return new ExperimentLine(
        id, parent, author, wave, hypothesis, edits, figure, verdict, reason, outcomes);
  }

  private static List<RunLine> runs(String note) {
    return List.of(
        run(ExperimentId.BASELINE, 1, "baseline", RunState.FINISHED, null, null, 300),
        run(ExperimentId.BASELINE, 2, "baseline", RunState.FINISHED, null, null, 310),
        run(CURE, 1, "screen", RunState.FINISHED, null, null, 305),
        run(AIR, 1, "screen", RunState.DIVERGED, "non_finite", note, 120),
        run(AIR, 2, "screen", RunState.LOST, null, null, 801));
  }

  private static RunLine run(
      ExperimentId id,
      int seed,
      String purpose,
      RunState state,
      @Nullable String cause,
      @Nullable String note,
      double seconds) {
    int done = state == RunState.FINISHED ? 200 : 41;
    return new RunLine(RunId.of(id, seed), purpose, state, cause, note, done, 200, seconds);
  }
}
