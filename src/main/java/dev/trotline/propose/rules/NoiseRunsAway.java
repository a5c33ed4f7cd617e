package dev.trotline.propose.rules;

import dev.trotline.propose.Proposal;
import dev.trotline.study.Edit;
import java.util.List;
import java.util.Locale;

/** Exploration noise grows instead of shrinking: entropy pays more than the task. */
final class NoiseRunsAway implements Rule {

  private static final double GROWS = 1.3;

  @Override
  public String name() {
    return "noise_runs_away";
  }

  @Override
  public List<Proposal> propose(Situation situation) {
    Draft draft = new Draft(this, situation);
    double growth = situation.lateNoise() / situation.noise();
    double entropy = situation.number("agent.algorithm.entropy_coef", Double.NaN);
    if (growth > GROWS && entropy > 0) {
      draft.cure(
          new Edit.SetConfig("agent.algorithm.entropy_coef", Scale.nice(0.1 * entropy)),
          (0.3 + 0.7 * Symptom.doesNotFollow(situation)) * Scale.logUnit(growth, 1, 3),
          "Exploring pays more than walking; cut the entropy bonus to a tenth.",
          String.format(
              Locale.ROOT,
              "Exploration noise grew from %s to %s.",
              Scale.figure(situation.noise()),
              Scale.figure(situation.lateNoise())));
    }
    return draft.proposals();
  }
}
