package dev.trotline.monitor.rule;

import dev.trotline.metrics.RunSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The figures of a whole training in bounded memory: at most {@value #MOST} iterations evenly
 * spread from the first on, and the latest {@value #LATE} without a gap. What is kept depends on
 * the iterations seen and not on when they were seen, so that a history read from the files of a
 * run after a restart of Trotline equals the one that was watched. Immutable.
 *
 * <p>An iteration that was there before belongs to a policy that was given up (a run resumed from
 * an older checkpoint): the later one counts, and nothing of the earlier one's future is kept.
 */
public final class History {

  /** Iterations kept of the whole training. */
  static final int MOST = 1024;

  /** Latest iterations kept without a gap. */
  static final int LATE = 64;

  private static final History EMPTY =
      new History(-1, -1, 1, new int[0], new double[0][], new int[0], new double[0][]);

  private final int first;
  private final int last;
  private final int stride;
  private final int[] at;
  private final double[][] values;
  private final int[] lateAt;
  private final double[][] late;

  private History(
      int first, int last, int stride, int[] at, double[][] values, int[] lateAt, double[][] late) {
    this.first = first;
    this.last = last;
    this.stride = stride;
    this.at = at;
    this.values = values;
    this.lateAt = lateAt;
    this.late = late;
  }

  /** Nothing seen yet. */
  public static History empty() {
    return EMPTY;
  }

  /** What the event files of a run hold. */
  public static History of(RunSeries series) {
    Builder builder = new Builder(EMPTY);
    SeriesRows.each(series, (iteration, scalars) -> builder.add(iteration, Figure.of(scalars)));
    return builder.build();
  }

  /** With further iterations, in the order they were done. */
  public History with(List<Iteration> iterations) {
    if (iterations.isEmpty()) {
      return this;
    }
    Builder builder = new Builder(this);
    for (Iteration iteration : iterations) {
      builder.add(iteration.number(), Figure.of(iteration.scalars()));
    }
    return builder.build();
  }

  /** Number of the first iteration, -1 before it. */
  public int first() {
    return first;
  }

  /** Number of the newest iteration, -1 before the first. */
  public int last() {
    return last;
  }

  /** Iterations from the first to the newest. */
  public int length() {
    return last < 0 ? 0 : last - first + 1;
  }

  /** True if it began where another training had stopped. */
  public boolean continuesAnother() {
    return first > 1;
  }

  /** The points of a figure over the whole training. */
  public Points points(Figure figure) {
    return points(at, values, figure);
  }

  /** The points of a figure among the latest iterations. */
  public Points latest(Figure figure) {
    return points(lateAt, late, figure);
  }

  /** The points of a figure with an iteration above one bound and up to another, oldest first. */
  public Points between(Figure figure, int after, int upTo) {
    Points all = points(figure);
    Points recent = latest(figure);
    int dense = recent.size() == 0 ? Integer.MAX_VALUE : recent.at(0);
    int[] steps = new int[all.size() + recent.size()];
    double[] kept = new double[steps.length];
    int count = 0;
    for (int i = 0; i < all.size() && all.at(i) < dense; i++) {
      if (all.at(i) > after && all.at(i) <= upTo) {
        steps[count] = all.at(i);
        kept[count++] = all.value(i);
      }
    }
    for (int i = 0; i < recent.size(); i++) {
      if (recent.at(i) > after && recent.at(i) <= upTo) {
        steps[count] = recent.at(i);
        kept[count++] = recent.value(i);
      }
    }
    return new Points(Arrays.copyOf(steps, count), Arrays.copyOf(kept, count));
  }

  /**
   * The mean planar velocity error, however it was logged: a sum over an episode is divided by the
   * episode's length, which leaves a factor that is the same for all runs of a task.
   */
  public Points velocityError() {
    Points mean = points(Figure.ERROR_MEAN);
    Points sum = points(Figure.ERROR_SUM);
    if (mean.size() > 0 || points(Figure.SUCCESS).size() > 0) {
      return mean.size() > 0 ? mean : sum;
    }
    int[] steps = new int[at.length];
    double[] kept = new double[at.length];
    int count = 0;
    for (int i = 0; i < at.length; i++) {
      double length = values[i][Figure.LENGTH.ordinal()];
      double error = values[i][Figure.ERROR_SUM.ordinal()] / length;
      if (length >= 1 && Double.isFinite(error)) {
        steps[count] = at[i];
        kept[count++] = error;
      }
    }
    return new Points(Arrays.copyOf(steps, count), Arrays.copyOf(kept, count));
  }

  /** How the velocity error was logged: figures of different kinds cannot be compared. */
  String errorKind() {
    if (points(Figure.ERROR_MEAN).size() > 0) {
      return "mean";
    }
    return points(Figure.SUCCESS).size() > 0 ? "as logged" : "sum over episode length";
  }

  private static Points points(int[] at, double[][] values, Figure figure) {
    int[] steps = new int[at.length];
    double[] kept = new double[at.length];
    int count = 0;
    for (int i = 0; i < at.length; i++) {
      double value = values[i][figure.ordinal()];
      if (!Double.isNaN(value)) {
        steps[count] = at[i];
        kept[count++] = value;
      }
    }
    return new Points(Arrays.copyOf(steps, count), Arrays.copyOf(kept, count));
  }

  /** Grows a history; what it was made from stays as it is. */
  private static final class Builder {
    private final List<double[]> values = new ArrayList<>();
    private final List<Integer> at = new ArrayList<>();
    private final List<double[]> late = new ArrayList<>();
    private final List<Integer> lateAt = new ArrayList<>();
    private int first;
    private int last;
    private int stride;

    Builder(History from) {
      first = from.first;
      last = from.last;
      stride = from.stride;
      for (int i = 0; i < from.at.length; i++) {
        at.add(from.at[i]);
        values.add(from.values[i]);
      }
      for (int i = 0; i < from.lateAt.length; i++) {
        lateAt.add(from.lateAt[i]);
        late.add(from.late[i]);
      }
    }

    void add(int iteration, double[] figures) {
      if (iteration <= first) {
        at.clear();
        values.clear();
        lateAt.clear();
        late.clear();
        first = -1;
        stride = 1;
      } else if (iteration <= last) {
        cut(at, values, iteration);
        cut(lateAt, late, iteration);
      }
      first = first < 0 ? iteration : first;
      last = iteration;
      if (at.isEmpty() || bucket(iteration) > bucket(at.get(at.size() - 1))) {
        at.add(iteration);
        values.add(figures);
      }
      lateAt.add(iteration);
      late.add(figures);
      if (late.size() > LATE) {
        lateAt.remove(0);
        late.remove(0);
      }
      while (at.size() > MOST) {
        stride *= 2;
        thin();
      }
    }

    private int bucket(int iteration) {
      return (iteration - first) / stride;
    }

    private void thin() {
      int kept = 0;
      for (int i = 0; i < at.size(); i++) {
        if (kept == 0 || bucket(at.get(i)) > bucket(at.get(kept - 1))) {
          at.set(kept, at.get(i));
          values.set(kept++, values.get(i));
        }
      }
      at.subList(kept, at.size()).clear();
      values.subList(kept, values.size()).clear();
    }

    private static void cut(List<Integer> at, List<double[]> values, int from) {
      while (!at.isEmpty() && at.get(at.size() - 1) >= from) {
        at.remove(at.size() - 1);
        values.remove(values.size() - 1);
      }
    }

    History build() {
      return new History(
          first,
          last,
          stride,
          at.stream().mapToInt(Integer::intValue).toArray(),
          values.toArray(double[][]::new),
          lateAt.stream().mapToInt(Integer::intValue).toArray(),
          late.toArray(double[][]::new));
    }
  }
}
