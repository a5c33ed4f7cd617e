package dev.trotline.analyze;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How figures are written for people and into JSON. */
final class Figures {

  private Figures() {}

  /** JSON knows no NaN and no infinity: both become null. */
  static @Nullable Double json(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }

  /** Four significant digits, without an exponent where it can be helped. */
  static String text(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "-" : value > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e6)) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
    int decimals = size == 0 ? 0 : 3 - (int) Math.floor(Math.log10(size));
    return String.format(Locale.ROOT, "%." + Math.max(0, Math.min(6, decimals)) + "f", value);
  }

  /** A share as a percentage with its sign. */
  static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%+.1f %%", 100 * share) : "-";
  }
}
