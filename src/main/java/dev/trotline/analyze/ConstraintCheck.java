package dev.trotline.analyze;

import dev.trotline.analyze.stats.Moments;
import dev.trotline.analyze.stats.StudentT;
import dev.trotline.study.Constraint;

/**
 * One bound of the objective, held against a candidate's mean.
 *
 * @param constraint the bound
 * @param state what came of it
 * @param mean the candidate's mean, NaN if it lacks the metric
 */
record ConstraintCheck(Constraint constraint, State state, double mean) {

  /** What may come of a bound. */
  enum State {
    /** The mean keeps the bound. */
    HOLDS,
    /** The mean breaks the bound, but by no more than the incumbent's does. */
    TOLERATED,
    /** The mean breaks the bound, though seed noise could explain it. */
    DOUBTFUL,
    /** The mean breaks the bound beyond noise. */
    BROKEN,
    /** The candidate has no value of the metric. */
    MISSING
  }

  static ConstraintCheck of(
      Constraint constraint, Sample candidate, Sample incumbent, double error) {
    Moments own = candidate.moments(constraint.metric());
    if (own.n() == 0) {
      return new ConstraintCheck(constraint, State.MISSING, Double.NaN);
    }
    if (constraint.holds(own.mean())) {
      return new ConstraintCheck(constraint, State.HOLDS, own.mean());
    }
    double distance = Math.abs(own.mean() - constraint.bound());
    Moments other = incumbent.moments(constraint.metric());
    if (other.n() > 0
        && !constraint.holds(other.mean())
        && distance <= Math.abs(other.mean() - constraint.bound())) {
      return new ConstraintCheck(constraint, State.TOLERATED, own.mean());
    }
    boolean clear = false;
    if (own.n() > 1) {
      double reach =
          StudentT.quantile(1 - error, own.degreesOfFreedom())
              * own.standardDeviation()
              / Math.sqrt(own.n());
      clear = distance > reach;
    }
    return new ConstraintCheck(constraint, clear ? State.BROKEN : State.DOUBTFUL, own.mean());
  }

  /** True if it does not stand in the way of acceptance. */
  boolean passes() {
    return state == State.HOLDS || state == State.TOLERATED;
  }

  String text() {
    return switch (state) {
      case MISSING -> constraint.metric() + " was not measured";
      case HOLDS -> constraint + " holds (" + Figures.text(mean) + ")";
      case TOLERATED -> constraint + " is missed by less than the incumbent misses it";
      case DOUBTFUL -> constraint + " is missed (" + Figures.text(mean) + "), perhaps by noise";
      case BROKEN -> constraint + " is broken (" + Figures.text(mean) + ")";
    };
  }
}
