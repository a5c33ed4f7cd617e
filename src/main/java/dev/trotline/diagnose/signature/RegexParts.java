package dev.trotline.diagnose.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Takes regular expressions apart. */
final class RegexParts {

  /** Flags that hold for the alternatives behind them too; without (?-i) these match more. */
  private static final Pattern FLAGS = Pattern.compile("\\(\\?(?!-i\\))-?[a-zA-Z]");

  private RegexParts() {}

  /**
   * The alternatives of an expression, each an expression of its own that matches at least what it
   * matched; the whole alone if its structure is not clear.
   */
  static List<String> alternatives(String regex) {
    return split(regex).orElse(List.of(regex));
  }

  /** The same; nothing if the structure is not clear. */
  static Optional<List<String>> split(String regex) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int begun = 0;
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        if (regex.startsWith("\\Q", i)) {
          return Optional.empty();
        }
        i++;
      } else if (c == '[') {
        i = classEnd(regex, i);
        if (i < 0) {
          return Optional.empty();
        }
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == '|' && depth == 0) {
        parts.add(regex.substring(begun, i));
        begun = i + 1;
      }
    }
    parts.add(regex.substring(begun));
    return depth == 0 && !FLAGS.matcher(regex).find() ? Optional.of(parts) : Optional.empty();
  }

  /** Where the class that opens here ends; -1 for one within which others are. */
  static int classEnd(String regex, int open) {
    int i = open + 1;
    i += regex.startsWith("^", i) ? 1 : 0;
    i += regex.startsWith("]", i) ? 1 : 0;
    for (; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[') {
        return -1;
      } else if (c == ']') {
        return i;
      }
    }
    return -1;
  }
}
