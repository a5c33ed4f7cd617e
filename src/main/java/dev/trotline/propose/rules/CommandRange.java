package dev.trotline.propose.rules;

import dev.trotline.edit.ReferenceConfig;
import java.util.List;
import java.util.Map;

/**
 * How fast the robot is asked to go.
 *
 * @param meanSpeed mean planar speed asked for, m/s: the error of a robot that stands still; NaN if
 *     the configuration does not say
 * @param rmsSpeed root mean square of it, m/s
 */
record CommandRange(double meanSpeed, double rmsSpeed) {

  private static final int GRID = 40;

  /** Of the first velocity command of a configuration. */
  static CommandRange of(ReferenceConfig config) {
    if (config.env().get("commands") instanceof Map<?, ?> commands) {
      for (Object command : commands.values()) {
        if (command instanceof Map<?, ?> map && map.get("ranges") instanceof Map<?, ?> ranges) {
          double[] x = bounds(ranges.get("lin_vel_x"));
          if (x.length == 2) {
            double[] y = bounds(ranges.get("lin_vel_y"));
            double standing =
                map.get("rel_standing_envs") instanceof Number share ? share.doubleValue() : 0.0;
            return of(x, y.length == 2 ? y : new double[] {0, 0}, standing);
          }
        }
      }
    }
    return new CommandRange(Double.NaN, Double.NaN);
  }

  private static CommandRange of(double[] x, double[] y, double standing) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < GRID; i++) {
      for (int j = 0; j < GRID; j++) {
        double vx = x[0] + (x[1] - x[0]) * (i + 0.5) / GRID;
        double vy = y[0] + (y[1] - y[0]) * (j + 0.5) / GRID;
        sum += Math.hypot(vx, vy);
        squares += vx * vx + vy * vy;
      }
    }
    double moving = 1 - Math.max(0, Math.min(1, standing));
    int cells = GRID * GRID;
    return new CommandRange(moving * sum / cells, Math.sqrt(moving * squares / cells));
  }

  private static double[] bounds(@org.jspecify.annotations.Nullable Object value) {
    if (value instanceof List<?> list
        && list.size() == 2
        && list.get(0) instanceof Number low
        && list.get(1) instanceof Number high) {
      return new double[] {low.doubleValue(), high.doubleValue()};
    }
    return new double[0];
  }
}
