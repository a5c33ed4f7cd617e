package dev.trotline.propose.rules;

import dev.trotline.propose.Proposal;
import dev.trotline.propose.RewardTerm;
import dev.trotline.study.Edit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The robot follows its command, but late or loosely. If it was still getting better when training
 * ended, it should learn faster; if it had settled, tracking should ask for more precision.
 */
final class TracksSlowly implements Rule {

  /** Rise of the tracking reward over the last quarter, as a share, that counts as still rising. */
  private static final double RISING = 0.05;

  /** Rise at which training plainly ended in the middle of learning. */
  private static final double STEEP = 0.3;

  /** Error share from which faster learning is worth a training. */
  private static final double FOLLOWS_LOOSELY = 0.3;

  @Override
  public String name() {
    return "tracks_slowly";
  }

  @Override
  public List<Proposal> propose(Situation situation) {
    Draft draft = new Draft(this, situation);
    Optional<RewardTerm> tracking = situation.term(Role.LINEAR_TRACKING);
    double lost = situation.lost();
    if (tracking.isEmpty() || !Double.isFinite(lost)) {
      return draft.proposals();
    }
    double loose = 0.3 * Scale.linearUnit(lost, 0.02, 0.4) * (1 - Symptom.doesNotFollow(situation));
    double rise = situation.stillRising();
    String evidence =
        String.format(
            Locale.ROOT,
            "The tracking reward changed by %s over the last quarter; the error is %s of a standing"
                + " robot's.",
            Scale.percent(rise),
            Scale.percent(lost));
    if (rise > RISING) {
      // However little it follows yet: what still rises steeply needs no cure but time.
      double unfinished = 0.1 + 0.4 * Scale.linearUnit(rise, RISING, STEEP);
      double need = Scale.linearUnit(lost, 0.05, FOLLOWS_LOOSELY);
      learnFaster(draft, situation, unfinished * need, evidence);
    }
    ask(draft, situation, tracking.get(), loose, evidence);
    return draft.proposals();
  }

  private static void learnFaster(
      Draft draft, Situation situation, double priority, String evidence) {
    double rate = situation.learningRate();
    if (rate > 0 && rate < 5e-3) {
      draft.refine(
          new Edit.SetConfig("agent.algorithm.learning_rate", Scale.nice(1.5 * rate)),
          priority,
          "Training ended while the robot was still getting better; a faster learner gets further.",
          evidence);
    }
    double epochs = situation.number("agent.algorithm.num_learning_epochs", Double.NaN);
    if (epochs > 0 && epochs < 8) {
      draft.refine(
          new Edit.SetConfig("agent.algorithm.num_learning_epochs", Math.round(1.5 * epochs)),
          0.8 * priority,
          "Training ended while the robot was still getting better; use every sample more often.",
          evidence);
    }
  }

  private static void ask(
      Draft draft, Situation situation, RewardTerm term, double loose, String evidence) {
    double std = term.number("std");
    double rms = situation.command().rmsSpeed();
    if (std > 0 && rms > 0 && std / rms > 0.45) {
      draft.refine(
          new Edit.SetParam(term.name(), "std", Scale.nice(Math.max(0.4 * rms, 0.7 * std))),
          0.8 * loose,
          "The kernel is wide beside the error that is left; a narrower one still pays for"
              + " precision.",
          evidence);
    }
    if (term.weight() > 0) {
      draft.refine(
          Draft.weight(term, 1.5 * term.weight()),
          0.9 * loose,
          "The command is followed loosely; let precision pay more beside the penalties.",
          evidence);
    }
    double entropy = situation.number("agent.algorithm.entropy_coef", Double.NaN);
    if (entropy > 0 && situation.lateNoise() > 0.6 * situation.noise()) {
      draft.refine(
          new Edit.SetConfig("agent.algorithm.entropy_coef", Scale.nice(0.5 * entropy)),
          0.4 * loose,
          "The policy still explores widely at the end; less entropy lets it settle.",
          String.format(
              Locale.ROOT,
              "Exploration noise went from %s to %s.",
              Scale.figure(situation.noise()),
              Scale.figure(situation.lateNoise())));
    }
  }
}
