package dev.trotline.monitor.rule;

import java.time.Duration;
import java.util.Locale;

/** Durations in words. */
final class Durations {

  private Durations() {}

  /** {@code 0.8 s}, {@code 42 s}, {@code 12.5 min}. */
  static String text(Duration duration) {
    double seconds = duration.toMillis() / 1000.0;
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    return seconds < 600
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : String.format(Locale.ROOT, "%.1f min", seconds / 60);
  }
}
