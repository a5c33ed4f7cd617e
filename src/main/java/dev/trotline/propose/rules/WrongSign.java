package dev.trotline.propose.rules;

import dev.trotline.propose.Proposal;
import dev.trotline.propose.RewardTerm;
import dev.trotline.study.Edit;
import java.util.List;
import java.util.Locale;

/** A reward for what should be punished, or the reverse. */
final class WrongSign implements Rule {

  @Override
  public String name() {
    return "wrong_sign";
  }

  @Override
  public List<Proposal> propose(Situation situation) {
    Draft draft = new Draft(this, situation);
    for (RewardTerm term : situation.terms().values()) {
      if (isWrong(term)) {
        draft.cure(
            new Edit.SetWeight(term.name(), -term.weight()),
            Math.max(0.5, Symptom.doesNotFollow(situation)),
            "The term has the sign of its opposite; turn it round.",
            String.format(
                Locale.ROOT,
                "%s is a %s by its name and weighs %s.",
                term.name(),
                term.weight() > 0 ? "penalty" : "reward",
                Scale.figure(term.weight())));
      }
    }
    return draft.proposals();
  }

  private static boolean isWrong(RewardTerm term) {
    return switch (Role.of(term)) {
      case LINEAR_TRACKING, ANGULAR_TRACKING, ALIVE -> term.weight() < 0;
      case TERMINAL -> term.weight() > 0;
      case SMOOTHNESS, EFFORT, AIR_TIME, OTHER ->
          term.weight() > 0 && (term.name().endsWith("_l2") || term.name().endsWith("_l1"));
    };
  }
}
