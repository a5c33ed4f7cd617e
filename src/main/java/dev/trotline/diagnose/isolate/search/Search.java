package dev.trotline.diagnose.isolate.search;

import dev.trotline.diagnose.isolate.search.Demands.Rank;
import dev.trotline.diagnose.isolate.search.Findings.Conclusion;
import dev.trotline.diagnose.isolate.search.Findings.Culprit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to try next, as a function of the trials so far and nothing else: whoever has the
 * record of an interrupted search carries it on.
 *
 * <p>The steps: the full set is tried until it has failed often enough to know how often it fails;
 * a minimal failing set is found ({@link Reduction}); it must fail again, and nothing less may;
 * then one member of each set found is left out, and if the rest still fails there is another
 * culprit in it. On a ladder the smallest failing rung is found by bisection.
 *
 * <p>Worst case for n factors, k of them guilty together, and r passes for a healthy set: ddmin
 * tries n² + 3n sets (Zeller and Hildebrandt 2002, proposition 12), each r times; a single culprit
 * takes 2 log n sets, of which only the final checks take r.
 */
public final class Search {

  /** How much less is risked where two culprits have a part in common. */
  private static final double COMMON = 0.05;

  /** Combinations of left-out members that are tried when several culprits are known. */
  private static final int MOST_COMBINATIONS = 24;

  private final Space space;
  private final SearchSettings settings;
  private final Ledger ledger;
  private final List<Trial> trials;
  private final Demands demands = new Demands();
  private final List<FactorSet> culprits = new ArrayList<>();
  private final Set<FactorSet> unsettled = new LinkedHashSet<>();
  private @Nullable FactorSet healthy;
  private Conclusion conclusion = Conclusion.UNSETTLED;
  private boolean stop;

  private Search(Space space, SearchSettings settings, List<Trial> trials) {
    this.space = space;
    this.settings = settings;
    this.trials = trials;
    this.ledger = new Ledger(trials, settings);
  }

  /**
   * The next probes.
   *
   * @param space what is searched
   * @param settings how thoroughly
   * @param trials outcomes so far, in the order in which they became known
   * @param running probes under way, in the order of their starts
   */
  public static Plan next(
      Space space, SearchSettings settings, List<Trial> trials, List<Wish> running) {
    Search search = new Search(space, settings, trials);
    search.think();
    return search.plan(running);
  }

  private Plan plan(List<Wish> running) {
    List<Wish> cancel = stop ? running : demands.needless(running);
    List<Wish> kept = new ArrayList<>(running);
    kept.removeAll(cancel);
    int left = settings.most() - trials.size() - running.size();
    boolean ahead = left > settings.most() / 2;
    List<Wish> start = stop ? List.of() : demands.wishes(ledger, kept, ahead);
    start = start.subList(0, Math.max(0, Math.min(left, start.size())));
    boolean over = start.isEmpty() && kept.isEmpty();
    return new Plan(start, cancel, over, findings());
  }

  private void think() {
    FactorSet full = space.full();
    int failed = ledger.count(full, Result.FAILED);
    int tried = ledger.direct(full) + ledger.count(full, Result.OTHER);
    if (failed == 0) {
      if (tried >= settings.tries()) {
        conclude(Conclusion.NOT_REPRODUCED);
        return;
      }
      demands.add(full, settings.tries() - tried, Rank.FIRST);
      likelyHealthy();
      return;
    }
    if (failed < settings.reproductions() && tried < 4 * settings.reproductions()) {
      demands.add(full, settings.reproductions() - failed, Rank.FIRST);
    }
    FactorSet nothing = nothing();
    if (nothing != null && ledger.fails(nothing)) {
      int again = settings.confirmations() - ledger.count(nothing, Result.FAILED);
      demands.add(nothing, again, Rank.FIRST);
      if (again <= 0) {
        conclude(Conclusion.NOT_THE_FACTOR);
      }
      return;
    }
    // What fails in another way with nothing left in it would do so for ever.
    if (nothing != null && isJudgeable(nothing)) {
      demands.add(nothing, 1 - ledger.direct(nothing), Rank.FIRST);
    }
    if (space.ladder()) {
      bisect();
    } else {
      search();
    }
  }

  /**
   * Less than the full set, tried beside it from the start: the first probe to come through tells
   * how long a healthy one takes, and a hang need not be waited for as long as the slowest start.
   */
  private void likelyHealthy() {
    FactorSet nothing = nothing();
    List<FactorSet> less =
        nothing != null
            ? List.of(nothing)
            : space.size() > 1 ? space.full().split(2) : List.<FactorSet>of();
    for (FactorSet set : less) {
      if (isJudgeable(set)) {
        demands.add(set, 1 - ledger.direct(set), Rank.FIRST);
      }
    }
  }

  private void conclude(Conclusion last) {
    conclusion = last;
    stop = true;
  }

  /** The least that can be tried; null if something must always be left. */
  private @Nullable FactorSet nothing() {
    FactorSet least = FactorSet.first(space.ladder() ? 1 : 0);
    return space.testable().test(least) ? least : null;
  }

  private void bisect() {
    Ladder ladder = new Ladder(space, settings, ledger);
    healthy = ladder.healthy();
    unsettled.addAll(ladder.unsettled());
    if (ladder.ask(demands)) {
      return;
    }
    FactorSet culprit = ladder.failing();
    culprits.add(culprit);
    check(culprit, List.of());
    conclusion = isConfirmed(culprit) ? Conclusion.ISOLATED : Conclusion.UNSETTLED;
    stop = conclusion == Conclusion.ISOLATED;
  }

  private void search() {
    Reduction reduction = new Reduction(ledger, space, settings);
    boolean searching = false;
    List<FactorSet> rests = rests();
    Optional<FactorSet> failing = failingIn(rests);
    while (failing.isPresent() && !searching) {
      if (eachMayFail(failing.get())) {
        searching = true;
        break;
      }
      Optional<FactorSet> minimal = reduction.minimal(failing.get(), demands);
      searching = minimal.isEmpty();
      if (minimal.isPresent()) {
        culprits.add(minimal.get());
        rests = rests();
        failing = failingIn(rests);
      }
    }
    if (nothing() == null && !searching && eachAlone()) {
      conclude(Conclusion.NOT_THE_FACTOR);
      return;
    }
    if (!searching) {
      rests.forEach(rest -> ask(rest, settings.sure(), Rank.CHECK));
    }
    List<FactorSet> covering = searching ? List.of() : rests;
    culprits.forEach(culprit -> check(culprit, covering));
    culprits.forEach(culprit -> keepUnsettled(culprit.withoutOne()));
    keepUnsettled(covering);
    boolean odd = suspectCommon();
    boolean settled = !searching && demands.sets().isEmpty();
    if (settled && !healthySeen()) {
      conclude(Conclusion.NOT_THE_FACTOR);
    } else if (healthySeen() && !odd && culprits.stream().anyMatch(this::isConfirmed)) {
      conclusion = Conclusion.ISOLATED;
    }
    stop |= settled && conclusion == Conclusion.ISOLATED;
  }

  /**
   * Two culprits with a part in common may be two, but more often that part alone is the culprit
   * and was overlooked: it is tried more often than anything else.
   *
   * @return true while that is open
   */
  private boolean suspectCommon() {
    boolean open = false;
    for (FactorSet one : culprits) {
      for (FactorSet other : culprits) {
        FactorSet common = one.minus(one.minus(other));
        if (!one.equals(other) && !common.isEmpty() && isJudgeable(common)) {
          ask(common, settings.sure() * COMMON, Rank.CHECK);
          open |= ledger.needed(common, settings.sure() * COMMON) > 0;
        }
      }
    }
    return open;
  }

  /**
   * After two factors that fail by themselves the rest fails still: then perhaps every one does,
   * and the quickest way to know is to try each alone.
   *
   * @return true while that is open
   */
  private boolean eachMayFail(FactorSet rest) {
    boolean open = false;
    if (culprits.size() >= 2 && culprits.stream().allMatch(set -> set.size() == 1)) {
      for (int member : rest.members()) {
        FactorSet alone = FactorSet.of(member);
        if (isJudgeable(alone) && !ledger.fails(alone) && ledger.direct(alone) == 0) {
          demands.add(alone, 1, Rank.STEP);
          open = true;
        }
      }
    }
    return open;
  }

  /** What cannot be judged might fail all the same, so that less is known than it seems. */
  private void keepUnsettled(List<FactorSet> sets) {
    for (FactorSet set : sets) {
      if (!ledger.isJudgeable(set) && !ledger.fails(set)) {
        unsettled.add(set);
      }
    }
  }

  private Optional<FactorSet> failingIn(List<FactorSet> sets) {
    return sets.stream().filter(ledger::fails).findFirst();
  }

  /** Nothing is anybody's fault as long as nothing has been seen to work without it. */
  private boolean healthySeen() {
    return trials.stream().anyMatch(t -> t.result() == Result.PASSED && !ledger.fails(t.set()));
  }

  /** True if every factor fails by itself, so that leaving others out never helps. */
  private boolean eachAlone() {
    return space.size() > 1
        && culprits.size() == space.size()
        && culprits.stream().allMatch(set -> set.size() == 1);
  }

  /** What is left when one member of every culprit is left out, in every way that makes sense. */
  private List<FactorSet> rests() {
    Set<FactorSet> hits = new LinkedHashSet<>(List.of(FactorSet.of()));
    for (FactorSet culprit : culprits) {
      Set<FactorSet> next = new LinkedHashSet<>();
      for (FactorSet hit : hits) {
        if (!hit.minus(hit.minus(culprit)).isEmpty()) {
          next.add(hit);
        } else {
          for (int member : culprit.members()) {
            if (next.size() < MOST_COMBINATIONS) {
              next.add(hit.plus(FactorSet.of(member)));
            }
          }
        }
      }
      hits = next;
    }
    List<FactorSet> minimal = new ArrayList<>();
    for (FactorSet hit : hits) {
      FactorSet rest = space.full().minus(hit);
      boolean least = hits.stream().noneMatch(o -> !o.equals(hit) && hit.includes(o));
      if (least && space.testable().test(rest) && minimal.size() < MOST_COMBINATIONS) {
        minimal.add(rest);
      }
    }
    return minimal;
  }

  /**
   * A culprit must fail again, and nothing less may fail.
   *
   * @param covering sets that are asked for anyway; their passes count for all that is in them
   */
  private void check(FactorSet culprit, List<FactorSet> covering) {
    int again = settings.confirmations() - ledger.count(culprit, Result.FAILED);
    demands.add(culprit, again, Rank.CHECK);
    for (FactorSet less : less(culprit)) {
      boolean covered = covering.stream().anyMatch(set -> set.includes(less) && isJudgeable(set));
      if (!covered) {
        ask(less, settings.sure(), Rank.CHECK);
      }
      if (isJudgeable(less)) {
        demands.add(less, 1 - ledger.direct(less), Rank.CHECK);
      }
    }
  }

  private List<FactorSet> less(FactorSet culprit) {
    if (space.ladder()) {
      return healthy == null ? List.of() : List.of(healthy);
    }
    return culprit.withoutOne();
  }

  private boolean isConfirmed(FactorSet culprit) {
    // Of a ladder the lower end must be a rung that passed, for that is the answer.
    return ledger.count(culprit, Result.FAILED) >= settings.confirmations()
        && (!space.ladder() || healthy != null)
        && less(culprit).stream()
            .allMatch(
                less ->
                    !space.ladder() && !isJudgeable(less)
                        || ledger.needed(less, settings.sure()) == 0 && ledger.direct(less) > 0);
  }

  private boolean isJudgeable(FactorSet set) {
    return space.testable().test(set) && ledger.isJudgeable(set);
  }

  private void ask(FactorSet set, double alpha, Rank rank) {
    if (isJudgeable(set) && !ledger.fails(set)) {
      demands.add(set, ledger.needed(set, alpha), rank);
    }
  }

  private Findings findings() {
    FactorSet full = space.full();
    List<Culprit> found = new ArrayList<>();
    int passed = 0;
    int of = 0;
    for (Trial trial : trials) {
      boolean free = culprits.stream().noneMatch(trial.set()::includes);
      if (free && trial.result() != Result.CANCELLED) {
        of++;
        passed += trial.result() == Result.PASSED ? 1 : 0;
      }
    }
    for (FactorSet set : culprits) {
      found.add(
          new Culprit(
              set,
              ledger.count(set, Result.FAILED),
              ledger.direct(set),
              passed,
              of,
              isConfirmed(set)));
    }
    FactorSet smallest = null;
    for (FactorSet set : ledger.failed()) {
      boolean explained = culprits.stream().anyMatch(set::includes);
      if (!explained && (smallest == null || set.size() < smallest.size())) {
        smallest = set;
      }
    }
    return new Findings(
        conclusion,
        found,
        stop && conclusion != Conclusion.UNSETTLED && unsettled.isEmpty(),
        smallest,
        ledger.count(full, Result.FAILED),
        ledger.direct(full),
        stop ? List.of() : demands.sets(),
        healthy,
        List.copyOf(unsettled),
        (int) trials.stream().filter(t -> t.result() == Result.OTHER).count());
  }
}
