package dev.trotline.cli;

import dev.trotline.error.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** Checks of option values that picocli's types cannot express. */
final class Checks {
  private Checks() {}

  /** Refuses what is not above zero; null is no value and passes. */
  static void positive(@Nullable Number value, String option) {
    if (value != null && !(value.doubleValue() > 0)) {
      throw new InvalidInputException(
          "'" + option + "' is " + value, null, option, "give a number above 0");
    }
  }
}
