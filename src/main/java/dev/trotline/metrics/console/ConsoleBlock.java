package dev.trotline.metrics.console;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One iteration as printed.
 *
 * @param iteration index of the iteration, from 0 for a fresh run
 * @param total the number behind the slash: iterations asked for, counted from 0
 * @param scalars what was printed, by the tag TensorBoard has for it where there is one; values may
 *     be NaN or infinite
 */
public record ConsoleBlock(long iteration, long total, Map<String, Double> scalars) {

  public ConsoleBlock {
    scalars = Collections.unmodifiableMap(new LinkedHashMap<>(scalars));
  }
}
