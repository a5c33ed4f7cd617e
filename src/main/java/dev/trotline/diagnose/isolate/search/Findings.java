package dev.trotline.diagnose.isolate.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search has come to, at its end or so far.
 *
 * @param conclusion the short answer
 * @param culprits minimal failing sets; on a ladder one, whose last rung is the first that fails
 * @param complete true if every question was settled: the sets are minimal and nothing else fails;
 *     false if some set could not be judged
 * @param smallest the smallest set seen to fail that is not among the culprits, or null
 * @param fullFailed failures of the full set
 * @param fullOf trials of the full set that say something
 * @param open sets that are not settled yet
 * @param healthy on a ladder the highest rung below the failing one that really passed; null if
 *     there is none, and for what is no ladder
 * @param unsettled sets that matter to the answer and failed in another way too often to be judged
 * @param others trials that failed in another way
 */
public record Findings(
    Conclusion conclusion,
    List<Culprit> culprits,
    boolean complete,
    @Nullable FactorSet smallest,
    int fullFailed,
    int fullOf,
    List<FactorSet> open,
    @Nullable FactorSet healthy,
    List<FactorSet> unsettled,
    int others) {

  public Findings {
    culprits = List.copyOf(culprits);
    open = List.copyOf(open);
    unsettled = List.copyOf(unsettled);
  }

  /** The short answer. */
  public enum Conclusion {
    /** At least one minimal failing set is known. */
    ISOLATED,
    /** The full set does not fail, as often as it was tried. */
    NOT_REPRODUCED,
    /** It fails whatever is left out. */
    NOT_THE_FACTOR,
    /** Not known: still searching, or out of probes. */
    UNSETTLED
  }

  /**
   * A minimal failing set.
   *
   * @param set its factors
   * @param failed how often it failed by itself
   * @param of how often it was tried by itself
   * @param restPassed how often the sets that contain no culprit passed
   * @param restOf how often they were tried
   * @param confirmed true if it failed again and nothing less fails
   */
  public record Culprit(
      FactorSet set, int failed, int of, int restPassed, int restOf, boolean confirmed) {}
}
