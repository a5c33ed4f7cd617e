package dev.trotline.cli.output;

import dev.trotline.chart.Text;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the place that is written to can show.
 *
 * @param columns its width
 * @param lines its height
 * @param moves true if the cursor may be moved: a terminal, and not a dumb one
 * @param unicode false for nothing but ASCII
 * @param folds true if lines that become too long for a narrowed window are folded, not cut off
 */
public record Screen(int columns, int lines, boolean moves, boolean unicode, boolean folds) {

  private static final int WIDE = 10_000;
  private static final int USUAL_COLUMNS = 80;
  private static final int USUAL_LINES = 24;

  public Screen {
    columns = Math.max(1, columns);
    lines = Math.max(1, lines);
  }

  /** A file or a pipe: lines as long as they are. */
  public static Screen endless(Map<String, String> environment) {
    return new Screen(WIDE, WIDE, false, unicode(environment), false);
  }

  /** A terminal of the size that COLUMNS and LINES tell, else of 80 by 24. */
  public static Screen terminal(Map<String, String> environment) {
    String term = environment.getOrDefault("TERM", "dumb");
    return new Screen(
        number(environment.get("COLUMNS"), USUAL_COLUMNS),
        number(environment.get("LINES"), USUAL_LINES),
        !term.equals("dumb") && !term.isBlank(),
        unicode(environment),
        folds(environment, term));
  }

  /** Terminal emulators fold; xterm itself, GNU screen and consoles cut off. */
  private static boolean folds(Map<String, String> environment, String term) {
    boolean screen = term.startsWith("screen") && !environment.containsKey("TMUX");
    return !environment.containsKey("XTERM_VERSION")
        && !screen
        && !term.equals("linux")
        && !term.startsWith("vt");
  }

  /** The same of another size; numbers that are none of a terminal's are passed over. */
  Screen sized(int newColumns, int newLines) {
    return new Screen(
        newColumns > 0 ? newColumns : columns,
        newLines > 0 ? newLines : lines,
        moves,
        unicode,
        folds);
  }

  /** The same for what may scroll by: as wide, with no end of lines. */
  public Screen scrolling() {
    return new Screen(columns, WIDE, moves, unicode, folds);
  }

  /**
   * The locale decides, and the launcher says so where it had to give Java another one than the
   * terminal has.
   */
  private static boolean unicode(Map<String, String> environment) {
    if ("1".equals(environment.get("TROTLINE_ASCII"))) {
      return false;
    }
    String locale = "";
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      locale = locale.isEmpty() ? environment.getOrDefault(name, "") : locale;
    }
    String folded = locale.toLowerCase(Locale.ROOT).replace("-", "");
    String term = environment.getOrDefault("TERM", "");
    return folded.contains("utf8") && !term.equals("linux") && !term.equals("vt100");
  }

  private static int number(@Nullable String text, int otherwise) {
    try {
      int value = text == null ? 0 : Integer.parseInt(text.strip());
      return value > 0 ? value : otherwise;
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** A line that can be shown here: one line, nothing that acts instead of being seen. */
  public String text(String line) {
    return unicode ? Text.plain(line) : Text.ascii(line);
  }

  /** The same, cut to so many columns; what was cut off is marked. */
  String cut(String line, int most) {
    String shown = text(line);
    if (Text.columns(shown) <= most) {
      return shown;
    }
    String dots = unicode ? "…" : "..";
    int room = Math.max(0, most - dots.length());
    StringBuilder kept = new StringBuilder();
    int used = 0;
    for (int at = 0; at < shown.length(); ) {
      int letter = shown.codePointAt(at);
      int wide = Text.columns(Character.toString(letter));
      if (used + wide > room) {
        break;
      }
      kept.appendCodePoint(letter);
      used += wide;
      at += Character.charCount(letter);
    }
    return most < dots.length() ? ".".repeat(Math.max(0, most)) : kept + dots;
  }

  /** How many rows a line of this width, drawn in a wider window, takes here. */
  int rows(int width) {
    return folds ? Math.max(1, (width + columns - 1) / columns) : 1;
  }
}
