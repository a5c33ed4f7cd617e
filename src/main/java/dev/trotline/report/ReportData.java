package dev.trotline.report;

import dev.trotline.study.Author;
import dev.trotline.study.Budget;
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

/**
 * Everything a report says, collected beforehand; a report itself looks nothing up.
 *
 * @param study the study's name
 * @param task the simulator and its task, {@code mujoco Trotline-Velocity-Flat-Quad-v0}
 * @param writtenAt when the report was made
 * @param from start of what it covers
 * @param to end of what it covers
 * @param objective what the study is after
 * @param budget what it may spend
 * @param spent what it has spent
 * @param ending why the loop stopped, or that it is still going; one sentence
 * @param baseline the unedited experiment, or null before it is measured
 * @param incumbent the best experiment that passed the gate, or null; may equal the baseline
 * @param reproduction what fresh seeds of the incumbent said, one sentence, or null
 * @param experiments all experiments, oldest first
 * @param runs all runs, oldest first
 * @param decisions the journal, oldest first
 * @param curves learning curves worth showing
 * @param next what comes next, one sentence each
 * @param imported what was adopted from elsewhere, which is in none of the lists above
 */
public record ReportData(
    String study,
    String task,
    Instant writtenAt,
    Instant from,
    Instant to,
    Objective objective,
    Budget budget,
    Spent spent,
    String ending,
    @Nullable Standing baseline,
    @Nullable Standing incumbent,
    @Nullable String reproduction,
    List<ExperimentLine> experiments,
    List<RunLine> runs,
    List<DecisionLine> decisions,
    List<Curve> curves,
    List<String> next,
    Imported imported) {

  public ReportData {
    experiments = List.copyOf(experiments);
    runs = List.copyOf(runs);
    decisions = List.copyOf(decisions);
    curves = List.copyOf(curves);
    next = List.copyOf(next);
  }

  /**
   * Runs that were adopted; they cost the study nothing and are never ranked.
   *
   * @param runs how many
   * @param configurations of how many configurations
   */
  public record Imported(int runs, int configurations) {

    /** Nothing was adopted. */
    public static Imported none() {
      return new Imported(0, 0);
    }
  }

  /**
   * What the study has used.
   *
   * @param deviceHours hours of device time over all runs
   * @param experiments experiments besides the baseline
   * @param wallClock time since the loop's first start
   */
  public record Spent(double deviceHours, int experiments, Duration wallClock) {}

  /**
   * One metric of an experiment over its seeds.
   *
   * @param metric the metric's name
   * @param perSeed value of each seed, in the order of the seeds
   * @param mean their mean, NaN without seeds
   * @param low lower end of the interval, or null with fewer than two seeds
   * @param high upper end of the interval, or null with fewer than two seeds
   */
  public record Figure(
      String metric,
      List<Double> perSeed,
      double mean,
      @Nullable Double low,
      @Nullable Double high) {

    public Figure {
      perSeed = List.copyOf(perSeed);
    }
  }

  /**
   * An experiment with its figures in full.
   *
   * @param id its identity
   * @param edits all its edits
   * @param figures its metrics, the objective's first
   */
  public record Standing(ExperimentId id, List<Edit> edits, List<Figure> figures) {

    public Standing {
      edits = List.copyOf(edits);
      figures = List.copyOf(figures);
    }
  }

  /**
   * What was expected of a metric and what came of it.
   *
   * @param metric the metric's name
   * @param expected the value expected
   * @param measured the mean measured, or null if there is none
   * @param before the parent's mean, or null if unknown
   */
  public record Outcome(
      String metric, double expected, @Nullable Double measured, @Nullable Double before) {}

  /**
   * One row of the table of experiments.
   *
   * @param id its identity
   * @param parent what it was derived from, or null
   * @param author who proposed it
   * @param wave the wave it belongs to
   * @param hypothesis why it should help
   * @param edits what it changes of its parent
   * @param figure the objective's metric, or null if no seed was judged
   * @param verdict what the gate said, or null while open
   * @param reason the gate's figures in one sentence, empty if none
   * @param outcomes predictions held against what came
   */
  public record ExperimentLine(
      ExperimentId id,
      @Nullable ExperimentId parent,
      Author author,
      int wave,
      String hypothesis,
      List<Edit> edits,
      @Nullable Figure figure,
      @Nullable Verdict verdict,
      String reason,
      List<Outcome> outcomes) {

    public ExperimentLine {
      edits = List.copyOf(edits);
      outcomes = List.copyOf(outcomes);
    }
  }

  /**
   * One run.
   *
   * @param id its identity
   * @param purpose {@code baseline}, {@code screen}, {@code full}, {@code reproduce}, {@code probe}
   * @param state where it stands
   * @param cause the named cause of a failure, or null
   * @param note what is known besides, such as the evidence line, or null
   * @param iteration iterations done
   * @param iterationsAsked iterations asked for
   * @param deviceSeconds device time used, s
   */
  public record RunLine(
      RunId id,
      String purpose,
      RunState state,
      @Nullable String cause,
      @Nullable String note,
      int iteration,
      int iterationsAsked,
      double deviceSeconds) {}

  /**
   * One entry of the journal.
   *
   * @param at when
   * @param author who
   * @param kind what sort of decision
   * @param subject what about
   * @param reason why
   */
  public record DecisionLine(
      Instant at, Author author, String kind, String subject, String reason) {}

  /**
   * A learning curve.
   *
   * @param label whose and of what, {@code exp003 Train/mean_reward}
   * @param values values in the order of the iterations
   */
  public record Curve(String label, double[] values) {

    public Curve {
      values = values.clone();
    }

    @Override
    public double[] values() {
      return values.clone();
    }
  }
}
