package dev.trotline.study;

import java.util.Locale;

/** What the gate says of an experiment. */
public enum Verdict {
  ACCEPTED,
  REJECTED,
  INCONCLUSIVE;

  /** The word used in files, JSON and tables. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #word()}. */
  public static Verdict parse(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
