package dev.trotline.diagnose.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Plain pieces of text of which any match of a regular expression contains at least one, so that
 * most lines are passed over without running it. Knows the syntax that signatures use; what it does
 * not know it takes for no constraint.
 */
final class Literals {

  private static final int SHORTEST = 3;

  private final String regex;
  private int at;

  private Literals(String regex) {
    this.regex = regex;
  }

  /** The pieces in lower case; an empty list if the expression demands none. */
  static List<String> of(String regex) {
    Literals parser = new Literals(regex);
    List<String> best = parser.alternatives();
    return parser.at < regex.length() ? List.of() : best;
  }

  private List<String> alternatives() {
    List<String> all = new ArrayList<>();
    boolean free = false;
    while (true) {
      List<String> branch = sequence();
      free |= branch.isEmpty();
      all.addAll(branch);
      if (at >= regex.length() || regex.charAt(at) != '|') {
        return free ? List.of() : all;
      }
      at++;
    }
  }

  private List<String> sequence() {
    List<String> best = List.of();
    StringBuilder run = new StringBuilder();
    while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
      char c = regex.charAt(at);
      List<String> group = List.of();
      int plain = -1;
      boolean asserts = false;
      if (c == '(') {
        asserts =
            regex.startsWith("(?!", at)
                || regex.startsWith("(?=", at)
                || regex.startsWith("(?<", at)
                || regex.startsWith("(?-i)", at);
        group = group();
      } else if (c == '[') {
        at = closing(at) + 1;
      } else if (c == '\\') {
        char next = regex.charAt(at + 1);
        plain = Character.isLetterOrDigit(next) ? -1 : next;
        asserts = next == 'b';
        at += 2;
      } else {
        plain = ".^$".indexOf(c) >= 0 ? -1 : c;
        asserts = c == '^' || c == '$';
        at++;
      }
      boolean optional = at < regex.length() && "?*".indexOf(regex.charAt(at)) >= 0;
      boolean repeated = at < regex.length() && "+{".indexOf(regex.charAt(at)) >= 0;
      optional |= regex.startsWith("{0", at);
      quantifier();
      if (plain >= 0 && !optional) {
        run.append((char) plain);
      }
      if ((plain < 0 && !asserts) || optional || repeated) {
        best = better(best, piece(run));
        run.setLength(0);
      }
      if (!group.isEmpty() && !optional) {
        best = better(best, group);
      }
    }
    return better(best, piece(run));
  }

  private List<String> group() {
    boolean none = regex.startsWith("(?!", at) || regex.startsWith("(?<!", at);
    if (regex.startsWith("(?-i)", at)) {
      at += 5;
      return List.of();
    }
    at++;
    if (at < regex.length() && regex.charAt(at) == '?') {
      at++;
      if (at < regex.length() && regex.charAt(at) == '<') {
        at++;
      }
      at++;
    }
    List<String> inner = alternatives();
    at++;
    return none ? List.of() : inner;
  }

  private void quantifier() {
    if (at < regex.length() && "?*+".indexOf(regex.charAt(at)) >= 0) {
      at++;
    } else if (at < regex.length() && regex.charAt(at) == '{') {
      at = regex.indexOf('}', at) + 1;
    } else {
      return;
    }
    if (at < regex.length() && "?+".indexOf(regex.charAt(at)) >= 0) {
      at++;
    }
  }

  private int closing(int open) {
    int i = open + 1;
    if (i < regex.length() && regex.charAt(i) == '^') {
      i++;
    }
    if (i < regex.length() && regex.charAt(i) == ']') {
      i++;
    }
    while (i < regex.length() && regex.charAt(i) != ']') {
      i += regex.charAt(i) == '\\' ? 2 : 1;
    }
    return i;
  }

  private static List<String> piece(StringBuilder run) {
    return run.length() < SHORTEST ? List.of() : List.of(run.toString().toLowerCase(Locale.ROOT));
  }

  /** The set whose shortest piece is longer. */
  private static List<String> better(List<String> a, List<String> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return shortest(b) > shortest(a) ? b : a;
  }

  private static int shortest(List<String> pieces) {
    return pieces.stream().mapToInt(String::length).min().orElse(0);
  }
}
