package dev.trotline.monitor.rule;

import java.util.Arrays;
import java.util.Optional;

/**
 * A curve as twenty medians of equal stretches, so that spikes of single iterations vanish; as in
 * {@code diagnose.series}, which looks at runs that are over. Bounds are ratios: neither the size
 * of the rewards nor the length of a training matters.
 */
final class Stretches {

  static final int COUNT = 20;

  /** Five points make a median that one spike cannot move. */
  private static final int FEWEST = 5 * COUNT;

  /** Stretches averaged for a beginning or an end. */
  private static final int WIDE = 3;

  /** Changes below so many times the usual step between stretches are chance. */
  private static final double SURE = 3;

  /** Changes below this share of all the curve ever moved are not worth a word. */
  private static final double WORTH = 0.15;

  private final double[] medians;
  private final int[] at;
  private final double noise;

  private Stretches(double[] medians, int[] at) {
    this.medians = medians;
    this.at = at;
    double[] jumps = new double[COUNT - 1];
    for (int i = 0; i < jumps.length; i++) {
      jumps[i] = Math.abs(medians[i + 1] - medians[i]);
    }
    Arrays.sort(jumps);
    this.noise = 1.4826 * jumps[jumps.length / 2];
  }

  /** The stretches of points; nothing if there are too few. */
  static Optional<Stretches> of(Points points) {
    int count = points.size();
    if (count < FEWEST) {
      return Optional.empty();
    }
    double[] medians = new double[COUNT];
    int[] at = new int[COUNT];
    for (int block = 0; block < COUNT; block++) {
      int from = (int) ((long) count * block / COUNT);
      int to = (int) ((long) count * (block + 1) / COUNT);
      double[] values = new double[to - from];
      for (int i = from; i < to; i++) {
        values[i - from] = points.value(i);
      }
      medians[block] = new Points(new int[0], values).median();
      at[block] = points.at((from + to - 1) / 2);
    }
    return Optional.of(new Stretches(medians, at));
  }

  double at(int block) {
    return medians[block];
  }

  double early() {
    return mean(0, WIDE);
  }

  double middle() {
    return mean(COUNT / 2 - 1, COUNT / 2 - 1 + WIDE);
  }

  double late() {
    return mean(COUNT - WIDE, COUNT);
  }

  double mean(int from, int to) {
    return Arrays.stream(medians, from, to).average().orElse(Double.NaN);
  }

  /** The highest level held for as long as an end counts, among the stretches up to one. */
  double best(int to) {
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i + WIDE <= to; i++) {
      best = Math.max(best, mean(i, i + WIDE));
    }
    return best;
  }

  double range() {
    return Arrays.stream(medians).max().orElse(0) - Arrays.stream(medians).min().orElse(0);
  }

  /** True if one level lies above another beyond chance and by an amount that matters. */
  boolean isMore(double more, double less) {
    return more > less && more - less > SURE * noise && more - less > WORTH * range();
  }

  /** True if the end lies above the beginning or above the middle. */
  boolean rises() {
    return isMore(late(), early()) || isMore(late(), middle());
  }

  /** True if it rose at any time by a fifth of what there is: something was learned. */
  boolean everRose() {
    double from = Math.min(early(), middle());
    double to = Math.max(best(COUNT), late());
    boolean matters = to - from > 0.2 * Math.max(Math.abs(from), Math.abs(to));
    return matters && (rises() || isMore(best(COUNT), early()));
  }

  /** Number of steps upwards from a stretch on. */
  int upSteps(int from) {
    int up = 0;
    for (int i = from; i + 1 < COUNT; i++) {
      up += medians[i + 1] > medians[i] ? 1 : 0;
    }
    return up;
  }

  /** {@code 0.53 around iteration 20}. */
  String say(int block) {
    return Numbers.text(medians[block]) + " around iteration " + at[block];
  }
}
