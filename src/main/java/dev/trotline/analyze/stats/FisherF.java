package dev.trotline.analyze.stats;

/** Fisher's F distribution: the ratio of two variance estimates. */
public final class FisherF {

  private FisherF() {}

  /** P(F &gt;= f): how often a ratio of variances is this large by chance. */
  public static double upperTail(double f, double numeratorFreedom, double denominatorFreedom) {
    if (Double.isNaN(f) || !(numeratorFreedom > 0) || !(denominatorFreedom > 0)) {
      return Double.NaN;
    }
    if (f <= 0) {
      return 1;
    }
    double x = denominatorFreedom / (denominatorFreedom + numeratorFreedom * f);
    return Beta.regularised(x, denominatorFreedom / 2, numeratorFreedom / 2);
  }
}
