package dev.trotline.analyze.compare;

import dev.trotline.analyze.stats.Interval;
import dev.trotline.analyze.stats.Moments;
import dev.trotline.analyze.stats.StudentT;
import dev.trotline.analyze.stats.TwoSample;

/**
 * A difference of two sides and the noise it is to be held against.
 *
 * @param difference candidate minus reference
 * @param error its standard error; NaN if nothing tells it
 * @param freedom degrees of freedom behind the error
 */
record Contrast(double difference, double error, double freedom) {

  /** Differences below this share of the values are rounding. */
  private static final double ROUNDING = 1e-9;

  /** How noise was told. */
  enum Basis {
    /** Both sides have several seeds: Welch. */
    SEEDS,
    /** One side has several seeds: its scatter is taken for the other's, too. */
    ONE_SIDE,
    /** One run each: noise of the points about the curves. Says nothing about seeds. */
    POINTS;

    static Basis of(int candidate, int reference) {
      return candidate > 1 && reference > 1
          ? SEEDS
          : candidate > 1 || reference > 1 ? ONE_SIDE : POINTS;
    }

    String sentence() {
      return switch (this) {
        case SEEDS -> "scatter of the seeds (Welch)";
        case ONE_SIDE -> "scatter of the side with several seeds, taken for the other's, too";
        case POINTS ->
            "noise of the points about the curves, one run each: seeds are not told apart";
      };
    }
  }

  /**
   * Of the values of runs, at least one each.
   *
   * @param pointError standard error of the difference by the noise of the points
   * @param pointFreedom its degrees of freedom
   */
  static Contrast of(
      double[] candidate, double[] reference, double pointError, double pointFreedom) {
    Moments a = Moments.of(candidate);
    Moments b = Moments.of(reference);
    double difference = a.mean() - b.mean();
    double size = Math.max(Math.abs(a.mean()), Math.abs(b.mean()));
    if (Math.abs(difference) <= ROUNDING * size) {
      difference = 0;
    }
    return switch (Basis.of(a.n(), b.n())) {
      case SEEDS -> {
        TwoSample welch = TwoSample.welch(a, b);
        yield new Contrast(difference, welch.standardError(), welch.degreesOfFreedom());
      }
      case ONE_SIDE -> {
        Moments several = a.n() > 1 ? a : b;
        // A side that never varies (a term switched off) says nothing about the other's scatter.
        if (!(several.standardDeviation() > ROUNDING * size)) {
          yield new Contrast(difference, difference == 0 ? 0 : Double.NaN, a.n() + b.n() - 2.0);
        }
        TwoSample known =
            TwoSample.known(a, b, several.standardDeviation(), several.degreesOfFreedom());
        yield new Contrast(difference, known.standardError(), known.degreesOfFreedom());
      }
      case POINTS -> new Contrast(difference, pointError, pointFreedom);
    };
  }

  boolean isKnown() {
    return Double.isFinite(difference) && error >= 0 && freedom > 0;
  }

  /** Chance of a difference this large if there is none, both sides; 1 if nothing is known. */
  double probability() {
    if (!isKnown() || difference == 0) {
      return 1;
    }
    return error == 0
        ? 0
        : Math.min(1, 2 * StudentT.upperTail(Math.abs(difference) / error, freedom));
  }

  /** Size relative to its noise. */
  double score() {
    if (!isKnown() || difference == 0) {
      return 0;
    }
    return error == 0 ? Double.POSITIVE_INFINITY : Math.abs(difference) / error;
  }

  Interval interval(double confidence) {
    return isKnown()
        ? new TwoSample(difference, error, freedom).interval(confidence)
        : new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, confidence);
  }
}
