package dev.trotline.analyze.compare;

import java.util.Locale;

/** Figures for people: three significant digits, without an exponent where it can be helped. */
final class Text {

  private Text() {}

  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "-" : value > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e6)) {
      return String.format(Locale.ROOT, "%.2g", value);
    }
    int decimals = size == 0 ? 0 : 2 - (int) Math.floor(Math.log10(size));
    return String.format(Locale.ROOT, "%." + Math.max(0, Math.min(6, decimals)) + "f", value);
  }

  static String signed(double value) {
    return value > 0 ? "+" + number(value) : number(value);
  }

  /** An end of an interval: a dash where there is none. */
  static String end(double value) {
    return Double.isFinite(value) ? signed(value) : "-";
  }

  static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "~";
  }
}
