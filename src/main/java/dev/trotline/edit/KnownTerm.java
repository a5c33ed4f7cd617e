package dev.trotline.edit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A reward term that may be put into a task that does not have it.
 *
 * @param name the name it goes by
 * @param func what computes it, {@code module:function}
 * @param penalty true if its weight must not be positive
 * @param params its parameters with their usual values, in plain types
 * @param meaning one line for people
 */
public record KnownTerm(
    String name, String func, boolean penalty, Map<String, Object> params, String meaning) {

  public KnownTerm {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
  }
}
