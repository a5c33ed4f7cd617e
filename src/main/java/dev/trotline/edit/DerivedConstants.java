package dev.trotline.edit;

import dev.trotline.error.InvalidInputException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Constants that Isaac Lab's configuration classes compute once from the control and the physics
 * step, before overrides come (surface §1.3): an edit of a step that leaves one of them behind is
 * refused, naming what must go with it.
 */
final class DerivedConstants {

  private static final String DECIMATION = "env.decimation";
  private static final String STEP = "env.sim.dt";
  private static final String RENDER_INTERVAL = "env.sim.render_interval";
  private static final MathContext TWELVE_DIGITS = new MathContext(12);

  private DerivedConstants() {}

  /**
   * Checks the final state.
   *
   * @throws InvalidInputException if a constant that followed from a changed step did not follow
   */
  static void check(ReferenceConfig stock, ReferenceConfig config, Set<String> touched) {
    boolean changed = touched.contains(DECIMATION) || touched.contains(STEP);
    if (!changed
        || !(stock.at(DECIMATION) instanceof Long oldDecimation)
        || !(config.at(DECIMATION) instanceof Long decimation)
        || !(stock.at(STEP) instanceof Double oldStep)
        || !(config.at(STEP) instanceof Double step)) {
      return;
    }
    Map<String, Object> left = new LinkedHashMap<>();
    if (oldDecimation.equals(stock.at(RENDER_INTERVAL))
        && !decimation.equals(config.at(RENDER_INTERVAL))) {
      left.put(RENDER_INTERVAL, decimation);
    }
    if (stock.at("env.scene") instanceof Map<?, ?> scene) {
      for (Object sensor : scene.keySet()) {
        String path = "env.scene." + sensor + ".update_period";
        Double wanted = wanted(stock.at(path), oldDecimation * oldStep, oldStep, decimation, step);
        if (wanted != null
            && config.at("env.scene." + sensor) != null
            && !same(config.at(path), wanted)) {
          left.put(path, wanted);
        }
      }
    }
    if (!left.isEmpty()) {
      throw refusal(touched.contains(DECIMATION) ? DECIMATION : STEP, left);
    }
  }

  private static @Nullable Double wanted(
      @Nullable Object period, double oldControl, double oldStep, long decimation, double step) {
    if (same(period, oldControl)) {
      return round(decimation * step);
    }
    return same(period, oldStep) ? step : null;
  }

  private static boolean same(@Nullable Object value, double other) {
    return value instanceof Number number && Math.abs(number.doubleValue() - other) < 1e-9;
  }

  private static double round(double value) {
    return BigDecimal.valueOf(value).round(TWELVE_DIGITS).doubleValue();
  }

  private static InvalidInputException refusal(String path, Map<String, Object> left) {
    StringBuilder list = new StringBuilder();
    left.forEach(
        (companion, value) ->
            list.append(list.length() == 0 ? "" : " ")
                .append(companion)
                .append('=')
                .append(Literal.format(value)));
    return new InvalidInputException(
        "'"
            + path
            + "' changes, but what the task computed from it stays behind: an override does"
            + " not compute it again",
        null,
        path,
        "set with it " + list + " (env.sim.* under simulator.base of study.yaml)");
  }
}
