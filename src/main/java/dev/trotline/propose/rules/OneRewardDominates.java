package dev.trotline.propose.rules;

import dev.trotline.propose.Proposal;
import dev.trotline.propose.RewardTerm;
import java.util.List;
import java.util.Locale;

/** The robot lives off another reward than tracking and leaves the command alone. */
final class OneRewardDominates implements Rule {

  /** Income from another term, as a share of what tracking could pay, that tempts. */
  private static final double TEMPTING = 0.4;

  private static final double HARMLESS = 0.1;

  @Override
  public String name() {
    return "one_reward_dominates";
  }

  @Override
  public List<Proposal> propose(Situation situation) {
    Draft draft = new Draft(this, situation);
    double severity = Symptom.doesNotFollow(situation);
    for (RewardTerm term : situation.terms().values()) {
      double income = situation.rates(term).late() / situation.attainable();
      if (severity > 0 && tempts(term) && income > TEMPTING) {
        draft.cure(
            Draft.weight(term, term.weight() * HARMLESS / income),
            severity * (0.4 + 0.6 * Scale.logUnit(income, TEMPTING, 5 * TEMPTING)),
            "The robot lives off another reward and need not follow the command; cut that reward.",
            String.format(
                Locale.ROOT,
                "At the end of training %s pays %s of what perfect tracking would.",
                term.name(),
                Scale.percent(income)));
      }
    }
    return draft.proposals();
  }

  private static boolean tempts(RewardTerm term) {
    Role role = Role.of(term);
    return term.weight() > 0 && role != Role.LINEAR_TRACKING && role != Role.ANGULAR_TRACKING;
  }
}
