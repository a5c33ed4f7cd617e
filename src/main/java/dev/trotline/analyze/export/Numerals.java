package dev.trotline.analyze.export;

import java.math.BigDecimal;

/** Numbers as the shortest text that reads back as the same number, the same in every country. */
final class Numerals {

  /** Powers of ten a double holds exactly. */
  private static final double[] TEN = new double[23];

  static {
    TEN[0] = 1;
    for (int i = 1; i < TEN.length; i++) {
      TEN[i] = TEN[i - 1] * 10;
    }
  }

  /** Any decimal of so many digits survives float32, so that a shorter text is found, too. */
  private static final int FEWEST = 6;

  /** So many digits tell any two floats apart. */
  private static final int MOST = 9;

  private Numerals() {}

  /**
   * A value as trainers log it: nearly always a float32 widened, and then the shortest text of the
   * float32. Not a number is {@code nan}; infinite values are {@code inf} and {@code -inf}.
   */
  static void append(StringBuilder out, double value) {
    if (Double.isNaN(value)) {
      out.append("nan");
    } else if (Double.isInfinite(value)) {
      out.append(value > 0 ? "inf" : "-inf");
    } else if (value == 0) {
      out.append(1 / value < 0 ? "-0.0" : "0");
    } else if ((float) value != value) {
      plain(out, new BigDecimal(Double.toString(value)));
    } else if (Math.abs(value) < 1e-5 || Math.abs(value) >= 1e9) {
      plain(out, new BigDecimal(Float.toString((float) value)));
    } else {
      single(out, value);
    }
  }

  private static void single(StringBuilder out, double value) {
    double size = Math.abs(value);
    int exponent = (int) Math.floor(Math.log10(size));
    for (int digits = FEWEST; digits <= MOST; digits++) {
      int decimals = digits - 1 - exponent;
      double scaled = Math.rint(decimals >= 0 ? size * TEN[decimals] : size / TEN[-decimals]);
      double back = decimals >= 0 ? scaled / TEN[decimals] : scaled * TEN[-decimals];
      if ((float) back == (float) size) {
        out.append(value < 0 ? "-" : "");
        decimal(out, (long) scaled, decimals);
        return;
      }
    }
    plain(out, new BigDecimal(Float.toString((float) value)));
  }

  private static void decimal(StringBuilder out, long scaled, int decimals) {
    if (decimals <= 0) {
      out.append(scaled);
      out.append("0".repeat(-decimals));
      return;
    }
    long digits = scaled;
    int places = decimals;
    while (places > 0 && digits % 10 == 0) {
      digits /= 10;
      places--;
    }
    long unit = (long) TEN[places];
    out.append(digits / unit);
    if (places > 0) {
      out.append('.');
      padded(out, digits % unit, places);
    }
  }

  private static void padded(StringBuilder out, long value, int places) {
    for (int p = places - 1; p > 0 && value < (long) TEN[p]; p--) {
      out.append('0');
    }
    out.append(value);
  }

  private static void plain(StringBuilder out, BigDecimal exact) {
    BigDecimal value = exact.stripTrailingZeros();
    int exponent = value.precision() - value.scale() - 1;
    if (exponent >= -5 && exponent < 16) {
      out.append(value.toPlainString());
    } else {
      String digits = value.unscaledValue().abs().toString();
      out.append(value.signum() < 0 ? "-" : "").append(digits.charAt(0));
      out.append(digits.length() > 1 ? "." : "").append(digits, 1, digits.length());
      out.append('e').append(exponent);
    }
  }

  /**
   * Seconds since 1970. A double near them is a quarter of a microsecond wide or more, so that
   * seven decimals read back as the same double.
   */
  static void appendTime(StringBuilder out, double seconds) {
    if (!(seconds >= 1L << 29 && seconds < 1L << 40)) {
      append(out, seconds);
      return;
    }
    long whole = (long) seconds;
    long parts = Math.round((seconds - whole) * TEN[7]);
    decimal(out, whole * (long) TEN[7] + parts, 7);
  }
}
