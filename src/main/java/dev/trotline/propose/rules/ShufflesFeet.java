package dev.trotline.propose.rules;

import dev.trotline.propose.Proposal;
import dev.trotline.propose.RewardTerm;
import dev.trotline.study.Edit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The feet drag instead of stepping. Isaac Lab's air-time term pays only at touchdown and is then
 * multiplied by the step time, so a weight that looks large may be worth next to nothing.
 */
final class ShufflesFeet implements Rule {

  /** Touchdowns of all feet per second in a slow trot. */
  private static final double TOUCHDOWNS = 8;

  /** How much longer than the threshold a good swing lasts, s. */
  private static final double MARGIN = 0.1;

  /** Worth of stepping, as a share of linear tracking, that makes feet lift. */
  private static final double WORTH = 0.02;

  @Override
  public String name() {
    return "shuffles_feet";
  }

  @Override
  public List<Proposal> propose(Situation situation) {
    Draft draft = new Draft(this, situation);
    Optional<RewardTerm> air = situation.term(Role.AIR_TIME);
    Optional<RewardTerm> tracking = situation.term(Role.LINEAR_TRACKING);
    double severity =
        Math.max(Scale.linearUnit(situation.lost(), 0.2, 0.6), 0.7 * Symptom.falls(situation));
    if (severity > 0 && air.isPresent() && tracking.isPresent() && air.get().weight() >= 0) {
      lift(draft, situation, air.get(), tracking.get(), severity);
    }
    return draft.proposals();
  }

  private static void lift(
      Draft draft, Situation situation, RewardTerm air, RewardTerm tracking, double severity) {
    double perWeight = TOUCHDOWNS * MARGIN * situation.stepSeconds();
    double worth = air.weight() * perWeight / tracking.weight();
    double suspicion = 1 - Scale.logUnit(Math.max(worth, 1e-9), WORTH / 20, WORTH / 1.5);
    double wanted = WORTH * tracking.weight() / perWeight;
    String evidence =
        String.format(
            Locale.ROOT,
            "%s with weight %s is worth at most %s of linear tracking in a trot.",
            air.name(),
            Scale.figure(air.weight()),
            String.format(Locale.ROOT, "%.2g %%", 100 * worth));
    String why = "The feet are not worth lifting; a reward for air time that is felt gives a gait.";
    if (suspicion > 0 && wanted > air.weight()) {
      double priority = severity * (0.2 + 0.4 * suspicion);
      draft.cure(Draft.weight(air, wanted), priority, why, evidence);
      draft.cure(Draft.weight(air, 2 * wanted), 0.7 * priority, why, evidence);
    } else if (air.weight() > 0) {
      draft.cure(Draft.weight(air, 2 * air.weight()), 0.22 * severity, why, evidence);
    }
    double threshold = air.number("threshold");
    if (threshold > 0.35) {
      draft.cure(
          new Edit.SetParam(air.name(), "threshold", 0.3),
          0.25 * severity,
          "Only swings longer than the threshold pay; at first no swing is that long.",
          String.format(Locale.ROOT, "%s has a threshold of %s s.", air.name(), threshold));
    }
  }
}
