package dev.trotline.analyze.stats;

/**
 * How much of the error may have been used up when a share of the planned information is in (Lan
 * and DeMets 1983). Every function rises from 0 to the whole error at share 1, so the moments of
 * looking need not be fixed beforehand, as long as they are not chosen by the results.
 */
public enum Spending {
  /** Almost nothing early (O'Brien and Fleming's shape): 2 - 2 Phi(z(error / 2) / sqrt(share)). */
  OBRIEN_FLEMING {
    @Override
    public double spent(double error, double share) {
      return 2 * Normal.upperTail(-Normal.quantile(error / 2) / Math.sqrt(share));
    }
  },
  /** Error times the square of the share (Kim and DeMets 1987): more to early looks. */
  SQUARE {
    @Override
    public double spent(double error, double share) {
      return error * share * share;
    }
  };

  /**
   * Error used up.
   *
   * @param error the whole error, above 0 and below 1
   * @param share of the planned information, above 0 and up to 1
   */
  public abstract double spent(double error, double share);
}
