package dev.trotline.report;

import dev.trotline.report.ReportData.Figure;
import dev.trotline.report.ReportData.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a report writes figures: with units, with intervals, never with more digits than they bear.
 */
final class Numbers {

  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Map<String, String> UNITS =
      Map.of(
          "velocity_error", " m/s",
          "yaw_error", " rad/s",
          "foot_slip", " m/s",
          "distance", " m",
          "energy", " J/m");

  private Numbers() {}

  /** Date and time, UTC. */
  static String moment(Instant at) {
    return MINUTES.format(at) + " UTC";
  }

  /** Time of day, UTC. */
  static String clock(Instant at) {
    return CLOCK.format(at);
  }

  /** A duration a person would say: seconds below two minutes, then minutes, then hours. */
  static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    long minutes = Math.round(seconds / 60.0);
    return minutes < 120 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }

  /** Device time given in seconds. */
  static String deviceTime(double seconds) {
    return duration(Duration.ofSeconds(Math.round(seconds)));
  }

  /** A metric's value with its unit; a dash if it is missing. */
  static String value(String metric, @Nullable Double value) {
    if (value == null || Double.isNaN(value)) {
      return "–";
    }
    if (metric.endsWith("_share")) {
      return String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }
    return plain(value) + UNITS.getOrDefault(metric, "");
  }

  /** A metric's value as {@link #value} has it, without the unit. */
  private static String bare(String metric, double value) {
    String text = value(metric, value);
    String unit = UNITS.getOrDefault(metric, "");
    return text.endsWith(unit) ? text.substring(0, text.length() - unit.length()) : text;
  }

  /** A number with three significant digits, never in powers of ten for usual sizes. */
  static String plain(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value) || size == 0) {
      return size == 0 ? "0" : String.valueOf(value);
    }
    if (size >= 1000 || size < 1e-4) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
    int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
    return String.format(Locale.ROOT, "%." + Math.min(6, decimals) + "f", value);
  }

  /** Mean, interval and number of seeds of a figure. */
  static String figure(@Nullable Figure figure) {
    if (figure == null || figure.perSeed().isEmpty()) {
      return "–";
    }
    Double low = figure.low();
    Double high = figure.high();
    String interval =
        low == null || high == null
            ? ""
            : " (" + bare(figure.metric(), low) + " to " + bare(figure.metric(), high) + ")";
    return value(figure.metric(), figure.mean()) + interval + ", n = " + figure.perSeed().size();
  }

  /** The figure of a metric, if it was measured. */
  static Optional<Figure> of(Standing standing, String metric) {
    return standing.figures().stream().filter(f -> f.metric().equals(metric)).findFirst();
  }

  /** All seeds' values of a figure. */
  static String seeds(Figure figure) {
    List<Double> values = figure.perSeed();
    return values.stream()
        .map(value -> value(figure.metric(), value))
        .collect(Collectors.joining(", "));
  }
}
