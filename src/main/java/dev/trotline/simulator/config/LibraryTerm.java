package dev.trotline.simulator.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A reward function of a simulator that a study can add as a term.
 *
 * @param name of the function
 * @param func {@code module:name} in the version asked for
 * @param penalty whether its weight is to be negative
 * @param params what it takes besides the environment, with usual values that show the types
 * @param meaning one line
 */
public record LibraryTerm(
    String name, String func, boolean penalty, Map<String, Object> params, String meaning) {

  public LibraryTerm {
    // Not Map.copyOf: a parameter may be null.
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
  }
}
