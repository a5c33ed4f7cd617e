package dev.trotline.analyze.stats;

import java.util.Arrays;

/**
 * One-sided boundaries for looking at accumulating data several times (Armitage, McPherson and Rowe
 * 1969; Lan and DeMets 1983). The statistic of every look is a z-score; where it comes from a
 * t-test, its p-value is turned into the z-score with the same p-value, so that each look is exact
 * for its own few degrees of freedom and only the dependence between looks is that of known
 * variance (the significance level approach, Jennison and Turnbull 2000, chapter 3.8; measured for
 * our sizes in bench/aa). Stopping early because nothing will come of it is not counted in its
 * favour: the boundaries hold however futility is handled.
 */
public final class GroupSequential {

  /** Grid of the density carried from look to look; Simpson's rule needs an odd number. */
  private static final int POINTS = 129;

  private static final double FAR = -8;
  private static final double STEP = 0.1;
  private static final double LEAST = -2;
  private static final int LEVELS = 83;

  private final double[] information;
  private final Spending spending;

  /** Boundary of the last look for every level of {@link #errors}. */
  private final double[] table;

  /**
   * @param shares information at each look up to the present one, rising, as shares of the planned
   *     maximum; the last is 1 at the final look
   */
  public GroupSequential(double[] shares, Spending spending) {
    this.information = shares.clone();
    for (int i = 0; i < shares.length; i++) {
      if (!(shares[i] > (i == 0 ? 0 : shares[i - 1]) && shares[i] <= 1)) {
        throw new IllegalArgumentException("not rising up to 1: " + Arrays.toString(shares));
      }
    }
    this.spending = spending;
    this.table = new double[LEVELS];
    if (!isSingle()) {
      for (int i = 0; i < LEVELS; i++) {
        double[] all = boundaries(Normal.upperTail(LEAST + i * STEP));
        table[i] = all[all.length - 1];
      }
    }
  }

  /** True if there is one look only, at the end: an ordinary test. */
  public boolean isSingle() {
    return information.length == 1 && information[0] == 1;
  }

  /** Number of the present look. */
  public int looks() {
    return information.length;
  }

  /** Share of the planned information that is in. */
  public double share() {
    return information[information.length - 1];
  }

  /** The one-sided p-value to stay below at the present look if this is the error of all looks. */
  public double nominal(double error) {
    if (isSingle()) {
      return error;
    }
    double at = (-Normal.quantile(error) - LEAST) / STEP;
    int below = (int) Math.max(0, Math.min(LEVELS - 2, Math.floor(at)));
    double between = Math.min(1, Math.max(0, at - below));
    return Normal.upperTail(table[below] + between * (table[below + 1] - table[below]));
  }

  /** The z-scores to exceed at each look if this is the error of all looks together. */
  public double[] boundaries(double error) {
    double[] bounds = new double[information.length];
    double[] grid = new double[0];
    double[] density = new double[0];
    double spent = 0;
    for (int look = 0; look < bounds.length; look++) {
      double whole = Math.min(error, spending.spent(error, information[look]));
      double part = Math.max(0, whole - spent);
      spent = whole;
      double before = look == 0 ? 0 : information[look - 1];
      bounds[look] = solve(part, grid, density, before, information[look]);
      double[] next = grid(bounds[look]);
      double[] carried = new double[POINTS];
      for (int i = 0; i < POINTS; i++) {
        carried[i] =
            look == 0
                ? Normal.density(next[i])
                : carry(next[i], grid, density, before, information[look]);
      }
      grid = next;
      density = weigh(next, carried);
    }
    return bounds;
  }

  /**
   * The least error of all looks together at which this z-score at the present look would have been
   * enough: the sequential p-value (Liu and Anderson 2008). It may be adjusted for several
   * candidates like any other p-value.
   */
  public double pValue(double z) {
    if (Double.isNaN(z)) {
      return Double.NaN;
    }
    if (isSingle()) {
      return Normal.upperTail(z);
    }
    if (z <= table[0]) {
      return 1;
    }
    int above = 1;
    while (above < LEVELS - 1 && table[above] < z) {
      above++;
    }
    if (table[above] < z) {
      // Beyond the table a bound: the error of the table's end, one in 10^9.
      return Normal.upperTail(LEAST + (LEVELS - 1) * STEP);
    }
    double between = (z - table[above - 1]) / (table[above] - table[above - 1]);
    return Normal.upperTail(LEAST + (above - 1 + between) * STEP);
  }

  private static double solve(
      double part, double[] grid, double[] density, double before, double now) {
    if (part < 1e-16) {
      return -FAR;
    }
    double low = FAR;
    double high = -FAR;
    while (high - low > 1e-9) {
      double middle = 0.5 * (low + high);
      if (crossing(middle, grid, density, before, now) > part) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return 0.5 * (low + high);
  }

  private static double crossing(
      double bound, double[] grid, double[] density, double before, double now) {
    if (grid.length == 0) {
      return Normal.upperTail(bound);
    }
    double root = Math.sqrt(now - before);
    double sum = 0;
    for (int i = 0; i < grid.length; i++) {
      if (density[i] > 1e-18) {
        sum +=
            density[i]
                * Normal.upperTail((bound * Math.sqrt(now) - grid[i] * Math.sqrt(before)) / root);
      }
    }
    return sum;
  }

  private static double carry(
      double z, double[] grid, double[] density, double before, double now) {
    double root = Math.sqrt(now - before);
    double at = z * Math.sqrt(now) / root;
    double scale = Math.sqrt(before) / root;
    double sum = 0;
    for (int i = 0; i < grid.length; i++) {
      sum += density[i] * Normal.density(at - grid[i] * scale);
    }
    return sum * Math.sqrt(now) / root;
  }

  private static double[] grid(double bound) {
    double[] grid = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      grid[i] = FAR + (bound - FAR) * i / (POINTS - 1);
    }
    return grid;
  }

  /** Density times the weights of Simpson's rule. */
  private static double[] weigh(double[] grid, double[] density) {
    double width = (grid[POINTS - 1] - grid[0]) / (POINTS - 1);
    double[] weighed = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      double weight = i == 0 || i == POINTS - 1 ? 1 : i % 2 == 1 ? 4 : 2;
      weighed[i] = density[i] * weight * width / 3;
    }
    return weighed;
  }
}
