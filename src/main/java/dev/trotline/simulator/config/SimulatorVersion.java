package dev.trotline.simulator.config;

import dev.trotline.error.InvalidInputException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version of a simulator that can be compared: {@code 2.3.2}, {@code 2.3} (the newest of that
 * line), {@code 3.0b1} alias {@code 3.0.0-beta}, {@code develop} (after the betas of 3.0, before
 * 3.0.0; any {@code dev-…} alike), with or without a leading {@code v}.
 *
 * @param text as it was written
 */
record SimulatorVersion(String text, int major, int minor, int patch, int stage)
    implements Comparable<SimulatorVersion> {

  private static final Pattern NUMBERS =
      Pattern.compile(
          "v?(\\d{1,4})(?:\\.(\\d{1,4}))?(?:\\.(\\d{1,4}))?"
              + "(?:[.-]?(?:beta|b)[.-]?(\\d{1,3})?|[.+-](?:post|rc|dev|[0-9a-f]).*)?");
  private static final Pattern BRANCH =
      Pattern.compile("(?:develop|dev|main)(?:[-+ ].*)?", Pattern.CASE_INSENSITIVE);

  /** Stands for what is left open: the newest there is. */
  private static final int OPEN = Integer.MAX_VALUE;

  private static final int BRANCH_STAGE = 1000;

  /**
   * Reads a version.
   *
   * @throws InvalidInputException if it is none
   */
  static SimulatorVersion parse(String text) {
    String trimmed = text.strip();
    if (BRANCH.matcher(trimmed).matches()) {
      return new SimulatorVersion(trimmed, 3, 0, 0, BRANCH_STAGE);
    }
    Matcher numbers = NUMBERS.matcher(trimmed);
    if (!numbers.matches()) {
      throw new InvalidInputException(
          "'" + text + "' is not a version of a simulator",
          null,
          null,
          "write it such as 2.3.2, 3.0b1 or develop");
    }
    boolean beta = trimmed.matches(".*\\d[.-]?b(eta)?.*");
    int open = beta ? 0 : OPEN;
    return new SimulatorVersion(
        trimmed,
        Integer.parseInt(numbers.group(1)),
        number(numbers.group(2), open),
        number(numbers.group(3), open),
        beta ? number(numbers.group(4), 1) : OPEN);
  }

  private static int number(@Nullable String digits, int otherwise) {
    return digits == null ? otherwise : Integer.parseInt(digits);
  }

  /** Whether this is the head of a branch and not a release. */
  boolean branch() {
    return stage == BRANCH_STAGE;
  }

  /** Whether this version is the other one or an older one. */
  boolean notAfter(SimulatorVersion other) {
    return compareTo(other) <= 0;
  }

  @Override
  public int compareTo(SimulatorVersion other) {
    return Arrays.compare(
        new int[] {major, minor, patch, stage},
        new int[] {other.major, other.minor, other.patch, other.stage});
  }
}
