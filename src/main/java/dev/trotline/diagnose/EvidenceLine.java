package dev.trotline.diagnose;

import java.util.Objects;

/**
 * A line of a file that speaks for a cause.
 *
 * @param file the file, as it was named to {@code diagnose} or relative to the run folder
 * @param line its number, from 1; 0 if the evidence is a fact about the file and not a line of it
 * @param text the line without colour codes, shortened if very long
 */
public record EvidenceLine(String file, int line, String text) {

  private static final int LONGEST_QUOTE = 400;

  /** A line of any length, shortened if it is very long. */
  static EvidenceLine quote(String file, int line, String text) {
    return new EvidenceLine(
        file,
        line,
        text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + " [...]");
  }

  public EvidenceLine {
    Objects.requireNonNull(file);
    Objects.requireNonNull(text);
    if (line < 0) {
      throw new IllegalArgumentException("lines count from 1");
    }
  }
}
