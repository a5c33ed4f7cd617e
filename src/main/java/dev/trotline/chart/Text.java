package dev.trotline.chart;

/** Makes texts of strangers harmless: tags, paths and names come from files nobody here wrote. */
public final class Text {

  private static final int UNSEEN = 0xfffd;

  /** Signs among the narrow ones that terminals draw two columns wide. */
  private static final String PICTURES =
      "\u231a\u231b\u23e9\u23ea\u23eb\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648\u2649\u264a\u264b\u264c"
          + "\u264d\u264e\u264f\u2650\u2651\u2652\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5"
          + "\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753\u2754"
          + "\u2755\u2757\u2795\u2796\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55";

  private Text() {}

  /**
   * One line without anything that acts instead of being seen: control characters (an escape
   * sequence would reprogram the terminal), marks that turn the reading direction round, invisible
   * characters, halves of surrogate pairs and what XML forbids.
   */
  public static String plain(String text) {
    var clean = new StringBuilder(text.length());
    text.codePoints().forEach(c -> clean.appendCodePoint(replacement(c)));
    return clean.toString();
  }

  private static int replacement(int c) {
    if (c >= ' ' && c < 0x7f) {
      return c;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c == '\t' || c == '\n' || c == '\r' ? ' ' : UNSEEN;
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
      case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE ->
          UNSEEN;
      default -> c;
    };
  }

  /** The same as the content of an XML element or a quoted attribute. */
  static String xml(String text) {
    String plain = plain(text);
    var escaped = new StringBuilder(plain.length() + 16);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** At most so many characters; of tags and paths the end tells more than the beginning. */
  static String cut(String text, int most, boolean ascii) {
    String plain = plain(text);
    int count = plain.codePointCount(0, plain.length());
    if (count <= most) {
      return plain;
    }
    String dots = ascii ? ".." : "…";
    int kept = Math.max(0, most - dots.length());
    int head = kept / 3;
    int tail = kept - head;
    return plain.substring(0, plain.offsetByCodePoints(0, head))
        + dots
        + plain.substring(plain.offsetByCodePoints(plain.length(), -tail));
  }

  /** The same in printable ASCII. */
  public static String ascii(String text) {
    String decomposed = java.text.Normalizer.normalize(plain(text), java.text.Normalizer.Form.NFD);
    var clean = new StringBuilder(decomposed.length());
    decomposed
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(
            c ->
                clean.append(
                    switch (c) {
                      case '–', '—', '−' -> "-";
                      case '…' -> "..";
                      case '±' -> "+-";
                      case '→' -> "->";
                      case '·', '×' -> "*";
                      case '≤' -> "<=";
                      case '≥' -> ">=";
                      default -> c < 0x7f ? Character.toString(c) : "?";
                    }));
    return clean.toString();
  }

  /**
   * Columns of a terminal a text takes: none for marks over letters, two for East Asian letters and
   * pictures (Unicode's EastAsianWidth.txt, W and F).
   */
  public static int columns(String text) {
    return text.codePoints().map(Text::columns).sum();
  }

  private static int columns(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    if (c >= 0x1160 && c <= 0x11ff) {
      // Vowels and finals of Hangul join the letter before them.
      return 0;
    }
    boolean wide =
        c >= 0x1100 && c <= 0x115f
            || c >= 0x231a && c <= 0x2b55 && PICTURES.indexOf(c) >= 0
            || c >= 0xffe0 && c <= 0xffe6
            || c >= 0x2e80 && c <= 0xa4cf
            || c >= 0xac00 && c <= 0xd7a3
            || c >= 0xf900 && c <= 0xfaff
            || c >= 0xfe30 && c <= 0xfe6f
            || c >= 0xff00 && c <= 0xff60
            || c >= 0x1f300 && c <= 0x1faff
            || c >= 0x20000 && c <= 0x3fffd;
    return wide ? 2 : 1;
  }

  /** Padded with spaces to so many columns of a terminal. */
  static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - columns(text)));
  }
}
