package dev.trotline.propose.rules;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Small arithmetic that the rules share. */
final class Scale {

  private Scale() {}

  /** Clamps to 0..1; what is no number becomes 0. */
  static double unit(double value) {
    return value > 0 ? Math.min(1, value) : 0;
  }

  /** Where a value lies between two bounds on a log scale, 0 at the first and 1 at the second. */
  static double logUnit(double value, double zero, double one) {
    return unit(Math.log(value / zero) / Math.log(one / zero));
  }

  /** Where a value lies between two bounds, 0 at the first and 1 at the second. */
  static double linearUnit(double value, double zero, double one) {
    return unit((value - zero) / (one - zero));
  }

  /** Rounds to a number a person would write: one significant digit, or 1.5 and 2.5. */
  static double nice(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value;
    }
    double magnitude = Math.pow(10, Math.floor(Math.log10(Math.abs(value))));
    double digit = Math.abs(value) / magnitude;
    double rounded = digit > 1.25 && digit < 3 ? Math.round(digit * 2) / 2.0 : Math.round(digit);
    return new BigDecimal(Math.signum(value) * rounded * magnitude)
        .round(new MathContext(2, RoundingMode.HALF_EVEN))
        .doubleValue();
  }

  /** A share as whole per cent. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /** A number with three significant digits. */
  static String figure(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
