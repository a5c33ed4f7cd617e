package dev.trotline.metrics;

import java.util.Map;

/**
 * What is known of a metric by its name: the unit, and which way is better. Names the judge and the
 * log share mean the same quantity.
 *
 * @param unit SI unit, {@code share} for a part of one, empty if it has none or none is known
 * @param direction whether less or more of it is better
 */
public record MetricKind(String unit, Direction direction) {

  /** Which way is better. */
  public enum Direction {
    /** The smaller, the better. */
    LESS,
    /** The larger, the better. */
    MORE,
    /** Neither end is good, or it is unknown. */
    NEITHER;

    /** The word used in JSON. */
    public String word() {
      return switch (this) {
        case LESS -> "less";
        case MORE -> "more";
        case NEITHER -> "neither";
      };
    }
  }

  private static final MetricKind UNKNOWN = new MetricKind("", Direction.NEITHER);

  private static final Map<String, MetricKind> KNOWN =
      Map.ofEntries(
          Map.entry("velocity_error", new MetricKind("m/s", Direction.LESS)),
          // As logged by old versions it shrinks when robots die early: neither end is good.
          Map.entry("velocity_error_logged", new MetricKind("m/s", Direction.NEITHER)),
          Map.entry("yaw_error", new MetricKind("rad/s", Direction.LESS)),
          Map.entry("yaw_error_logged", new MetricKind("rad/s", Direction.NEITHER)),
          Map.entry("timeout_share", new MetricKind("share", Direction.MORE)),
          Map.entry("time_out_only_share", new MetricKind("share", Direction.MORE)),
          Map.entry("terrain_level", new MetricKind("level", Direction.MORE)),
          Map.entry("mean_reward", new MetricKind("reward", Direction.MORE)),
          Map.entry("episode_length", new MetricKind("steps", Direction.MORE)),
          Map.entry("episode_length_share", new MetricKind("share", Direction.MORE)),
          Map.entry("success_rate", new MetricKind("share", Direction.MORE)),
          Map.entry("action_rate", new MetricKind("", Direction.LESS)),
          Map.entry("foot_slip", new MetricKind("m/s", Direction.LESS)),
          // One is right: twice the commanded speed is no better than half of it.
          Map.entry("speed_ratio", new MetricKind("share", Direction.NEITHER)),
          Map.entry("distance", new MetricKind("m", Direction.MORE)),
          Map.entry("energy", new MetricKind("", Direction.LESS)),
          Map.entry("commanded_speed", new MetricKind("m/s", Direction.NEITHER)),
          Map.entry("idle_share", new MetricKind("share", Direction.LESS)),
          Map.entry("alive_share", new MetricKind("share", Direction.MORE)),
          Map.entry("early_fall_share", new MetricKind("share", Direction.LESS)),
          Map.entry("swing_height", new MetricKind("m", Direction.NEITHER)),
          Map.entry("bounce", new MetricKind("m/s", Direction.LESS)),
          Map.entry("tilt", new MetricKind("rad", Direction.LESS)),
          Map.entry("trunk_height", new MetricKind("m", Direction.NEITHER)));

  /** What is known of a metric; unknown names have no unit and no direction. */
  public static MetricKind of(String metric) {
    return KNOWN.getOrDefault(metric, UNKNOWN);
  }
}
