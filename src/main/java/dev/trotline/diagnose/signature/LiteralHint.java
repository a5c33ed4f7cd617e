package dev.trotline.diagnose.signature;

import java.util.Locale;

/**
 * The longest piece of plain text that any match of a regular expression must contain, so that most
 * lines are passed over without running it.
 */
final class LiteralHint {

  private LiteralHint() {}

  /** The piece in lower case, or an empty string if there is none. */
  static String of(String regex) {
    String best = "";
    StringBuilder run = new StringBuilder();
    int depth = 0;
    int i = 0;
    while (i < regex.length()) {
      char c = regex.charAt(i);
      char plain = 0;
      if (c == '\\' && i + 1 < regex.length()) {
        char next = regex.charAt(i + 1);
        plain = Character.isLetterOrDigit(next) ? 0 : next;
        i++;
      } else if (c == '[') {
        i = closing(regex, i);
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == '|' && depth == 0) {
        return "";
      } else if ("{".indexOf(c) >= 0) {
        i = Math.max(i, regex.indexOf('}', i));
      } else if (".*+?^$|".indexOf(c) < 0) {
        plain = c;
      }
      char after = i + 1 < regex.length() ? regex.charAt(i + 1) : ' ';
      boolean optional = after == '?' || after == '*' || after == '{';
      if (plain != 0 && depth == 0 && !optional) {
        run.append(plain);
      }
      boolean ends = plain == 0 || depth != 0 || optional || after == '+';
      if (ends) {
        best = run.length() > best.length() ? run.toString() : best;
        run.setLength(0);
      }
      i++;
    }
    best = run.length() > best.length() ? run.toString() : best;
    return best.length() < 3 ? "" : best.toLowerCase(Locale.ROOT);
  }

  private static int closing(String regex, int open) {
    int i = open + 1;
    if (i < regex.length() && regex.charAt(i) == '^') {
      i++;
    }
    if (i < regex.length() && regex.charAt(i) == ']') {
      i++;
    }
    while (i < regex.length() && regex.charAt(i) != ']') {
      if (regex.charAt(i) == '\\') {
        i++;
      }
      i++;
    }
    return i;
  }
}
