package dev.trotline.propose.rules;

import dev.trotline.propose.Proposal;
import java.util.List;

/**
 * The robot survives and goes nowhere: time-outs are high and the error is that of standing. Moving
 * must have cost more than it could pay, so the penalty that was dearest under exploration noise is
 * relieved.
 */
final class StandsStill implements Rule {

  @Override
  public String name() {
    return "stands_still";
  }

  @Override
  public List<Proposal> propose(Situation situation) {
    Draft draft = new Draft(this, situation);
    if (!Symptom.isFalling(situation)) {
      PenaltyBurden.relieve(
          draft,
          situation,
          Symptom.doesNotFollow(situation),
          "The robot survives by standing still.");
    }
    return draft.proposals();
  }
}
