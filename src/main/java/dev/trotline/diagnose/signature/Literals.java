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

  /** Shorter pieces stand in too many lines to be worth looking for, unless there is no other. */
  private static final int WORTHWHILE = 3;

  private static final int LONG_ENOUGH = 12;

  /**
   * Stands for whatever is no ASCII, which has many encodings; no line holds the character itself,
   * for it is taken out of them.
   */
  static final char FOREIGN = '\u007f';

  private final String regex;
  private final int shortest;
  private final List<List<String>> all = new ArrayList<>();
  private List<String> best = List.of();
  private int depth;
  private int at;
  private boolean bars;
  private boolean lost;

  private Literals(String regex, int shortest) {
    this.regex = regex;
    this.shortest = shortest;
  }

  /** The best pieces in lower case, ASCII only; an empty list if the expression demands none. */
  static List<String> of(String regex) {
    return read(regex, WORTHWHILE).best;
  }

  /**
   * All that is demanded: for each alternative of the expression, sets of pieces of which one each
   * must be there, the best set first. A list without alternatives if nothing is demanded of one of
   * them.
   */
  static List<List<List<String>>> demands(String regex) {
    List<List<List<String>>> demands = new ArrayList<>();
    for (String alternative : RegexParts.alternatives(regex)) {
      List<String> best = read(alternative, WORTHWHILE).best;
      Literals any = read(alternative, 1);
      if (best.isEmpty()) {
        best = any.best;
      }
      if (best.isEmpty()) {
        return List.of();
      }
      List<List<String>> sets = new ArrayList<>();
      sets.add(shortened(best));
      for (List<String> set : any.all) {
        if ((shortestOf(set) > 1 || marks(set)) && !sets.contains(shortened(set))) {
          sets.add(shortened(set));
        }
      }
      demands.add(sets);
    }
    return demands;
  }

  private static boolean marks(List<String> set) {
    return set.stream().noneMatch(piece -> Character.isLetterOrDigit(piece.charAt(0)))
        && set.stream().noneMatch(String::isBlank);
  }

  private static Literals read(String regex, int shortest) {
    Literals parser = new Literals(regex, shortest);
    List<String> best = parser.alternatives();
    boolean whole = !parser.lost && parser.at >= regex.length();
    parser.best = whole ? best : List.of();
    if (!whole || parser.bars) {
      parser.all.clear();
    }
    return parser;
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
      bars |= depth == 0;
      at++;
    }
  }

  private List<String> sequence() {
    List<String> best = List.of();
    StringBuilder run = new StringBuilder();
    while (!lost && at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
      char c = regex.charAt(at);
      List<String> group = List.of();
      int plain = -1;
      boolean asserts = false;
      if (c == '(') {
        asserts =
            regex.startsWith("(?!", at)
                || regex.startsWith("(?=", at)
                || regex.startsWith("(?<=", at)
                || regex.startsWith("(?<!", at)
                || regex.startsWith("(?-i)", at);
        group = group();
      } else if (c == '[') {
        at = closing(at) + 1;
      } else if (c == '\\') {
        char next = at + 1 < regex.length() ? regex.charAt(at + 1) : 'Q';
        // The search takes all digits for alike.
        plain = next == 'd' ? '0' : Character.isLetterOrDigit(next) ? -1 : next;
        asserts = next == 'b';
        // Escapes with arguments and quotations are more syntax than is worth knowing.
        lost |= "xu0cpPkNQE".indexOf(next) >= 0;
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
      // Letters outside ASCII have forms and encodings; they are left to the expression itself.
      boolean kept = plain >= 0 && plain < 128;
      if (kept && !optional) {
        run.append((char) plain);
      }
      if ((!kept && !asserts) || optional || repeated) {
        best = better(best, note(piece(run)));
        run.setLength(0);
      }
      boolean foreign = plain >= 128 && !Character.isSurrogate((char) plain);
      if (foreign && !optional && shortest == 1) {
        best = better(best, note(List.of(String.valueOf(FOREIGN))));
      }
      if (!group.isEmpty() && !optional) {
        best = better(best, note(group));
      }
    }
    return better(best, note(piece(run)));
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
      if (regex.startsWith("<=", at) || regex.startsWith("<!", at)) {
        at += 2;
      } else if (regex.startsWith("<", at)) {
        at = regex.indexOf('>', at) + 1;
      } else if (at < regex.length() && ":=!>".indexOf(regex.charAt(at)) >= 0) {
        at++;
      } else {
        // Flags may change what the rest means.
        lost = true;
      }
    }
    depth++;
    List<String> inner = alternatives();
    depth--;
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

  /** Where the class that opens here ends; classes may hold classes. */
  private int closing(int open) {
    int i = open + 1;
    if (i < regex.length() && regex.charAt(i) == '^') {
      i++;
    }
    if (i < regex.length() && regex.charAt(i) == ']') {
      i++;
    }
    while (i < regex.length() && regex.charAt(i) != ']') {
      char c = regex.charAt(i);
      if (c == '\\') {
        lost |= i + 1 < regex.length() && "Q".indexOf(regex.charAt(i + 1)) >= 0;
        i += 2;
      } else if (c == '[') {
        i = closing(i) + 1;
      } else {
        i++;
      }
    }
    return i;
  }

  /** A set of the expression itself, not of a part of it. */
  private List<String> note(List<String> set) {
    if (depth == 0 && !set.isEmpty()) {
      all.add(set);
    }
    return set;
  }

  private List<String> piece(StringBuilder run) {
    return run.length() < shortest ? List.of() : List.of(run.toString().toLowerCase(Locale.ROOT));
  }

  /** The beginnings of long pieces serve as well, and the table of the search stays small. */
  private static List<String> shortened(List<String> set) {
    return set.stream()
        .map(piece -> piece.substring(0, Math.min(LONG_ENOUGH, piece.length())))
        .distinct()
        .toList();
  }

  /** The set whose shortest piece is longer. */
  private static List<String> better(List<String> a, List<String> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return shortestOf(b) > shortestOf(a) ? b : a;
  }

  private static int shortestOf(List<String> pieces) {
    return pieces.stream().mapToInt(String::length).min().orElse(0);
  }
}
