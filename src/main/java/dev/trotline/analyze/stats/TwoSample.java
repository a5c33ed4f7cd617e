package dev.trotline.analyze.stats;

import java.util.Arrays;

/**
 * A comparison of two means: estimate, its standard error and the degrees of freedom behind it.
 *
 * @param difference mean of a minus mean of b
 * @param standardError of the difference
 * @param degreesOfFreedom of the standard error, may be fractional
 */
public record TwoSample(double difference, double standardError, double degreesOfFreedom) {

  /** Without the assumption of equal spreads (Welch, Satterthwaite); needs two values each. */
  public static TwoSample welch(Moments a, Moments b) {
    double va = a.variance() / a.n();
    double vb = b.variance() / b.n();
    double sum = va + vb;
    double freedom = sum * sum / (va * va / a.degreesOfFreedom() + vb * vb / b.degreesOfFreedom());
    return new TwoSample(
        a.mean() - b.mean(),
        Math.sqrt(sum),
        sum > 0 ? freedom : a.degreesOfFreedom() + b.degreesOfFreedom());
  }

  /** With a standard deviation known from elsewhere. */
  public static TwoSample known(Moments a, Moments b, double deviation, double degreesOfFreedom) {
    return new TwoSample(
        a.mean() - b.mean(), deviation * Math.sqrt(1.0 / a.n() + 1.0 / b.n()), degreesOfFreedom);
  }

  /** Of paired values: a[i] and b[i] belong together. */
  public static TwoSample paired(double[] a, double[] b) {
    double[] differences = new double[a.length];
    Arrays.setAll(differences, i -> a[i] - b[i]);
    Moments moments = Moments.of(differences);
    return new TwoSample(
        moments.mean(),
        moments.standardDeviation() / Math.sqrt(moments.n()),
        moments.degreesOfFreedom());
  }

  /** P-value of the claim that a lies above b. */
  public double probabilityNotAbove() {
    if (standardError == 0) {
      return difference > 0 ? 0 : 1;
    }
    return StudentT.upperTail(difference / standardError, degreesOfFreedom);
  }

  /** Interval of the difference, both sides together at this confidence. */
  public Interval interval(double confidence) {
    double reach =
        standardError == 0
            ? 0
            : StudentT.quantile(0.5 + confidence / 2, degreesOfFreedom) * standardError;
    return new Interval(difference - reach, difference + reach, confidence);
  }
}
