package dev.trotline.simulator.isaaclab;

import dev.trotline.edit.EditedConfig;
import dev.trotline.edit.Literal;
import dev.trotline.edit.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a change set reaches the trainer: as overrides on the command line, which a person can paste,
 * wherever its generation can take them; the rest through the launcher stub (surface §1.4, §1.5).
 *
 * @param overrides {@code path=value}, ordered by path
 * @param edits dotted path to value of what no override can express
 */
record OverridePlan(List<String> overrides, Map<String, Object> edits) {

  OverridePlan {
    overrides = List.copyOf(overrides);
    edits = Collections.unmodifiableMap(new LinkedHashMap<>(edits));
  }

  /** Shares out the changes. */
  static OverridePlan of(Generation generation, EditedConfig config) {
    List<String> overrides = new ArrayList<>();
    Map<String, Object> edits = new LinkedHashMap<>();
    config
        .changes()
        .forEach(
            (path, value) -> {
              Object old = config.reference().at(path);
              Optional<String> text =
                  generation.checksOverrides()
                      ? checked(generation, value, old)
                      : mayBePreset(path, value, old)
                          ? Optional.empty()
                          : PythonLiteral.format(value, old);
              text.ifPresentOrElse(
                  literal -> overrides.add(path + "=" + literal), () -> edits.put(path, value));
            });
    return new OverridePlan(overrides, edits);
  }

  /**
   * From 3.0 beta 2 on a value given to a whole section, or to an actuator's armature, is taken for
   * the name of a preset wherever one is defined ("Unknown preset 'null'"). Reward terms have none.
   */
  private static boolean mayBePreset(String path, @Nullable Object value, @Nullable Object old) {
    boolean section = value == null && old instanceof Map<?, ?> && !path.startsWith("env.rewards.");
    return section || path.endsWith(".armature");
  }

  /** Hydra and its check of types: nothing but null may replace null, and nothing new may come. */
  private static Optional<String> checked(
      Generation generation, @Nullable Object value, @Nullable Object old) {
    boolean appears = old == null && value != null;
    // A weight written as -1 is an int for the check, which then refuses any fraction.
    boolean fraction = old instanceof Long && value instanceof Double;
    boolean plain = generation != Generation.V3_BETA1 || isPlainScalar(value);
    return appears || fraction || !plain || holdsMapping(value)
        ? Optional.empty()
        : Optional.of(Literal.format(value));
  }

  /**
   * What 3.0 beta 1 reads in the same way below a preset and elsewhere. Below a preset, such as the
   * whole of {@code env.events}, it does not ask Hydra: a list or an infinite number would become a
   * text, without a word.
   */
  private static boolean isPlainScalar(@Nullable Object value) {
    if (value instanceof Double number) {
      return Double.isFinite(number);
    }
    return !(value instanceof List<?>) && !(value instanceof String text && text.contains("'"));
  }

  private static boolean holdsMapping(@Nullable Object value) {
    return value instanceof Map<?, ?>
        || value instanceof List<?> list && list.stream().anyMatch(OverridePlan::holdsMapping);
  }

  /** A value as the stub reads it: JSON, with tuples marked. */
  static @Nullable Object json(@Nullable Object value) {
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(json(element)));
      return value instanceof Tuple ? Map.of("tuple", copy) : copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(String.valueOf(key), json(element)));
      return copy;
    }
    return value;
  }
}
