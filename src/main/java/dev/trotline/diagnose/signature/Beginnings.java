package dev.trotline.diagnose.signature;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * With which two characters a match of a regular expression can begin, so that it is tried only
 * there. Knows the syntax that signatures use; what it does not know it takes for any character.
 *
 * <p>A pair is {@code first * 128 + second}; all characters outside ASCII, and the end of the text,
 * count as {@link #OTHER}.
 */
final class Beginnings {

  /** Every character outside ASCII; the control character it stands for is in no line. */
  static final int OTHER = 127;

  private static final int CHARACTERS = 128;
  private static final List<String> LOOKS = List.of("(?=", "(?!", "(?<=", "(?<!");

  /** Pairs that may begin a match; more than this share of all are not worth looking for. */
  private static final double SELECTIVE = 0.1;

  private static final int MOST_ALTERNATIVES = 500;

  private final String regex;
  private final boolean caseless;
  private int at;

  private Beginnings(String regex, boolean caseless) {
    this.regex = regex;
    this.caseless = caseless;
  }

  /** The pairs, or null if too many can begin a match, or it may have no character at all. */
  static @Nullable BitSet of(String regex, boolean caseless) {
    List<String> parts = RegexParts.split(regex).orElse(List.of());
    if (parts.isEmpty() || hasFlags(regex) || regex.chars().anyMatch(c -> isSurrogate(c))) {
      return null;
    }
    BitSet pairs = new BitSet(CHARACTERS * CHARACTERS);
    Deque<String> open = new ArrayDeque<>(parts);
    for (int read = 0; !open.isEmpty(); read++) {
      Beginnings reader = new Beginnings(open.remove(), caseless);
      List<String> within = reader.distributed();
      open.addAll(within);
      BitSet first = within.isEmpty() ? reader.atom() : new BitSet();
      if (first == null || read > MOST_ALTERNATIVES) {
        return null;
      }
      BitSet second = reader.atom();
      add(pairs, first, second == null ? any() : second);
    }
    boolean selective = pairs.cardinality() < SELECTIVE * CHARACTERS * CHARACTERS;
    return selective ? pairs : null;
  }

  /** One character to an expression, two to a search. */
  private static boolean isSurrogate(int c) {
    return Character.isSurrogate((char) c);
  }

  private static boolean hasFlags(String regex) {
    for (int i = regex.indexOf("(?"); i >= 0; i = regex.indexOf("(?", i + 1)) {
      boolean group = i == 0 || regex.charAt(i - 1) != '\\';
      if (group && i + 2 < regex.length() && ":=!<>".indexOf(regex.charAt(i + 2)) < 0) {
        return true;
      }
    }
    return false;
  }

  private static void add(BitSet pairs, BitSet first, BitSet second) {
    for (int a = first.nextSetBit(0); a >= 0; a = first.nextSetBit(a + 1)) {
      for (int b = second.nextSetBit(0); b >= 0; b = second.nextSetBit(b + 1)) {
        pairs.set(a * CHARACTERS + b);
      }
    }
  }

  /** The characters that may stand next in a match, and goes on; null if there may be none. */
  private @Nullable BitSet atom() {
    while (assertion()) {
      // What takes no characters.
    }
    if (at >= regex.length()) {
      return null;
    }
    char c = regex.charAt(at);
    BitSet set;
    if (c == '(') {
      return group();
    } else if (c == '[') {
      set = characterClass();
    } else if (c == '\\') {
      set = escaped();
      if (set == null) {
        return null;
      }
    } else if (c == '.') {
      set = any();
      at++;
    } else if ("|)?*+{$".indexOf(c) >= 0) {
      return null;
    } else {
      set = one(c);
      at++;
    }
    return quantified(set);
  }

  /** What may be left out may be followed by what is not known here. */
  private @Nullable BitSet quantified(BitSet set) {
    if (at >= regex.length()) {
      return set;
    }
    char c = regex.charAt(at);
    if (c == '?' || c == '*' || regex.startsWith("{0", at)) {
      return null;
    }
    if (c == '+' || c == '{') {
      // It may come once more or not: what stands second is open.
      at = regex.length();
    }
    return set;
  }

  /**
   * Where the expression begins with a group that must be there: one expression for each of its
   * alternatives.
   */
  private List<String> distributed() {
    while (assertion()) {
      // What takes no characters.
    }
    int close = regex.startsWith("(", at) ? closing(at) : -1;
    if (close < 0 || quantifier(close + 1)) {
      return List.of();
    }
    String rest = regex.substring(close + 1);
    return RegexParts.alternatives(inner(close)).stream().map(part -> part + rest).toList();
  }

  /** What stands in the group that opens here. */
  private String inner(int close) {
    int inside = at + 1;
    if (regex.startsWith("?<", inside)) {
      inside = regex.indexOf('>', inside) + 1;
    } else if (regex.startsWith("?", inside)) {
      inside += 2;
    }
    return regex.substring(inside, close);
  }

  /** The union of what the alternatives of a group may begin with; what follows it is open. */
  private @Nullable BitSet group() {
    int close = closing(at);
    BitSet union = new BitSet(CHARACTERS);
    for (String part : close < 0 ? List.<String>of() : RegexParts.alternatives(inner(close))) {
      BitSet first = new Beginnings(part, caseless).atom();
      if (first == null) {
        return null;
      }
      union.or(first);
    }
    at = close + 1;
    BitSet set = close < 0 ? null : quantified(union);
    at = regex.length();
    return set;
  }

  private boolean assertion() {
    if (at >= regex.length()) {
      return false;
    }
    int length = regex.charAt(at) == '^' ? 1 : regex.startsWith("\\b", at) ? 2 : 0;
    if (length > 0) {
      at += length;
      return !quantifier(at);
    }
    boolean looks = LOOKS.stream().anyMatch(opening -> regex.startsWith(opening, at));
    int close = looks ? closing(at) : -1;
    if (close < 0) {
      return false;
    }
    at = close + 1;
    return !quantifier(at);
  }

  private boolean quantifier(int index) {
    return index < regex.length() && "?*+{".indexOf(regex.charAt(index)) >= 0;
  }

  /** Where the group that opens here closes; -1 if that is not clear. */
  private int closing(int open) {
    int depth = 0;
    for (int i = open; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[') {
        int end = RegexParts.classEnd(regex, i);
        if (end < 0) {
          return -1;
        }
        i = end;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private BitSet characterClass() {
    int end = RegexParts.classEnd(regex, at);
    if (end < 0) {
      at = regex.length();
      return any();
    }
    String members = regex.substring(at + 1, end);
    at = end + 1;
    boolean simple = !members.startsWith("^") && members.indexOf('\\') < 0;
    BitSet set = new BitSet(CHARACTERS);
    for (int i = 0; simple && i < members.length(); i++) {
      char c = members.charAt(i);
      boolean range = i + 2 < members.length() && members.charAt(i + 1) == '-';
      char last = range ? members.charAt(i + 2) : c;
      for (int member = c; member <= last; member++) {
        set.or(one((char) member));
      }
      i += range ? 2 : 0;
      simple = c != '&';
    }
    return simple ? set : any();
  }

  private @Nullable BitSet escaped() {
    char c = at + 1 < regex.length() ? regex.charAt(at + 1) : 'Q';
    at += 2;
    if (!Character.isLetterOrDigit(c)) {
      return one(c);
    }
    BitSet set = new BitSet(CHARACTERS);
    switch (c) {
      case 'd' -> set.set('0', '9' + 1);
      case 'w' -> {
        set.set('0', '9' + 1);
        set.set('a', 'z' + 1);
        set.set('A', 'Z' + 1);
        set.set('_');
      }
      case 's' -> {
        set.set('\t', '\r' + 1);
        set.set(' ');
      }
      case 'D', 'W', 'S' -> set = any();
      default -> set = null;
    }
    return set;
  }

  private BitSet one(char c) {
    BitSet set = new BitSet(CHARACTERS);
    if (c >= OTHER) {
      set.set(OTHER);
    } else {
      set.set(c);
      if (caseless && Character.isLetter(c)) {
        set.set(Character.toLowerCase(c));
        set.set(Character.toUpperCase(c));
      }
    }
    return set;
  }

  private static BitSet any() {
    BitSet all = new BitSet(CHARACTERS);
    all.set(0, CHARACTERS);
    return all;
  }

  /** Pairs as a table of bits. */
  static long[] table(BitSet pairs) {
    return Arrays.copyOf(pairs.toLongArray(), CHARACTERS * CHARACTERS / Long.SIZE);
  }
}
