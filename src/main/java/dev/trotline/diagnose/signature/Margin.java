package dev.trotline.diagnose.signature;

import java.util.regex.Pattern;

/**
 * What stands before every line of a traceback that somebody moved in: the bars of an exception
 * group (PEP 654), the blanks of a parent that prints a child's error.
 *
 * @param prefix the bars, or an empty text
 * @param blanks how many blanks come after them
 */
record Margin(String prefix, int blanks) {

  static final Margin NONE = new Margin("", 0);

  private static final Pattern BARS = Pattern.compile("[ \\t]*[+|] (?:Exception Group )?");

  /** Blanks before the frames of a traceback that nobody moved. */
  private static final int USUAL = 2;

  /** The margin of a traceback whose first line has this before its first word. */
  static Margin before(String start) {
    return BARS.matcher(start).matches()
        ? new Margin(start.replace("Exception Group ", "").replace('+', '|'), 0)
        : NONE;
  }

  /** The margin of a traceback whose first frame is this line, bars already taken away. */
  static Margin of(String frame) {
    int count = 0;
    while (count < frame.length() && frame.charAt(count) == ' ') {
      count++;
    }
    return new Margin("", Math.max(0, count - USUAL));
  }

  Margin and(Margin inner) {
    return new Margin(prefix, inner.blanks);
  }

  /** The line without the margin, as far as it has it. */
  LogLine strip(LogLine line) {
    String text = line.text();
    int at = text.startsWith(prefix) ? prefix.length() : 0;
    for (int i = 0; i < blanks && at < text.length() && text.charAt(at) == ' '; i++) {
      at++;
    }
    return at == 0
        ? line
        : new LogLine(line.number(), text.substring(at), line.shown(), line.rank());
  }
}
