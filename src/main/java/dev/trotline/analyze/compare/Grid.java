package dev.trotline.analyze.compare;

import dev.trotline.metrics.Curve;
import java.util.Arrays;
import java.util.List;

/**
 * A common scale of iterations: bins of equal width, the last one taking what is left over. Runs
 * that share less than half of their iterations (one continues another, say) are laid upon each
 * other by their starts.
 *
 * @param edges first iteration of each bin and one past the last; at least two
 * @param commonFrom first iteration all runs have
 * @param commonTo last iteration all runs have
 * @param aligned true if iterations count from each run's own first one
 */
record Grid(long[] edges, long commonFrom, long commonTo, boolean aligned) {

  /** More bins than this no plot shows and no eye tells apart. */
  private static final int MOST = 100;

  private static final int WIDEST = 50;
  private static final int ABOUT = 20;

  /** The kept iterations of one run, both ends included. */
  record Extent(long first, long last) {}

  static Grid of(List<Extent> extents) {
    long latestFirst = extents.stream().mapToLong(Extent::first).max().orElse(0);
    long earliestLast = extents.stream().mapToLong(Extent::last).min().orElse(0);
    long shortest = extents.stream().mapToLong(e -> e.last() - e.first() + 1).min().orElse(1);
    boolean aligned = (earliestLast - latestFirst + 1) * 2 < shortest;
    long commonFrom = aligned ? 0 : latestFirst;
    long commonTo = aligned ? shortest - 1 : earliestLast;
    long from = aligned ? 0 : extents.stream().mapToLong(Extent::first).min().orElse(commonFrom);
    long to =
        aligned
            ? extents.stream().mapToLong(e -> e.last() - e.first()).max().orElse(commonTo)
            : extents.stream().mapToLong(Extent::last).max().orElse(commonTo);
    long range = commonTo - commonFrom + 1;
    long width =
        Math.max(Math.max(1, ceil(to - from + 1, MOST)), Math.min(WIDEST, ceil(range, ABOUT)));
    int bins = (int) Math.max(1, (to - from + 1) / width);
    long[] edges = new long[bins + 1];
    Arrays.setAll(edges, i -> from + i * width);
    edges[bins] = to + 1;
    return new Grid(edges, commonFrom, commonTo, aligned);
  }

  private static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }

  int bins() {
    return edges.length - 1;
  }

  long width() {
    return edges[1] - edges[0];
  }

  /** True if all runs cover a bin. */
  boolean isCommon(int bin) {
    return edges[bin] >= commonFrom && edges[bin + 1] - 1 <= commonTo;
  }

  /** Middles of the bins. */
  double[] centres() {
    double[] x = new double[bins()];
    Arrays.setAll(x, i -> (edges[i] + edges[i + 1] - 1) / 2.0);
    return x;
  }

  /** A curve's mean in each bin, NaN where it has none. */
  double[] bin(Curve curve, long shift) {
    double[] means = new double[bins()];
    Arrays.setAll(means, i -> curve.mean(edges[i] + shift, edges[i + 1] - 1 + shift));
    return means;
  }
}
