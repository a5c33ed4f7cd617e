package dev.trotline.diagnose.signature;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/** Many regular expressions, of which each line meets only those that it can match. */
final class PatternSet {

  private final LiteralSearch search;
  private final BitSet always = new BitSet();
  private final BitSet candidates = new BitSet();

  PatternSet(List<Pattern> patterns) {
    List<String> pieces = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    for (int i = 0; i < patterns.size(); i++) {
      List<String> literals = Literals.of(patterns.get(i).pattern());
      if (literals.isEmpty()) {
        always.set(i);
      }
      for (String literal : literals) {
        pieces.add(literal);
        owners.add(i);
      }
    }
    search = new LiteralSearch(pieces, owners.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Hands over the index of every pattern that may match the text, in order. */
  void candidates(String text, IntConsumer consumer) {
    candidates.clear();
    candidates.or(always);
    search.mark(text.toLowerCase(Locale.ROOT), candidates);
    for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
      consumer.accept(i);
    }
  }

  /** Number of patterns that every line meets. */
  int unhinted() {
    return always.cardinality();
  }
}
