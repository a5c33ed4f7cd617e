package dev.trotline.analyze.hack;

import dev.trotline.analyze.stats.Moments;
import dev.trotline.analyze.stats.Robust;
import dev.trotline.study.Objective;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A winner that rests on one seed: without the best one the gain over the reference is gone, and
 * that one lies further from the others than seeds lie apart. One seed alone is no winner and gets
 * no flag: there the gate asks for more.
 */
final class LuckySeed implements Detector.OfExperiment {

  static final String NAME = "lucky_seed";

  private static final int FEWEST = 3;

  /** What is below is no gain to speak of, whatever it rests on. */
  private static final double WORTHWHILE = 0.05;

  /** What must be left of a gain without its best seed. */
  private static final double LEFT = 1.0 / 3;

  /**
   * Distance of the best seed from the others in standard deviations, once in 700 by chance for one
   * seed of normal noise. The noise of a few seeds is itself uncertain: two samples of one thing
   * are called lucky in about one of thirty comparisons.
   */
  private static final double OUTLIER = 3;

  /** Seeds from which a median deviation is no accident. */
  private static final int ENOUGH = 8;

  /** Standard deviation of a normal distribution over its median absolute deviation. */
  private static final double NORMAL = 1.4826;

  private record Score(String run, double value) {}

  @Override
  public List<Flag> look(HackInput input) {
    Objective objective = input.objective();
    if (objective == null) {
      return List.of();
    }
    boolean judged = input.isJudged();
    List<Score> scores = new ArrayList<>(scores(input.candidate(), judged, objective));
    List<Score> reference = scores(input.reference(), judged, objective);
    if (scores.size() < FEWEST || reference.size() < FEWEST) {
      return List.of();
    }
    double sign = objective.minimize() ? -1 : 1;
    scores.sort(Comparator.comparingDouble(score -> -sign * score.value()));
    Moments base = moments(reference);
    Moments all = moments(scores);
    Moments others = moments(scores.subList(1, scores.size()));
    double gain = sign * (all.mean() - base.mean());
    double left = sign * (others.mean() - base.mean());
    double noise = noise(reference, scores.subList(1, scores.size()));
    double distance = sign * (scores.get(0).value() - others.mean()) / noise;
    if (gain < WORTHWHILE * Math.abs(base.mean()) || left > LEFT * gain || !(distance >= OUTLIER)) {
      return List.of();
    }
    return List.of(
        new Flag(
            NAME,
            true,
            0.8,
            List.of(scores.get(0).run()),
            List.of(
                new Evidence("gain over the reference", gain, 0, objective.metric()),
                new Evidence("gain without the best seed", left, LEFT * gain, objective.metric()),
                new Evidence(
                    "distance of the best seed from the others (standard deviations)",
                    distance,
                    OUTLIER,
                    objective.metric())),
            "The gain is the work of one seed; the others are where the reference is.",
            "train more seeds, drawn now, before believing it"));
  }

  /** Of one source: a log's figure among judged ones would stand out for being a log's. */
  private static List<Score> scores(List<RunEvidence> runs, boolean judged, Objective objective) {
    return runs.stream()
        .map(
            run ->
                new Score(
                    run.name(),
                    judged ? run.judgeOrNaN(objective.metric()) : run.logOrNaN(objective.metric())))
        .filter(score -> Double.isFinite(score.value()))
        .toList();
  }

  /**
   * Standard deviation between seeds, from both groups: by the median deviation, which one seed
   * that failed does not inflate, where there are enough for one.
   */
  private static double noise(List<Score> reference, List<Score> others) {
    double[] deviations =
        Stream.of(reference, others).flatMapToDouble(LuckySeed::deviations).toArray();
    double median = Robust.quantile(0.5, deviations);
    if (deviations.length >= ENOUGH && median > 0) {
      return NORMAL * median;
    }
    Moments one = moments(reference);
    Moments two = moments(others);
    return Math.sqrt(
        (one.sumOfSquares() + two.sumOfSquares())
            / (one.degreesOfFreedom() + two.degreesOfFreedom()));
  }

  private static DoubleStream deviations(List<Score> scores) {
    double middle = Robust.quantile(0.5, scores.stream().mapToDouble(Score::value).toArray());
    return scores.stream().mapToDouble(score -> Math.abs(score.value() - middle));
  }

  private static Moments moments(List<Score> scores) {
    return Moments.of(scores.stream().mapToDouble(Score::value).toArray());
  }
}
