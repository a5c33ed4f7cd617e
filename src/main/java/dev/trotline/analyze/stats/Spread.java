package dev.trotline.analyze.stats;

/**
 * An estimate of a standard deviation and how much stands behind it.
 *
 * @param deviation the standard deviation, NaN if nothing is known
 * @param degreesOfFreedom independent deviations it was made of
 */
public record Spread(double deviation, int degreesOfFreedom) {

  /** Nothing known. */
  public static final Spread UNKNOWN = new Spread(Double.NaN, 0);

  /** True if there is an estimate. */
  public boolean isKnown() {
    return degreesOfFreedom > 0 && Double.isFinite(deviation);
  }

  /**
   * Standard deviation within groups that may differ in their means, corrected for the bias of
   * small samples (divided by c4).
   */
  public static Spread within(Moments... groups) {
    double squares = 0;
    int freedom = 0;
    for (Moments group : groups) {
      if (group.n() > 1) {
        squares += group.sumOfSquares();
        freedom += group.degreesOfFreedom();
      }
    }
    return freedom == 0
        ? UNKNOWN
        : new Spread(Math.sqrt(squares / freedom) / Beta.c4(freedom), freedom);
  }

  /** Both estimates together, weighed by what stands behind them. */
  public Spread and(Spread other) {
    if (!isKnown() || !other.isKnown()) {
      return isKnown() ? this : other;
    }
    int freedom = degreesOfFreedom + other.degreesOfFreedom;
    double squares = squares() + other.squares();
    return new Spread(Math.sqrt(squares / freedom) / Beta.c4(freedom), freedom);
  }

  private double squares() {
    double biased = deviation * Beta.c4(degreesOfFreedom);
    return degreesOfFreedom * biased * biased;
  }
}
