package dev.trotline.chart;

import java.util.Locale;
import java.util.Map;

/**
 * What a terminal can show.
 *
 * @param width columns
 * @param height lines a plot may take, its texts included
 * @param unicode false for nothing but ASCII
 * @param colour true if colours may be used
 */
public record Terminal(int width, int height, boolean unicode, boolean colour) {

  private static final int LEAST_WIDTH = 30;
  private static final int LEAST_HEIGHT = 8;

  public Terminal {
    width = Math.max(LEAST_WIDTH, Math.min(width, 400));
    height = Math.max(LEAST_HEIGHT, Math.min(height, 200));
  }

  /**
   * Decides from the environment: COLUMNS for the width, the locale and TERM for Unicode. The Linux
   * console has no braille, whatever its locale says.
   *
   * @param ascii true if nothing but ASCII is asked for
   * @param colour whether colours are allowed, which the command line knows
   */
  public static Terminal detect(
      Map<String, String> environment, int height, boolean ascii, boolean colour) {
    String locale = "";
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      locale = locale.isEmpty() ? environment.getOrDefault(name, "") : locale;
    }
    String folded = locale.toLowerCase(Locale.ROOT).replace("-", "");
    String term = environment.getOrDefault("TERM", "");
    boolean unicode = folded.contains("utf8") && !term.equals("linux") && !term.equals("vt100");
    return new Terminal(columns(environment.get("COLUMNS")), height, unicode && !ascii, colour);
  }

  private static int columns(String text) {
    try {
      return text == null ? 80 : Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      return 80;
    }
  }

  /** A text that can be shown, cut to so many columns. */
  String text(String text, int columns) {
    String shown = unicode ? Text.plain(text) : Text.ascii(text);
    int most = Math.max(1, columns);
    String cut = Text.cut(shown, most, !unicode);
    // East Asian letters are two columns wide, so that the count above may be too generous.
    while (most > 1 && Text.columns(cut) > columns) {
      cut = Text.cut(shown, --most, !unicode);
    }
    return cut;
  }

  /** A text in the colour of a name. */
  String coloured(String text, int key) {
    return colour
        ? "\u001b[" + COLOURS[Math.floorMod(key, COLOURS.length)] + "m" + text + "\u001b[0m"
        : text;
  }

  /** A text of little weight. */
  String faint(String text) {
    return colour && !text.isEmpty() ? "\u001b[90m" + text + "\u001b[0m" : text;
  }

  /** A text that stands out. */
  String bold(String text) {
    return colour && !text.isEmpty() ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  /** Numbers of the eight colours every terminal has, without black and white. */
  private static final int[] COLOURS = {36, 33, 35, 32, 34, 31, 96, 93};
}
