package dev.trotline.diagnose.signature;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a log of any size into clean lines in constant memory. Bytes that are no UTF-8 are
 * replaced, carriage returns of progress bars end a line without counting one, very long lines keep
 * their head and their tail.
 */
public final class LogLines {

  /** Longest line kept, in characters; more is cut from its middle. */
  public static final int LONGEST = 8000;

  private static final String CUT = " [...] ";

  /** CSI sequences, OSC sequences (titles, hyperlinks), charset selections and single escapes. */
  private static final Pattern ANSI =
      Pattern.compile(
          "\\x1b\\[[0-?]*[ -/]*[@-~]|\\x1b\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)?"
              + "|\\x1b[()*+].|\\x1b[@-Z\\\\^_=>78]");

  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]");

  /** Who else put something before the line: rank, worker, container, logger, clock. */
  private static final Pattern PREFIX =
      Pattern.compile(
          "^(?:\\[(?<rank>rank ?\\d+|default\\d+)\\]:? ?"
              + "|\\((?<worker>[A-Za-z_][\\w.]* pid=\\d+[^)]*)\\) ?"
              + "|[\\w.-]+-\\d+ {1,4}\\| "
              + "|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)? "
              + "(?=\\S|  File |\\s+\\w)"
              + "|\\[[\\d,]+ms\\] (?=\\[)"
              + "|(?:\\[\\w+\\] \\[[\\w.-]+\\] )?\\[py std(?:err|out)\\]: )");

  private LogLines() {}

  /** Hands every line of the stream to the consumer, in order. Does not close the stream. */
  public static void read(InputStream stream, Consumer<LogLine> consumer) throws IOException {
    Reader reader =
        new InputStreamReader(
            stream,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE));
    char[] buffer = new char[1 << 16];
    LineBuffer line = new LineBuffer();
    int number = 1;
    boolean returned = false;
    for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
      for (int i = 0; i < count; i++) {
        char c = buffer[i];
        if (returned && c != '\n') {
          // A lone carriage return: the next text overwrites this one on a terminal.
          consumer.accept(clean(number, line.take()));
        }
        returned = c == '\r';
        if (c == '\n') {
          consumer.accept(clean(number, line.take()));
          number++;
        } else if (c != '\r') {
          line.add(c);
        }
      }
    }
    if (!line.isEmpty()) {
      consumer.accept(clean(number, line.take()));
    }
  }

  /** A raw line, cleaned; public for tests of single messages. */
  public static LogLine clean(int number, String raw) {
    String shown = raw;
    if (raw.indexOf('\u001b') >= 0) {
      shown = ANSI.matcher(shown).replaceAll("");
    }
    shown = CONTROL.matcher(shown).replaceAll("").stripTrailing();
    String text = shown;
    String rank = "";
    for (int i = 0; i < 4; i++) {
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

  /** A line under construction: its first and its last characters. */
  private static final class LineBuffer {
    private final StringBuilder head = new StringBuilder();
    private final char[] tail = new char[LONGEST / 2];
    private long beyond;

    void add(char c) {
      if (head.length() < LONGEST / 2) {
        head.append(c);
      } else {
        tail[(int) (beyond % tail.length)] = c;
        beyond++;
      }
    }

    boolean isEmpty() {
      return head.isEmpty();
    }

    String take() {
      if (beyond > 0) {
        if (beyond > tail.length) {
          head.append(CUT);
        }
        for (long i = Math.max(0, beyond - tail.length); i < beyond; i++) {
          head.append(tail[(int) (i % tail.length)]);
        }
      }
      String text = head.toString();
      head.setLength(0);
      beyond = 0;
      return text;
    }
  }
}
