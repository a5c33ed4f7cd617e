package dev.trotline.study;

import dev.trotline.error.InvalidInputException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Identity of an experiment, written {@code exp007}.
 *
 * @param number counts from 0, the unedited baseline
 */
public record ExperimentId(int number) implements Comparable<ExperimentId> {

  /** The unedited baseline. */
  public static final ExperimentId BASELINE = new ExperimentId(0);

  private static final Pattern FORM = Pattern.compile("exp(\\d{1,6})");

  public ExperimentId {
    if (number < 0) {
      throw new IllegalArgumentException("an experiment's number counts from 0, not " + number);
    }
  }

  /** Reads {@code exp007}. */
  public static ExperimentId parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidInputException(
          "'" + text + "' is not an experiment id", null, null, "write it like exp007");
    }
    return new ExperimentId(Integer.parseInt(matcher.group(1)));
  }

  /** The next id. */
  public ExperimentId next() {
    return new ExperimentId(number + 1);
  }

  @Override
  public int compareTo(ExperimentId other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "exp%03d", number);
  }
}
