package dev.trotline.propose.rules;

import dev.trotline.propose.Proposal;
import dev.trotline.propose.RewardTerm;
import java.util.List;
import java.util.Locale;

/**
 * A penalty still costs much at the end of training, though the robot tried to avoid it: it asks
 * for what the task does not allow.
 */
final class OnePenaltyDominates implements Rule {

  /** Late burden from which a penalty is looked at. */
  private static final double HEAVY = 0.15;

  @Override
  public String name() {
    return "one_penalty_dominates";
  }

  @Override
  public List<Proposal> propose(Situation situation) {
    Draft draft = new Draft(this, situation);
    for (RewardTerm term : situation.terms().values()) {
      double burden = situation.lateBurden(term);
      if (term.weight() < 0 && Role.of(term) != Role.TERMINAL && burden > HEAVY) {
        double severity = 0.3 + 0.7 * Symptom.doesNotFollow(situation);
        draft.cure(
            Draft.weight(term, term.weight() * PenaltyBurden.step(PenaltyBurden.TARGET / burden)),
            severity * Scale.logUnit(burden, HEAVY / 2, 10 * HEAVY),
            "One penalty decides what the robot does; cut it to a few per cent of tracking.",
            String.format(
                Locale.ROOT,
                "At the end of training %s still costs %s of what perfect tracking pays.",
                term.name(),
                Scale.percent(burden)));
      }
    }
    return draft.proposals();
  }
}
