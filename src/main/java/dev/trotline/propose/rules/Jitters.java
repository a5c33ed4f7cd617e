package dev.trotline.propose.rules;

import dev.trotline.propose.Proposal;
import dev.trotline.propose.RewardTerm;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The robot walks and trembles: actions jump from step to step while no smoothing term is felt.
 * Isaac Lab's sum of squared action changes is compared with what pure exploration noise gives,
 * 2nσ².
 */
final class Jitters implements Rule {

  /** Smoothing, as a share of what tracking pays, below which it is not felt. */
  private static final double UNFELT = 0.005;

  /** Burden of exploration noise that smoothing should have. */
  private static final double TARGET = 0.05;

  @Override
  public String name() {
    return "jitters";
  }

  @Override
  public List<Proposal> propose(Situation situation) {
    Draft draft = new Draft(this, situation);
    Optional<RewardTerm> rate =
        situation.terms().values().stream()
            .filter(term -> term.name().contains("action_rate") && term.weight() <= 0)
            .findFirst();
    double walks = 1 - Symptom.doesNotFollow(situation);
    double smoothing =
        situation.terms().values().stream()
            .filter(term -> Role.of(term) == Role.SMOOTHNESS)
            .mapToDouble(situation::lateBurden)
            .sum();
    double sigma = situation.noise();
    if (rate.isEmpty() || walks <= 0 || !(sigma > 0) || !(smoothing < UNFELT)) {
      return draft.proposals();
    }
    double noiseRate = 2 * situation.actions() * sigma * sigma;
    double wanted = -TARGET * situation.attainable() / noiseRate;
    if (wanted < rate.get().weight()) {
      draft.refine(
          Draft.weight(rate.get(), wanted),
          walks * jumpiness(situation, noiseRate),
          "Nothing smooths the actions, so the robot trembles and falls over its own feet; punish"
              + " jumps as much as they are worth.",
          String.format(
              Locale.ROOT,
              "Smoothing terms cost %.2g %% of what tracking pays; actions change by %s per step,"
                  + " exploration noise alone by %s.",
              100 * smoothing,
              Scale.figure(situation.judged("action_rate")),
              Scale.figure(noiseRate)));
    }
    return draft.proposals();
  }

  /** Judged jumps beside those of exploration noise; a small constant where they are not judged. */
  private static double jumpiness(Situation situation, double noiseRate) {
    double judged = situation.judged("action_rate");
    return Double.isFinite(judged)
        ? 0.15 + 0.45 * Scale.linearUnit(judged / noiseRate, 0.2, 0.6)
        : 0.2;
  }
}
