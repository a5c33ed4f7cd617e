package dev.trotline.propose.rules;

import dev.trotline.propose.Proposal;
import dev.trotline.study.Edit;
import java.util.List;
import java.util.Locale;

/**
 * The robot does not follow its command and no reward term stands out: perhaps walking pays, and
 * the policy has not come across it. Weak ideas, behind every suspect of the other rules.
 */
final class ExploresTooLittle implements Rule {

  /** Exploration noise beyond which more of it only makes robots fall. */
  private static final double ENOUGH = 1.0;

  @Override
  public String name() {
    return "explores_too_little";
  }

  @Override
  public List<Proposal> propose(Situation situation) {
    Draft draft = new Draft(this, situation);
    double severity = Symptom.doesNotFollow(situation);
    double noise = situation.noise();
    String evidence =
        String.format(
            Locale.ROOT,
            "Exploration noise went from %s to %s.",
            Scale.figure(noise),
            Scale.figure(situation.lateNoise()));
    double entropy = situation.number("agent.algorithm.entropy_coef", Double.NaN);
    if (entropy > 0 && situation.lateNoise() < 0.9 * noise) {
      draft.cure(
          new Edit.SetConfig("agent.algorithm.entropy_coef", Scale.nice(2.5 * entropy)),
          0.18 * severity,
          "The policy settled before it came across walking; more entropy keeps it looking.",
          evidence);
    }
    double initial = situation.number("agent.policy.init_noise_std", Double.NaN);
    if (initial > 0 && initial < ENOUGH) {
      draft.cure(
          new Edit.SetConfig(
              "agent.policy.init_noise_std", Scale.nice(Math.min(ENOUGH, 1.5 * initial))),
          0.14 * severity,
          "Larger steps at the start may come across walking.",
          evidence);
    }
    double rate = situation.learningRate();
    if (rate > 0 && rate < 5e-4) {
      draft.cure(
          new Edit.SetConfig("agent.algorithm.learning_rate", Scale.nice(4 * rate)),
          0.3 * severity,
          "The learning rate is small; the policy hardly moves in the iterations it has.",
          String.format(Locale.ROOT, "The learning rate is %s.", Scale.figure(rate)));
    } else if (rate > 5e-3) {
      draft.cure(
          new Edit.SetConfig("agent.algorithm.learning_rate", 1e-3),
          (0.4 + 0.5 * Scale.logUnit(rate, 5e-3, 5e-2)) * severity,
          "The learning rate is so large that the policy forgets as it learns.",
          String.format(Locale.ROOT, "The learning rate is %s.", Scale.figure(rate)));
    }
    return draft.proposals();
  }
}
