package dev.trotline.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as text, the same in every country. */
final class Figure {

  private Figure() {}

  /** A value of an axis whose labels are {@code step} apart. */
  static String tick(double value, double step) {
    if (Math.abs(value) < step * 1e-6) {
      return "0";
    }
    double size = Math.max(Math.abs(value), step);
    if (size >= 1e15 || size < 1e-4) {
      return scientific(value, digits(value, step));
    }
    double unit = size < 10_000 ? 1 : size < 1e6 ? 1e3 : size < 1e9 ? 1e6 : 1e9;
    String suffix = unit == 1 ? "" : unit == 1e3 ? "k" : unit == 1e6 ? "M" : "G";
    int decimals = Math.min(12, decimals(step / unit));
    return plain(String.format(Locale.ROOT, "%." + decimals + "f", value / unit)) + suffix;
  }

  /** Four digits that count. */
  static String of(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(value);
    if (size != 0 && (size >= 1e7 || size < 1e-4)) {
      return scientific(value, 4);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4));
    if (size >= 1000) {
      rounded = new BigDecimal(value).setScale(0, java.math.RoundingMode.HALF_EVEN);
    }
    return plain(rounded.toPlainString());
  }

  /** A power of ten. */
  static String power(int exponent) {
    return exponent >= -3 && exponent <= 3
        ? plain(BigDecimal.ONE.movePointRight(exponent).toPlainString())
        : "1e" + exponent;
  }

  private static int digits(double value, double step) {
    int spread = (int) Math.floor(Math.log10(Math.abs(value))) - (int) Math.floor(Math.log10(step));
    return Math.max(1, Math.min(7, spread + 1));
  }

  private static int decimals(double step) {
    return (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  }

  private static String scientific(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
    int e = text.indexOf('e');
    return plain(text.substring(0, e)) + "e" + Integer.parseInt(text.substring(e + 1));
  }

  private static String plain(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    String cut = text.replaceAll("0+$", "").replaceAll("\\.$", "");
    return cut.equals("-0") ? "0" : cut;
  }
}
