package dev.trotline.diagnose.isolate.search;

import dev.trotline.diagnose.isolate.search.Demands.Rank;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bisection on a ladder, whose failing rungs all lie above its healthy ones.
 *
 * <p>A rung that fails in another way is neither. First such a rung is passed over upwards, so that
 * the lowest failing rung is known; if there are none between it and the highest that passed, that
 * is all. Else a higher healthy rung is looked for among those left.
 */
final class Ladder {

  /** So many rungs that cannot be judged below the failing one end the search for more of them. */
  private static final int MOST_UNSETTLED = 12;

  private final SearchSettings settings;
  private final Ledger ledger;
  private final int failing;
  private final int healthy;

  Ladder(Space space, SearchSettings settings, Ledger ledger) {
    this.settings = settings;
    this.ledger = ledger;
    int lowest = 1;
    while (lowest < space.size() && !ledger.fails(FactorSet.first(lowest))) {
      lowest++;
    }
    failing = lowest;
    int highest = failing - 1;
    while (highest >= 1 && !isHealthy(highest)) {
      highest--;
    }
    healthy = highest;
  }

  /** The lowest rung that fails. */
  FactorSet failing() {
    return FactorSet.first(failing);
  }

  /** The highest rung below it that passed often enough; null if there is none. */
  @Nullable FactorSet healthy() {
    return healthy == 0 ? null : FactorSet.first(healthy);
  }

  /** Rungs between them that cannot be judged, ascending. */
  List<FactorSet> unsettled() {
    List<FactorSet> rungs = new ArrayList<>();
    for (int n = healthy + 1; n < failing; n++) {
      if (!isJudgeable(n)) {
        rungs.add(FactorSet.first(n));
      }
    }
    return rungs;
  }

  /**
   * Asks for what narrows the stretch between them.
   *
   * @return false if nothing is left that could
   */
  boolean ask(Demands demands) {
    int below = failing - 1;
    while (below > healthy && isJudgeable(below)) {
      below--;
    }
    if (failing - below > 1) {
      int middle = (below + failing) / 2;
      add(demands, middle, Rank.STEP);
      for (int other : List.of((below + middle) / 2, (middle + failing) / 2)) {
        if (other > below && other != middle) {
          add(demands, other, Rank.AHEAD);
        }
      }
      return true;
    }
    int middle = unsettled().size() < MOST_UNSETTLED ? middleOfStretch() : 0;
    if (middle > 0) {
      add(demands, middle, Rank.STEP);
    }
    return middle > 0;
  }

  /**
   * The middle of the stretch of rungs that can be judged just above the healthy one, where the
   * others most likely begin; else of the longest such stretch, the upper of equals; or 0.
   */
  private int middleOfStretch() {
    int end = healthy + 1;
    while (end < failing && isJudgeable(end)) {
      end++;
    }
    if (end > healthy + 1) {
      return (healthy + end) / 2;
    }
    int best = 0;
    int longest = 0;
    int length = 0;
    for (int n = healthy + 1; n < failing; n++) {
      length = isJudgeable(n) ? length + 1 : 0;
      if (length > 0 && length >= longest) {
        longest = length;
        best = n - length / 2;
      }
    }
    return best;
  }

  private void add(Demands demands, int rung, Rank rank) {
    FactorSet set = FactorSet.first(rung);
    // A rung that passed with more than it counts as healthy only after a pass of its own.
    int count = Math.max(ledger.needed(set, settings.likely()), 1 - ledger.direct(set));
    demands.add(set, count, rank);
  }

  private boolean isHealthy(int rung) {
    FactorSet set = FactorSet.first(rung);
    double alpha = isJudgeable(rung) ? settings.likely() : settings.sure();
    return ledger.count(set, Result.PASSED) > 0 && ledger.needed(set, alpha) == 0;
  }

  private boolean isJudgeable(int rung) {
    return ledger.isJudgeable(FactorSet.first(rung));
  }
}
