package dev.trotline.diagnose.isolate.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.diagnose.isolate.search.Findings.Conclusion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTest {
  private static final int TRIALS = 60;

  private static final Space SIX = new Space(6, false, set -> !set.isEmpty());

  private static SearchSettings settings(int most) {
    return SearchSettings.standard(10, most, 1);
  }

  private static Oracle oracle(double rate, FactorSet... culprits) {
    return new Oracle(List.of(culprits), rate, false, 7);
  }

  @ParameterizedTest
  @CsvSource({
    "6,single,1,false", "6,pair,1,false", "6,two,1,false", "6,single+pair,1,true",
    "6,single,0.5,false", "6,single,0.5,true", "6,pair,0.5,false", "6,pair,0.5,true",
    "6,two,0.5,true", "12,single+pair,0.8,false", "12,triple,1,true", "1,single,0.5,false",
    "97,ladder,1,false", "97,ladder,0.5,false", "97,ladder,0.5,true"
  })
  void findsTheMinimalFailingSets(int factors, String kind, double rate, boolean bySeed) {
    int right = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      SplittableRandom random = new SplittableRandom(trial * 31L + factors);
      List<FactorSet> culprits = SearchBench.culprits(factors, kind, random);
      boolean ladder = kind.equals("ladder");
      // A single factor is a question only where nothing at all can be tried.
      Space space = new Space(factors, ladder, set -> factors == 1 || !set.isEmpty());
      Oracle oracle = new Oracle(culprits, rate, bySeed, random.nextLong());
      Findings findings =
          oracle
              .search(space, SearchSettings.standard(10, 400, random.nextInt(1, 9999)), 3)
              .findings();
      Set<FactorSet> found = new HashSet<>();
      findings.culprits().forEach(culprit -> found.add(culprit.set()));
      right += findings.complete() && found.equals(new HashSet<>(culprits)) ? 1 : 0;
    }
    assertThat(right).isGreaterThanOrEqualTo(rate < 1 ? TRIALS * 95 / 100 : TRIALS);
  }

  @Test
  void countsHowOftenTheCulpritFailedAndTheRestPassed() {
    Findings findings = oracle(1, FactorSet.of(2, 4)).search(SIX, settings(200), 2).findings();

    Findings.Culprit culprit = findings.culprits().get(0);
    assertThat(culprit.confirmed()).isTrue();
    assertThat(culprit.failed()).isEqualTo(culprit.of()).isGreaterThanOrEqualTo(2);
    assertThat(culprit.restPassed()).isEqualTo(culprit.restOf()).isGreaterThan(6);
  }

  @Test
  void saysSoIfLeavingPartsOutNeverHelps() {
    FactorSet[] each = {
      FactorSet.of(0), FactorSet.of(1), FactorSet.of(2),
      FactorSet.of(3), FactorSet.of(4), FactorSet.of(5)
    };
    assertThat(oracle(1, each).search(SIX, settings(200), 2).findings().conclusion())
        .isEqualTo(Conclusion.NOT_THE_FACTOR);
    Space withNothing = new Space(6, false, set -> true);
    Oracle always = oracle(1, FactorSet.of());
    Oracle.Outcome outcome = always.search(withNothing, settings(200), 2);
    assertThat(outcome.findings().conclusion()).isEqualTo(Conclusion.NOT_THE_FACTOR);
    assertThat(outcome.probes()).isLessThan(12);
  }

  @Test
  void nothingIsBlamedAsLongAsNothingWasSeenToWork() {
    // Of six reward terms only the first two may be left as the only ones.
    Space space =
        new Space(6, false, set -> set.includes(FactorSet.of(0)) || set.includes(FactorSet.of(1)));
    Findings findings = oracle(1, FactorSet.of()).search(space, settings(200), 2).findings();

    assertThat(findings.conclusion()).isEqualTo(Conclusion.NOT_THE_FACTOR);
  }

  @Test
  void saysSoIfASingleEnvironmentFailsAsWell() {
    Space ladder = new Space(97, true, set -> !set.isEmpty());

    Findings findings = oracle(1, FactorSet.first(1)).search(ladder, settings(200), 2).findings();

    assertThat(findings.conclusion()).isEqualTo(Conclusion.NOT_THE_FACTOR);
  }

  @Test
  void givesUpOnAFailureThatDoesNotShow() {
    Oracle.Outcome outcome = oracle(1).search(SIX, settings(200), 4);

    assertThat(outcome.findings().conclusion()).isEqualTo(Conclusion.NOT_REPRODUCED);
    assertThat(outcome.probes()).isLessThanOrEqualTo(12);
  }

  @Test
  void keepsTheBoundAndSaysWhatIsOpen() {
    for (int most = 1; most < 30; most++) {
      Oracle.Outcome outcome = oracle(0.5, FactorSet.of(1, 3)).search(SIX, settings(most), 3);
      assertThat(outcome.probes()).isLessThanOrEqualTo(most);
      if (outcome.findings().conclusion() == Conclusion.UNSETTLED
          && outcome.findings().fullFailed() > 0) {
        assertThat(outcome.findings().complete()).isFalse();
        assertThat(outcome.findings().open()).isNotEmpty();
      }
    }
  }

  @Test
  void carriesOnFromAnyPointOfItsRecordAndAsksNothingTwice() {
    for (int cut = 0; cut < 40; cut++) {
      Oracle oracle = oracle(0.6, FactorSet.of(0, 5));
      List<Trial> record = new ArrayList<>();
      advance(oracle, record, cut);
      advance(oracle, record, 400);
      Set<Object> asked = new HashSet<>();
      for (Trial trial : record) {
        assertThat(asked.add(List.of(trial.set(), trial.seed()))).as("%s", trial).isTrue();
      }
      Plan end = Search.next(SIX, settings(400), record, List.of());
      assertThat(end.over()).isTrue();
      assertThat(end.findings().culprits())
          .extracting(Findings.Culprit::set)
          .containsExactly(FactorSet.of(0, 5));
    }
  }

  /** One probe at a time, as if Trotline died and came back between any two. */
  private static void advance(Oracle oracle, List<Trial> record, int probes) {
    for (int i = 0; i < probes; i++) {
      Plan plan = Search.next(SIX, settings(400), record, List.of());
      if (plan.over()) {
        return;
      }
      Wish wish = plan.start().get(0);
      Result result = oracle.result(wish.set(), wish.seed(), record.size());
      record.add(new Trial(wish.set(), wish.seed(), result));
    }
  }

  @Test
  void offersWorkForManyDevicesAndCancelsWhatNoLongerMatters() {
    Plan first = Search.next(SIX, settings(200), List.of(), List.of());
    assertThat(first.start()).hasSizeGreaterThanOrEqualTo(8);
    List<Trial> record = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      record.add(new Trial(SIX.full(), seed, Result.FAILED));
    }
    FactorSet half = FactorSet.first(3);
    Wish other = new Wish(FactorSet.of(3, 4, 5), 1);
    record.add(new Trial(half, 1, Result.FAILED));

    Plan plan = Search.next(SIX, settings(200), record, List.of(other));

    assertThat(plan.cancel()).containsExactly(other);
    assertThat(plan.start()).hasSizeGreaterThanOrEqualTo(4).allMatch(w -> half.includes(w.set()));
  }

  @Test
  void anotherKindOfFailureIsNoEvidenceEitherWay() {
    // What lacks factor 0 cannot even start: it says nothing of the culprit 3.
    Oracle oracle = oracle(1, FactorSet.of(3));
    List<Trial> record = new ArrayList<>();
    while (true) {
      Plan plan = Search.next(SIX, settings(200), record, List.of());
      if (plan.over()) {
        assertThat(plan.findings().culprits())
            .extracting(Findings.Culprit::set)
            .containsExactly(FactorSet.of(0, 3));
        assertThat(plan.findings().unsettled()).contains(FactorSet.of(3));
        assertThat(plan.findings().complete()).isFalse();
        assertThat(plan.findings().others()).isPositive();
        return;
      }
      Wish wish = plan.start().get(0);
      Result result =
          wish.set().includes(FactorSet.of(0))
              ? oracle.result(wish.set(), wish.seed(), record.size())
              : Result.OTHER;
      record.add(new Trial(wish.set(), wish.seed(), result));
    }
  }

  @Test
  void aLeastSetThatFailsInAnotherWayIsNotAskedForAgainAndAgain() {
    Space withNothing = new Space(6, false, set -> true);
    List<Trial> record = othersBelow(withNothing, oracle(1, FactorSet.of(2)), 1);

    Findings findings = Search.next(withNothing, settings(250), record, List.of()).findings();
    assertThat(record).hasSizeLessThan(60);
    assertThat(findings.conclusion()).isEqualTo(Conclusion.ISOLATED);
    assertThat(findings.culprits())
        .extracting(Findings.Culprit::set)
        .containsExactly(FactorSet.of(2));
  }

  @ParameterizedTest
  @CsvSource({"10,1,ISOLATED", "10,7,ISOLATED", "2,1,UNSETTLED", "10,9,UNSETTLED"})
  void lowRungsThatFailInAnotherWayEndTheSearchAllTheSame(
      int failing, int others, Conclusion conclusion) {
    Space ladder = new Space(12, true, set -> !set.isEmpty());
    List<Trial> record = othersBelow(ladder, oracle(1, FactorSet.first(failing)), others + 1);

    Findings findings = Search.next(ladder, settings(250), record, List.of()).findings();
    assertThat(record).hasSizeLessThan(80);
    assertThat(findings.conclusion()).isEqualTo(conclusion);
  }

  @Test
  void theLowerEndOfTheBracketIsARungThatPassedThoughTheNextOnesCannotBeJudged() {
    Space ladder = new Space(97, true, set -> !set.isEmpty());
    // Rungs 41 to 59 end in another way; the failure looked for begins at 60.
    Findings findings = bracket(ladder, 60, rung -> rung > 40 && rung < 60);

    assertThat(findings.conclusion()).isEqualTo(Conclusion.ISOLATED);
    assertThat(findings.culprits().get(0).set().size()).isEqualTo(60);
    assertThat(findings.healthy()).isNotNull();
    assertThat(Objects.requireNonNull(findings.healthy()).size()).isEqualTo(40);
    assertThat(findings.unsettled())
        .isNotEmpty()
        .allMatch(set -> set.size() > 40 && set.size() < 60);
    assertThat(findings.complete()).as("more could be known").isFalse();
  }

  @Test
  void aSingleRungThatCannotBeJudgedIsPassedOver() {
    Space ladder = new Space(97, true, set -> !set.isEmpty());
    for (int odd = 2; odd < 97; odd++) {
      int other = odd;
      Findings findings = bracket(ladder, 60, rung -> rung == other);

      assertThat(findings.conclusion()).as("rung %s", odd).isEqualTo(Conclusion.ISOLATED);
      assertThat(findings.culprits().get(0).set().size()).isEqualTo(odd == 60 ? 61 : 60);
      int below = odd == 59 || odd == 60 ? 58 + (odd - 59) : 59;
      assertThat(Objects.requireNonNull(findings.healthy()).size()).isEqualTo(below);
      assertThat(findings.unsettled()).hasSize(odd == 59 || odd == 60 ? 1 : 0);
    }
  }

  @Test
  void withoutAHealthyRungThereIsNoBracket() {
    Space ladder = new Space(97, true, set -> !set.isEmpty());

    Findings findings = bracket(ladder, 60, rung -> rung < 60);

    assertThat(findings.conclusion()).isEqualTo(Conclusion.UNSETTLED);
    assertThat(findings.healthy()).isNull();
    assertThat(findings.unsettled()).isNotEmpty();
  }

  /** A ladder that fails from a rung on, and on some rungs in another way. */
  private static Findings bracket(Space ladder, int failing, IntPredicate other) {
    List<Trial> record = new ArrayList<>();
    Plan plan = Search.next(ladder, settings(250), record, List.of());
    while (!plan.over()) {
      Wish wish = plan.start().get(0);
      int rung = wish.set().size();
      Result result =
          other.test(rung) ? Result.OTHER : rung >= failing ? Result.FAILED : Result.PASSED;
      record.add(new Trial(wish.set(), wish.seed(), result));
      plan = Search.next(ladder, settings(250), record, List.of());
    }
    assertThat(record).as("within the bound").hasSizeLessThan(100);
    return plan.findings();
  }

  /** A whole search in which every set smaller than this fails in another way. */
  private static List<Trial> othersBelow(Space space, Oracle oracle, int size) {
    List<Trial> record = new ArrayList<>();
    Plan plan = Search.next(space, settings(250), record, List.of());
    while (!plan.over()) {
      Wish wish = plan.start().get(0);
      Result result =
          wish.set().size() < size
              ? Result.OTHER
              : oracle.result(wish.set(), wish.seed(), record.size());
      record.add(new Trial(wish.set(), wish.seed(), result));
      plan = Search.next(space, settings(250), record, List.of());
    }
    return record;
  }

  @Test
  void setsThatCannotBeTriedAreNotAskedFor() {
    // Factor 5 leans on factor 2.
    Space leaning =
        new Space(6, false, set -> !set.includes(FactorSet.of(5)) || set.includes(FactorSet.of(2)));
    List<Trial> record = new ArrayList<>();
    Oracle oracle = oracle(1, FactorSet.of(5));
    Plan plan = Search.next(leaning, settings(200), record, List.of());
    while (!plan.over()) {
      Wish wish = plan.start().get(0);
      assertThat(leaning.testable().test(wish.set())).isTrue();
      record.add(
          new Trial(
              wish.set(), wish.seed(), oracle.result(wish.set(), wish.seed(), record.size())));
      plan = Search.next(leaning, settings(200), record, List.of());
    }
    assertThat(plan.findings().culprits())
        .extracting(Findings.Culprit::set)
        .containsExactly(FactorSet.of(2, 5));
  }
}
