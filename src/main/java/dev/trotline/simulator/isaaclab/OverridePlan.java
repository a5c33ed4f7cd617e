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
              Optional<String> text = override(generation, value, old);
              text.ifPresentOrElse(
                  literal -> overrides.add(path + "=" + literal), () -> edits.put(path, value));
            });
    return new OverridePlan(overrides, edits);
  }

  private static Optional<String> override(
      Generation generation, @Nullable Object value, @Nullable Object old) {
    if (!generation.checksOverrides()) {
      return PythonLiteral.format(value, old);
    }
    // Hydra and its check of types: nothing but null may replace null, and nothing new may come.
    boolean appears = old == null && value != null;
    boolean plain = generation != Generation.V3_BETA1 || isPlainScalar(value);
    return appears || !plain || holdsMapping(value)
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
