package dev.trotline.analyze.hack;

import dev.trotline.analyze.hack.Change.Stretch;
import dev.trotline.metrics.RunSeries;
import dev.trotline.metrics.ScalarSeries;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The curves of a run the detectors ask about, read over the stretches they compare. */
final class Curves {

  /** The end of a training. */
  static final Stretch LATE = new Stretch(0.85, 1);

  /** The beginning, whose episodes are cut short at random by most trainers. */
  static final Stretch FIRST = new Stretch(0, 0.1);

  /** The middle: between here and the end is what the second half brought. */
  static final Stretch MIDDLE = new Stretch(0.45, 0.6);

  /** Fewer iterations than this say nothing about where a training goes. */
  private static final int FEWEST = 80;

  /** Share of the error of a robot at rest below which commands are followed. */
  private static final double FOLLOWS = 0.75;

  private static final String LENGTH = "Train/mean_episode_length";

  private final RunSeries series;
  private final TaskFacts task;

  private Curves(RunSeries series, TaskFacts task) {
    this.series = series;
    this.task = task;
  }

  static Curves of(RunEvidence run) {
    return new Curves(run.series(), TaskFacts.of(run));
  }

  /** Iterations logged. */
  int iterations() {
    return series.iterations().map(ScalarSeries::size).orElse(0);
  }

  /**
   * True if the training is long enough to have a trend: several times as long as its first
   * episodes, whose random lengths distort all figures of episodes (surface §3.3).
   */
  boolean areLongEnough() {
    return iterations() >= Math.max(FEWEST, 3 * task.warmUp());
  }

  /** The stretch right after the first episodes. */
  Stretch early() {
    double from = Math.min(0.35, (double) task.warmUp() / Math.max(1, iterations()));
    return new Stretch(from, from + 0.15);
  }

  /** How a tag changed from one stretch to the end. */
  Change since(Stretch stretch, String tag) {
    return series.find(tag).map(s -> Change.of(s, stretch, LATE)).orElse(Change.UNKNOWN);
  }

  Change rewardSince(Stretch stretch) {
    return since(stretch, "Train/mean_reward");
  }

  Change lengthSince(Stretch stretch) {
    return since(stretch, LENGTH);
  }

  /**
   * How the velocity error per step (m/s) changed; what is accumulated over an episode is divided
   * by its length point by point.
   */
  Change errorSince(Stretch stretch) {
    return normalisedError().map(error -> Change.of(error, stretch, LATE)).orElse(Change.UNKNOWN);
  }

  /**
   * True if robots learned to follow their commands, exploring: the error per step went down, and
   * well below that of robots at rest where the commands are known. Such a run was paid for what
   * was wanted, whatever is left of it without exploration noise.
   */
  boolean learnedToFollow() {
    Change error = errorSince(early());
    double asked = task.commandedSpeed().orElse(Double.POSITIVE_INFINITY);
    return error.fell() && error.after() < FOLLOWS * asked;
  }

  /** True if the error in the log is a sum over an episode that shrinks when robots die early. */
  boolean accumulatesError() {
    return rawError().isPresent()
        && series.find("Metrics/base_velocity/mean_error_vel_xy").isEmpty()
        && series.find("Metrics/success_rate").isEmpty();
  }

  /** The velocity error as the trainer wrote it. */
  Optional<ScalarSeries> rawError() {
    return series.find("Metrics/base_velocity/error_vel_xy");
  }

  private Optional<double[]> normalisedError() {
    Optional<ScalarSeries> mean = series.find("Metrics/base_velocity/mean_error_vel_xy");
    if (mean.isPresent()) {
      return mean.map(ScalarSeries::values);
    }
    if (!accumulatesError()) {
      return rawError().map(ScalarSeries::values);
    }
    OptionalDouble steps = task.accumulationSteps();
    Optional<ScalarSeries> length = series.find(LENGTH);
    if (steps.isEmpty() || length.isEmpty()) {
      return Optional.empty();
    }
    return rawError().map(raw -> perStep(raw, length.get(), steps.getAsDouble()));
  }

  /** Tags may lack the first iterations, so points are matched from the end. */
  private static double[] perStep(ScalarSeries raw, ScalarSeries length, double steps) {
    int n = Math.min(raw.size(), length.size());
    double[] error = new double[n];
    for (int i = 1; i <= n; i++) {
      error[n - i] =
          raw.value(raw.size() - i) * steps / Math.max(1, length.value(length.size() - i));
    }
    return error;
  }

  /** Mean of a tag at the end of the training. */
  OptionalDouble late(String tag) {
    return series.find(tag).map(s -> late(s)).orElse(OptionalDouble.empty());
  }

  static OptionalDouble late(ScalarSeries series) {
    double mean =
        series.meanOfLast(Math.max(1, (int) Math.round(series.size() * (1 - LATE.from()))));
    return Double.isFinite(mean) ? OptionalDouble.of(mean) : OptionalDouble.empty();
  }

  /** Episode length at the end, as a share of the longest episode. */
  OptionalDouble lateLengthShare() {
    OptionalDouble length = late(LENGTH);
    OptionalDouble most = task.episodeSteps();
    return length.isEmpty() || most.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(length.getAsDouble() / most.getAsDouble());
  }

  /** What each reward term paid at the end, weight included. */
  Map<String, Double> latePayments() {
    var payments = new LinkedHashMap<String, Double>();
    series
        .group("Episode_Reward/")
        .forEach((term, s) -> late(s).ifPresent(mean -> payments.put(term, mean)));
    return payments;
  }

  /**
   * True if the task grew harder on the way, which explains a growing error: a terrain level or
   * another curriculum that went up.
   */
  boolean grewHarder(Stretch since) {
    return series.all().values().stream()
        .filter(
            s -> s.tag().startsWith("Curriculum/") || s.tag().startsWith("Episode/terrain_level"))
        .anyMatch(s -> Change.of(s, since, LATE).rose());
  }

  /** True if the ranges of the commands are not the ones of env.yaml all along. */
  boolean changesCommands() {
    return series.tags().stream()
        .filter(tag -> tag.startsWith("Curriculum/"))
        .anyMatch(tag -> tag.matches(".*(cmd|command|vel).*"));
  }

  RunSeries series() {
    return series;
  }

  TaskFacts task() {
    return task;
  }
}
