package dev.trotline.propose.rules;

import dev.trotline.propose.Proposal;
import dev.trotline.propose.RewardTerm;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Episodes end in falls. Where living costs more than it pays, dying early is the best policy, so
 * the dearest penalty is relieved first; else falling is made dearer.
 */
final class FallsEarly implements Rule {

  /** What a fall should cost, in seconds of perfect tracking. */
  private static final double PRICE_OF_FALL = 1.0;

  @Override
  public String name() {
    return "falls_early";
  }

  @Override
  public List<Proposal> propose(Situation situation) {
    Draft draft = new Draft(this, situation);
    double falls = Symptom.falls(situation);
    if (Symptom.isFalling(situation)) {
      PenaltyBurden.relieve(
          draft,
          situation,
          Math.max(falls, Symptom.doesNotFollow(situation)),
          "The robot gives up and falls.");
    }
    if (falls > 0) {
      priceFalls(draft, situation, falls);
    }
    return draft.proposals();
  }

  private static void priceFalls(Draft draft, Situation situation, double falls) {
    Optional<RewardTerm> terminal = situation.term(Role.TERMINAL);
    if (terminal.isEmpty()) {
      return;
    }
    RewardTerm term = terminal.get();
    double price = -term.weight() * situation.stepSeconds() / situation.attainable();
    double wanted = -PRICE_OF_FALL * situation.attainable() / situation.stepSeconds();
    if (term.weight() <= 0 && price < 0.5 * PRICE_OF_FALL) {
      draft.cure(
          Draft.weight(term, wanted),
          0.3 * falls,
          "Falling costs next to nothing; let it cost about a second of perfect tracking.",
          String.format(
              Locale.ROOT, "A fall costs %.2f s of perfect tracking (%s).", price, term.name()));
    } else if (term.weight() < 0) {
      draft.cure(
          Draft.weight(term, 2 * term.weight()),
          0.12 * falls,
          "The robot still falls; a dearer fall makes it more careful.",
          String.format(
              Locale.ROOT, "A fall costs %.2f s of perfect tracking (%s).", price, term.name()));
    }
  }
}
