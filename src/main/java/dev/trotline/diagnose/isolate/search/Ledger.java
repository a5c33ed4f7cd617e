package dev.trotline.diagnose.isolate.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the trials say of every set, by two assumptions: what fails with some factors can fail with
 * more, and one failure is proof while one pass is only a chance.
 *
 * <p>How many passes are enough follows from how often sets that are known to fail did fail. That
 * share q is not known but estimated, so the chance of overlooking a failing set in n passes is not
 * (1-q)^n but its mean over what q may be: with f failures and p passes, from a uniform start, the
 * product of (p+1+i)/(f+p+2+i) for i below n. Two accounts are kept of it, weighed by how well they
 * fit: that all seeds are alike, and that those which failed before are not; where the seed
 * decides, they fail every time, and a few of them settle a set.
 */
final class Ledger {

  private static final int MANY = 400;

  /** A set that fails in another way this often cannot be judged. */
  private static final int OTHERS_ENOUGH = 2;

  private record Fact(Trial trial, boolean hot) {}

  private final List<Fact> facts = new ArrayList<>();
  private final List<FactorSet> failed = new ArrayList<>();
  private final Map<Integer, Integer> failuresOfSeed = new HashMap<>();
  private final Set<Integer> seeds = new LinkedHashSet<>();
  private final SearchSettings settings;
  private final double hotFailed;
  private final double hotPassed;
  private final double freshFailed;
  private final double freshPassed;
  private final double seedsAlike;

  Ledger(List<Trial> trials, SearchSettings settings) {
    this.settings = settings;
    for (Trial trial : trials) {
      if (trial.result() == Result.CANCELLED) {
        continue;
      }
      facts.add(new Fact(trial, failuresOfSeed.containsKey(trial.seed())));
      seeds.add(trial.seed());
      if (trial.result() == Result.FAILED) {
        failed.add(trial.set());
        failuresOfSeed.merge(trial.seed(), 1, Integer::sum);
      }
    }
    double[] counts = new double[4];
    for (Fact fact : facts) {
      if (fact.trial().result() != Result.OTHER && fails(fact.trial().set())) {
        counts[(fact.hot() ? 0 : 2) + (fact.trial().result() == Result.FAILED ? 0 : 1)]++;
      }
    }
    hotFailed = counts[0];
    hotPassed = counts[1];
    freshFailed = counts[2];
    freshPassed = counts[3];
    seedsAlike = seedsAlike();
  }

  /** Sets that failed, in the order of their failures. */
  List<FactorSet> failed() {
    return failed;
  }

  /** True if the set, or a part of it, has failed. */
  boolean fails(FactorSet set) {
    return failed.stream().anyMatch(set::includes);
  }

  /** Trials of exactly this set with this result. */
  int count(FactorSet set, Result result) {
    return (int)
        facts.stream()
            .filter(f -> f.trial().set().equals(set) && f.trial().result() == result)
            .count();
  }

  /** False for a set that has failed in another way so often that it cannot be judged. */
  boolean isJudgeable(FactorSet set) {
    return count(set, Result.OTHER) < OTHERS_ENOUGH;
  }

  /** Trials of exactly this set that say something. */
  int direct(FactorSet set) {
    return count(set, Result.FAILED) + count(set, Result.PASSED);
  }

  /**
   * Seeds that passed with the set or with more. A pass of something known to fail was luck and
   * says nothing of its parts.
   *
   * @return seed to whether it was known to fail elsewhere
   */
  private Map<Integer, Boolean> passes(FactorSet set) {
    Map<Integer, Boolean> passes = new HashMap<>();
    for (Fact fact : facts) {
      if (fact.trial().result() == Result.PASSED
          && fact.trial().set().includes(set)
          && !fails(fact.trial().set())) {
        passes.merge(fact.trial().seed(), fact.hot(), Boolean::logicalOr);
      }
    }
    return passes;
  }

  /** Number of further passes after which the set counts as healthy; 0 if it does already. */
  int needed(FactorSet set, double alpha) {
    Map<Integer, Boolean> passes = passes(set);
    int hot = (int) passes.values().stream().filter(h -> h).count();
    int fresh = passes.size() - hot;
    long hotLeft = failuresOfSeed.keySet().stream().filter(s -> !passes.containsKey(s)).count();
    int more = 0;
    while (missed(hot, fresh) > alpha && more < MANY) {
      if (hotLeft > 0) {
        hot++;
        hotLeft--;
      } else {
        fresh++;
      }
      more++;
    }
    return more;
  }

  /** Chance that a set that can fail passes so often, averaged over the two accounts. */
  private double missed(int hot, int fresh) {
    double alike = missed(1 + hotFailed + freshFailed, 1 + hotPassed + freshPassed, hot + fresh);
    double apart =
        missed(1 + hotFailed, 1 + hotPassed, hot) * missed(1 + freshFailed, 1 + freshPassed, fresh);
    return seedsAlike * alike + (1 - seedsAlike) * apart;
  }

  /** How likely it is, by the trials, that seeds known to fail are no different from others. */
  private double seedsAlike() {
    double alike = evidence(hotFailed + freshFailed, hotPassed + freshPassed);
    double apart = evidence(hotFailed, hotPassed) + evidence(freshFailed, freshPassed);
    return 1 / (1 + Math.exp(apart - alike));
  }

  /** Logarithm of the chance of such a row of failures and passes, whatever their rate. */
  private static double evidence(double failures, double passes) {
    double log = -Math.log(failures + passes + 1);
    for (int i = 1; i <= passes; i++) {
      log -= Math.log((failures + i) / i);
    }
    return log;
  }

  private static double missed(double a, double b, int passes) {
    double chance = 1;
    for (int i = 0; i < passes; i++) {
      chance *= (b + i) / (a + b + i);
    }
    return chance;
  }

  /**
   * Seeds to try a set with: those that failed most often, then new ones. A seed that passed on a
   * set known to fail is not used again: where the seed decides, it never fails.
   *
   * @param busy seeds that are being tried with the set right now
   */
  List<Integer> seedsFor(FactorSet set, int count, Set<Integer> busy) {
    Set<Integer> used = new HashSet<>(busy);
    facts.stream()
        .filter(f -> f.trial().set().equals(set))
        .forEach(f -> used.add(f.trial().seed()));
    Set<Integer> known = new HashSet<>(passes(set).keySet());
    List<Integer> chosen = new ArrayList<>();
    failuresOfSeed.entrySet().stream()
        .filter(e -> !used.contains(e.getKey()) && !known.contains(e.getKey()))
        .sorted(
            Map.Entry.<Integer, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(count)
        .forEach(e -> chosen.add(e.getKey()));
    for (int i = 0; chosen.size() < count; i++) {
      int seed = settings.seed(i);
      if (!used.contains(seed) && !known.contains(seed) && !stale(seed) && !chosen.contains(seed)) {
        chosen.add(seed);
      }
    }
    return chosen;
  }

  private boolean stale(int seed) {
    return facts.stream()
        .anyMatch(
            f ->
                f.trial().seed() == seed
                    && !failuresOfSeed.containsKey(seed)
                    && f.trial().result() == Result.PASSED
                    && fails(f.trial().set()));
  }
}
