package dev.trotline.metrics;

import java.util.Locale;

/** Texts with figures, the same in every country. */
final class Clause {

  private Clause() {}

  static String of(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
