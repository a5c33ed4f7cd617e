package dev.trotline.metrics.event;

import java.util.regex.Pattern;

/** The version that the first record of an event file names, read as TensorBoard reads it. */
final class FileVersion {

  private static final String PREFIX = "brain.Event:";

  /** What Python takes for a decimal number; Java would take more, as 2f, and less, as 1_0. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)([eE][+-]?\\d+)?");

  private FileVersion() {}

  /** The version, -1 where the text names none. */
  static double of(String text) {
    int prefix = text.lastIndexOf(PREFIX);
    String number = (prefix < 0 ? text : text.substring(prefix + PREFIX.length())).strip();
    if (number.length() > 40) {
      return -1;
    }
    return NUMBER.matcher(number).matches() ? Double.parseDouble(number.replace("_", "")) : -1;
  }
}
