package dev.trotline.diagnose.signature;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Finds many pieces of text in a line in one pass (Aho and Corasick, 1975). Letters outside ASCII
 * never match.
 */
final class LiteralSearch {

  private static final int LETTERS = 128;

  private int[] next = new int[LETTERS * 1024];
  private final List<int[]> found = new ArrayList<>();

  /**
   * @param pieces text in lower case by owner; piece {@code i} belongs to owner {@code owners[i]}
   */
  LiteralSearch(List<String> pieces, int[] owners) {
    found.add(new int[0]);
    for (int i = 0; i < pieces.size(); i++) {
      int state = 0;
      for (char c : pieces.get(i).toCharArray()) {
        int letter = c < LETTERS ? c : 0;
        int to = next[state * LETTERS + letter];
        if (to == 0) {
          to = found.size();
          found.add(new int[0]);
          if (found.size() * LETTERS > next.length) {
            next = Arrays.copyOf(next, next.length * 2);
          }
          next[state * LETTERS + letter] = to;
        }
        state = to;
      }
      found.set(state, with(found.get(state), new int[] {owners[i]}));
    }
    close();
  }

  /** Marks the owners of all pieces in the text, which is in lower case. */
  void mark(String text, BitSet owners) {
    int state = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      state = c < LETTERS ? next[state * LETTERS + c] : 0;
      for (int owner : found.get(state)) {
        owners.set(owner);
      }
    }
  }

  /** Breadth first: every missing step becomes the step of the longest suffix that has one. */
  private void close() {
    int[] suffix = new int[found.size()];
    Deque<Integer> queue = new ArrayDeque<>();
    for (int letter = 0; letter < LETTERS; letter++) {
      if (next[letter] != 0) {
        queue.add(next[letter]);
      }
    }
    while (!queue.isEmpty()) {
      int state = queue.remove();
      found.set(state, with(found.get(state), found.get(suffix[state])));
      for (int letter = 0; letter < LETTERS; letter++) {
        int to = next[state * LETTERS + letter];
        int fallback = next[suffix[state] * LETTERS + letter];
        if (to == 0) {
          next[state * LETTERS + letter] = fallback;
        } else {
          suffix[to] = fallback;
          queue.add(to);
        }
      }
    }
  }

  private static int[] with(int[] a, int[] b) {
    int[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
