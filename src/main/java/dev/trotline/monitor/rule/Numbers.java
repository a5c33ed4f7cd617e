package dev.trotline.monitor.rule;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers in words. */
final class Numbers {

  private Numbers() {}

  /** A number with up to four digits. */
  static String text(double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    var rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    double size = Math.abs(value);
    return size == 0 || size >= 1e-3 && size < 1e7 ? rounded.toPlainString() : rounded.toString();
  }
}
