package dev.trotline.diagnose.isolate.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ddmin (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002) on one
 * failing set, replayed from the failures on record: parts first, then their complements, then
 * finer parts. Differs from the original in that all sets of a step are tried side by side and the
 * first to fail is taken, so that no device waits for a set to have passed often enough.
 */
final class Reduction {

  private final Ledger ledger;
  private final Space space;
  private final SearchSettings settings;

  Reduction(Ledger ledger, Space space, SearchSettings settings) {
    this.ledger = ledger;
    this.space = space;
    this.settings = settings;
  }

  /**
   * The minimal failing set within a failing one; empty if more must be known, which is then asked
   * for.
   */
  Optional<FactorSet> minimal(FactorSet failing, Demands demands) {
    FactorSet current = failing;
    int parts = 2;
    for (FactorSet next : ledger.failed()) {
      if (current.includes(next) && !current.equals(next) && !next.isEmpty()) {
        parts = partsAfter(current, parts, next);
        current = next;
      }
    }
    Demands.Rank rank = Demands.Rank.STEP;
    boolean open = false;
    for (int n = Math.min(parts, current.size()); current.size() > 1; n = finer(n, current)) {
      for (FactorSet candidate : candidates(current, n)) {
        if (isOpen(candidate)) {
          demands.add(candidate, ledger.needed(candidate, settings.likely()), rank);
          open = true;
        }
      }
      if (n >= current.size()) {
        break;
      }
      rank = open ? Demands.Rank.AHEAD : rank;
    }
    return open ? Optional.empty() : Optional.of(current);
  }

  private boolean isOpen(FactorSet set) {
    return space.testable().test(set)
        && ledger.isJudgeable(set)
        && ledger.needed(set, settings.likely()) > 0;
  }

  /** A failing part is cut in two; a failing complement keeps the size of the parts. */
  private static int partsAfter(FactorSet current, int parts, FactorSet next) {
    for (int n = parts; n <= current.size(); n = finer(n, current)) {
      if (current.split(n).contains(next)) {
        return 2;
      }
      if (candidates(current, n).contains(next)) {
        return Math.max(2, n - 1);
      }
      if (n == current.size()) {
        break;
      }
    }
    return 2;
  }

  private static int finer(int parts, FactorSet current) {
    return Math.min(current.size(), 2 * parts);
  }

  private static List<FactorSet> candidates(FactorSet current, int parts) {
    List<FactorSet> cut = current.split(parts);
    List<FactorSet> all = new ArrayList<>(cut);
    if (parts > 2) {
      cut.forEach(part -> all.add(current.minus(part)));
    }
    return all;
  }
}
