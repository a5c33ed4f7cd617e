package dev.trotline.edit;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names a mistyped one may have meant, by edit distance. */
final class NearestNames {

  private static final int SHOWN = 3;

  private NearestNames() {}

  /** A remedy that names the nearest candidates, or some of them if none is near. */
  static String remedy(String wrong, Collection<String> candidates) {
    if (candidates.isEmpty()) {
      return "nothing can be set there";
    }
    List<String> near = near(wrong, candidates);
    if (!near.isEmpty()) {
      return "did you mean " + String.join(", ", near) + "?";
    }
    List<String> some = candidates.stream().limit(12).toList();
    return (some.size() < candidates.size() ? "there are, among others, " : "there are ")
        + String.join(", ", some);
  }

  /** The nearest candidates, nearest first; empty if none is near. */
  static List<String> near(String wrong, Collection<String> candidates) {
    String lower = wrong.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .filter(name -> isNear(lower, name.toLowerCase(Locale.ROOT)))
        .sorted(
            Comparator.<String>comparingInt(name -> distance(lower, name)).thenComparing(n -> n))
        .limit(SHOWN)
        .toList();
  }

  private static boolean isNear(String wrong, String name) {
    return distance(wrong, name) <= Math.max(2, name.length() / 3)
        || (wrong.length() >= 4 && (name.contains(wrong) || wrong.contains(name)));
  }

  /** Levenshtein's distance. */
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int swap = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(swap, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
