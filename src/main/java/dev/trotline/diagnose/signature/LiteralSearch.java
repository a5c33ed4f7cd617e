package dev.trotline.diagnose.signature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Finds many pieces of text in one pass (Aho and Corasick, 1975). Letters of either case are alike,
 * and so are all digits: what is found in a line is found in all that differ from it in their
 * digits only. All letters outside ASCII are one, {@link Literals#FOREIGN}.
 *
 * <p>The letters that occur in pieces are numbered, so that a row of the table is short. A step is
 * {@code table[(state & row) + letter]}; bit 0 of a state says that a piece ends here whose owner
 * gates.
 */
final class LiteralSearch {

  private static final int ASCII = 128;

  private final byte[] letters = new byte[ASCII];
  private final int columns;
  private final int row;
  private final int shift;
  private int[] next;
  private final List<int[]> found = new ArrayList<>();

  /** For each state the number of its end, for those in which a piece ends. */
  private final int[] ends;

  /** The owners of the pieces that end together, by the number of the end. */
  private final int[][] owners;

  /**
   * @param pieces text in lower case by owner; piece {@code i} belongs to owner {@code ownerOf[i]}
   * @param gates owners whose pieces {@link #mayGate} looks for
   */
  LiteralSearch(List<String> pieces, int[] ownerOf, IntPredicate gates) {
    columns = Integer.highestOneBit(Math.max(4, number(pieces))) * 2;
    row = -columns;
    shift = Integer.numberOfTrailingZeros(columns);
    next = new int[columns * 4096];
    found.add(new int[0]);
    for (int i = 0; i < pieces.size(); i++) {
      int state = 0;
      String piece = pieces.get(i);
      for (int k = 0; k < piece.length(); k++) {
        int letter = letters[piece.charAt(k)];
        int to = next[state * columns + letter];
        if (to == 0) {
          to = found.size();
          found.add(new int[0]);
          if (found.size() * columns > next.length) {
            next = Arrays.copyOf(next, next.length * 2);
          }
          next[state * columns + letter] = to;
        }
        state = to;
      }
      found.set(state, with(found.get(state), new int[] {ownerOf[i]}));
    }
    close();
    finish(gates);
    ends = new int[found.size()];
    List<int[]> distinct = new ArrayList<>();
    for (int state = 0; state < ends.length; state++) {
      if (found.get(state).length > 0) {
        ends[state] = distinct.size();
        distinct.add(found.get(state));
      }
    }
    owners = distinct.toArray(int[][]::new);
    found.clear();
  }

  /** Number of a byte, 0 if no piece has it. */
  int letter(int value) {
    return letters[value >= 0 && value < ASCII ? value : Literals.FOREIGN];
  }

  /** The table of steps. */
  int[] table() {
    return next;
  }

  /** Marks the owners of all pieces in the text. */
  void mark(String text, BitSet marked) {
    int[] table = next;
    int mask = row;
    int length = text.length();
    long[] met = new long[(owners.length >> 6) + 1];
    int state = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      state = table[(state & mask) + letters[c < ASCII ? c : Literals.FOREIGN]];
      if ((state & 2) != 0) {
        int end = ends[state >> shift];
        met[end >> 6] |= 1L << end;
      }
    }
    own(met, marked);
  }

  /** The same for bytes. */
  void mark(byte[] bytes, int from, int to, BitSet marked) {
    int[] table = next;
    int mask = row;
    long[] met = new long[(owners.length >> 6) + 1];
    int state = 0;
    for (int i = from; i < to; i++) {
      int c = bytes[i];
      state = table[(state & mask) + letters[c >= 0 ? c : Literals.FOREIGN]];
      if ((state & 2) != 0) {
        int end = ends[state >> shift];
        met[end >> 6] |= 1L << end;
      }
    }
    own(met, marked);
  }

  /** Pieces come again and again within a line, marks such as a colon above all. */
  private void own(long[] met, BitSet marked) {
    for (int word = 0; word < met.length; word++) {
      for (long left = met[word]; left != 0; left &= left - 1) {
        for (int owner : owners[(word << 6) + Long.numberOfTrailingZeros(left)]) {
          marked.set(owner);
        }
      }
    }
  }

  /** True if a piece of a gating owner is among these bytes. */
  boolean mayGate(byte[] bytes, int from, int to) {
    int state = 0;
    for (int i = from; i < to; i++) {
      int c = bytes[i];
      state = next[(state & row) + letters[c >= 0 ? c : Literals.FOREIGN]];
      if ((state & 1) != 0) {
        return true;
      }
    }
    return false;
  }

  /** What of a state is the beginning of its row. */
  int row() {
    return row;
  }

  private int number(List<String> pieces) {
    int count = 0;
    for (String piece : pieces) {
      for (int i = 0; i < piece.length(); i++) {
        char c = piece.charAt(i);
        char like = Character.isDigit(c) ? '0' : c;
        if (letters[like] == 0) {
          letters[like] = (byte) ++count;
        }
        letters[c] = letters[like];
      }
    }
    for (char c = 'a'; c <= 'z'; c++) {
      letters[c - 'a' + 'A'] = letters[c];
    }
    for (char c = '1'; c <= '9'; c++) {
      letters[c] = letters['0'];
    }
    return count;
  }

  /** Breadth first: every missing step becomes the step of the longest suffix that has one. */
  private void close() {
    int[] suffix = new int[found.size()];
    int[] queue = new int[found.size()];
    int tail = 0;
    for (int letter = 0; letter < columns; letter++) {
      if (next[letter] != 0) {
        queue[tail++] = next[letter];
      }
    }
    for (int head = 0; head < tail; head++) {
      int state = queue[head];
      int[] inherited = found.get(suffix[state]);
      if (inherited.length > 0) {
        found.set(state, with(found.get(state), inherited));
      }
      int own = state * columns;
      int fallbacks = suffix[state] * columns;
      for (int letter = 0; letter < columns; letter++) {
        int to = next[own + letter];
        if (to == 0) {
          next[own + letter] = next[fallbacks + letter];
        } else {
          suffix[to] = next[fallbacks + letter];
          queue[tail++] = to;
        }
      }
    }
  }

  /** From numbers of states to beginnings of rows, with the two marks. */
  private void finish(IntPredicate gates) {
    int[] marked = new int[found.size()];
    for (int state = 0; state < marked.length; state++) {
      int[] ends = found.get(state);
      marked[state] =
          state * columns
              + (ends.length > 0 ? 2 : 0)
              + (Arrays.stream(ends).anyMatch(gates) ? 1 : 0);
    }
    next = Arrays.copyOf(next, marked.length * columns);
    for (int i = 0; i < next.length; i++) {
      next[i] = marked[next[i]];
    }
  }

  private static int[] with(int[] a, int[] b) {
    int[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
