package dev.trotline.diagnose.signature;

import java.util.regex.Matcher;

/**
 * What one line says of a training's progress, whatever stands before it. Offsets are into the
 * line's text; an end of 0 means that there is no such number.
 *
 * @param count how it counts, if it does
 * @param numberFrom where the number of an iteration that begins here stands
 * @param numberTo its end
 * @param totalFrom where the number of iterations asked for stands
 * @param totalTo its end
 * @param milestone a point of the training's life that was reached
 * @param blockEnds true if it says that no iteration is left
 * @param metric what kind of number it is
 */
record ProgressSign(
    Count count,
    int numberFrom,
    int numberTo,
    int totalFrom,
    int totalTo,
    Milestone milestone,
    boolean blockEnds,
    Metric metric) {

  static final ProgressSign NONE =
      new ProgressSign(Count.NONE, 0, 0, 0, 0, Milestone.NONE, false, Metric.NONE);

  /** How a line counts. */
  enum Count {
    NONE,
    /** The head of an rsl_rl block. */
    LEARNING,
    /** An epoch of rl_games. */
    EPOCH,
    /** A progress bar. */
    BAR,
    /** The steps in a table of Stable-Baselines 3. */
    STEPS,
    /** A script's own words; they count only where nothing better was found. */
    COUNTER,
    /** The iterations in a table; they count only where no steps are told. */
    TABLE;

    /** True if such a line counts whatever stands before it, and is nothing else. */
    boolean always() {
      return this != NONE && this != COUNTER && this != TABLE;
    }

    /** True if a number far below the one before means a new attempt. */
    boolean restarts() {
      return this == LEARNING || this == EPOCH || this == TABLE;
    }

    private boolean hasTotal() {
      return this == LEARNING || this == EPOCH || this == BAR || this == COUNTER;
    }
  }

  /** A point of a training's life. */
  enum Milestone {
    NONE,
    /** The training says that it is over. */
    END,
    /** The runner exists. */
    BUILT,
    /** The simulator application speaks. */
    SIMULATOR
  }

  /** A line that holds one named number. */
  enum Metric {
    /** It does not. */
    NONE,
    /** It does. */
    PLAIN,
    /** The mean reward, finite. */
    REWARD,
    /** A loss that is not finite. */
    SPOILT,
    /** A mean reward that is not finite. */
    SPOILT_REWARD,
    /** An action noise that is not finite. */
    SPOILT_STD
  }

  static ProgressSign count(
      Count count, Matcher matcher, Milestone milestone, boolean blockEnds, Metric metric) {
    boolean told = count.hasTotal() && matcher.group(2) != null;
    return new ProgressSign(
        count,
        matcher.start(1),
        matcher.end(1),
        told ? matcher.start(2) : 0,
        told ? matcher.end(2) : 0,
        milestone,
        blockEnds,
        metric);
  }

  static ProgressSign of(Milestone milestone, boolean blockEnds, Metric metric) {
    boolean nothing = milestone == Milestone.NONE && !blockEnds && metric == Metric.NONE;
    return nothing ? NONE : new ProgressSign(Count.NONE, 0, 0, 0, 0, milestone, blockEnds, metric);
  }

  /** True if no signature need look at the line, whatever stands before it. */
  boolean consumes() {
    return count.always() || metric != Metric.NONE;
  }
}
