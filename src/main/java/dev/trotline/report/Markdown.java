package dev.trotline.report;

import java.util.List;

/** Writes Markdown that shows foreign text as it is, whatever it contains. */
final class Markdown {

  private static final String SPECIAL = "\\`*_{}[]<>#|~&$";

  private final StringBuilder text = new StringBuilder();

  /** Foreign text for the middle of a line: no markup, no line feeds, no control characters. */
  static String escape(String foreign) {
    StringBuilder out = new StringBuilder(foreign.length() + 8);
    for (int i = 0; i < foreign.length(); i++) {
      char c = foreign.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        out.append(' ');
      } else {
        if (SPECIAL.indexOf(c) >= 0 && !isInsideWord(foreign, i) && !isComparison(foreign, i)) {
          out.append('\\');
        }
        out.append(c);
      }
    }
    return guardStart(out.toString().strip());
  }

  /** An underscore between letters or digits is no markup: names of terms stay readable. */
  private static boolean isInsideWord(String text, int i) {
    return text.charAt(i) == '_'
        && i > 0
        && i + 1 < text.length()
        && Character.isLetterOrDigit(text.charAt(i - 1))
        && Character.isLetterOrDigit(text.charAt(i + 1));
  }

  /** A bound such as {@code x <= 0.1} opens no tag. */
  private static boolean isComparison(String text, int i) {
    char c = text.charAt(i);
    boolean spaced = i > 0 && text.charAt(i - 1) == ' ';
    boolean followed = i + 1 < text.length() && "= ".indexOf(text.charAt(i + 1)) >= 0;
    return (c == '<' || c == '>') && spaced && followed;
  }

  /** What would open a list or a heading at the start of a line. */
  private static String guardStart(String line) {
    if (line.startsWith("- ") || line.startsWith("+ ") || line.equals("-") || line.equals("+")) {
      return "\\" + line;
    }
    int digits = 0;
    while (digits < line.length() && Character.isDigit(line.charAt(digits))) {
      digits++;
    }
    boolean numbered =
        digits > 0 && digits < line.length() && ".)".indexOf(line.charAt(digits)) >= 0;
    boolean ends = digits + 1 >= line.length() || line.charAt(digits + 1) == ' ';
    return numbered && ends ? line.substring(0, digits) + "\\" + line.substring(digits) : line;
  }

  Markdown heading(int level, String escaped) {
    return line("#".repeat(level) + " " + escaped).blank();
  }

  Markdown paragraph(String escaped) {
    return line(escaped).blank();
  }

  Markdown item(String escaped) {
    return line("- " + escaped);
  }

  Markdown line(String escaped) {
    text.append(escaped).append('\n');
    return this;
  }

  /** One empty line, never two. */
  Markdown blank() {
    if (text.length() > 1 && !text.substring(text.length() - 2).equals("\n\n")) {
      text.append('\n');
    }
    return this;
  }

  /** A table of escaped cells. */
  Markdown table(List<String> header, List<List<String>> rows) {
    row(header);
    row(header.stream().map(cell -> "---").toList());
    rows.forEach(this::row);
    return blank();
  }

  private void row(List<String> cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  @Override
  public String toString() {
    return text.toString().stripTrailing() + "\n";
  }
}
