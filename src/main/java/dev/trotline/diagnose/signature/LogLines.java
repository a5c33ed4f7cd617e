package dev.trotline.diagnose.signature;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cleans lines: takes away what terminals, ranks and loggers put before and into them. */
public final class LogLines {

  /** Who else put something before the line: rank, worker, container, logger, clock. */
  private static final Pattern PREFIX =
      Pattern.compile(
          "^(?:\\[(?<rank>rank ?\\d+|default\\d+)\\]:? ?"
              + "|\\((?<worker>[A-Za-z_][\\w.]* pid=\\d+[^)]*)\\) ?"
              + "|[\\w.-]+-\\d+ {1,4}\\| "
              // srun -l, mpirun, the system's journal, loggers of Hydra and of Python, a clock
              + "|\\d{1,5}: (?=\\S|  File |\\s+\\w)"
              + "|\\[\\d+,\\d+\\]<std(?:err|out)>: ?"
              + "|[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\S+ [\\w./-]+(?:\\[\\d+\\])?: "
              + "|\\[\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?\\](?:\\[[\\w.]+\\]\\[[A-Z]+\\] -)? "
              + "|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)? - (?:[\\w.]+ - )?[A-Z]{4,8} - "
              + "|\\[?\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?\\]? (?=\\S|  File |\\s+\\w)"
              + "|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)? "
              + "(?=\\S|  File |\\s+\\w)"
              + "|\\[[\\d,]+ms\\] (?=\\[)"
              + "|(?:\\[\\w+\\] \\[[\\w.-]+\\] )?\\[py std(?:err|out)\\]: )");

  private LogLines() {}

  /** A raw line, cleaned; public for tests of single messages. */
  public static LogLine clean(int number, String raw) {
    String shown = LineBytes.strip(raw).stripTrailing();
    String text = behindBar(shown);
    String rank = "";
    for (int i = 0; i < 4 && mayHavePrefix(text); i++) {
      Matcher matcher = PREFIX.matcher(text);
      if (!matcher.find() || matcher.end() == 0) {
        break;
      }
      if (matcher.group("rank") != null) {
        rank = matcher.group("rank");
      } else if (matcher.group("worker") != null) {
        rank = matcher.group("worker");
      }
      text = text.substring(matcher.end());
    }
    return new LogLine(number, text, shown, rank);
  }

  /** What somebody printed right behind a progress bar that had not ended its line. */
  private static String behindBar(String text) {
    if (!text.contains("%|")) {
      return text;
    }
    int speed = Math.max(text.lastIndexOf("it/s"), text.lastIndexOf("s/it"));
    int end = speed < 0 ? -1 : text.indexOf(']', speed);
    if (end < 0 || end + 1 == text.length()) {
      return text;
    }
    String behind = text.substring(end + 1);
    return behind.startsWith(",") || behind.isBlank() ? text : behind.stripLeading();
  }

  /** A cheap test of the beginnings of {@link #PREFIX}: most lines have none. */
  private static boolean mayHavePrefix(String text) {
    if (text.isEmpty()) {
      return false;
    }
    char c = text.charAt(0);
    if (c == '[') {
      char second = text.length() > 1 ? text.charAt(1) : ' ';
      return second == 'r'
          || second == 'd'
          || second == ','
          || (second >= '0' && second <= '9')
          || text.contains("[py std");
    }
    if (c == '(') {
      return text.contains(" pid=");
    }
    if (c >= '0' && c <= '9') {
      return text.length() > 4
          && (text.charAt(4) == '-' || text.charAt(2) == ':' || text.indexOf(": ") <= 5);
    }
    boolean journal =
        c >= 'A'
            && c <= 'Z'
            && text.length() > 16
            && text.charAt(3) == ' '
            && text.charAt(9) == ':'
            && text.charAt(12) == ':';
    return journal || (c > ' ' && text.contains("| "));
  }
}
