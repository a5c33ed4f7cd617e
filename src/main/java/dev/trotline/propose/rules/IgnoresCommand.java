package dev.trotline.propose.rules;

import dev.trotline.propose.Proposal;
import dev.trotline.propose.RewardTerm;
import dev.trotline.study.Edit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The command is not followed because following it does not pay: the tracking kernel is so narrow
 * that a standing robot feels no slope, or its weight is small beside the other rewards and the
 * penalties.
 */
final class IgnoresCommand implements Rule {

  /** Kernel width over the usual commanded speed from which the slope is felt everywhere. */
  private static final double WIDE = 0.5;

  /** Width at which a standing robot feels nothing: exp(-(1/0.2)²) is nothing. */
  private static final double NARROW = 0.2;

  /** Width a cured kernel gets; Isaac Lab's stock tasks have 0.6. */
  private static final double GOOD_WIDTH = 0.75;

  /** Linear over angular tracking weight that stock tasks have. */
  private static final double USUAL_RATIO = 2.0;

  /** Ratio below which turning is the task and walking a hobby. */
  private static final double LOW_RATIO = 1.2;

  /** Early penalties, as a share of linear tracking, up to which its weight is enough. */
  private static final double BEARABLE = 0.6;

  @Override
  public String name() {
    return "ignores_command";
  }

  @Override
  public List<Proposal> propose(Situation situation) {
    Draft draft = new Draft(this, situation);
    double severity = Symptom.doesNotFollow(situation);
    Optional<RewardTerm> tracking = situation.term(Role.LINEAR_TRACKING);
    if (severity > 0 && tracking.isPresent()) {
      widen(draft, situation, tracking.get(), severity);
      strengthen(draft, situation, tracking.get(), severity);
    }
    return draft.proposals();
  }

  private static void widen(Draft draft, Situation situation, RewardTerm term, double severity) {
    String param = Double.isFinite(term.number("std")) ? "std" : "";
    double rms = situation.command().rmsSpeed();
    if (param.isEmpty() || !(rms > 0)) {
      return;
    }
    double width = term.number(param) / rms;
    double suspicion = Scale.linearUnit(width, WIDE, NARROW);
    String evidence =
        String.format(
            Locale.ROOT,
            "The kernel of %s is %s wide, commands have %.2f m/s: a standing robot earns %s of it.",
            term.name(),
            Scale.figure(term.number(param)),
            rms,
            Scale.percent(Math.exp(-1 / (width * width))));
    String why = "The tracking kernel is so narrow that small progress pays nothing; widen it.";
    double priority = severity * (0.35 + 0.65 * suspicion);
    if (suspicion > 0) {
      draft.cure(width(term, GOOD_WIDTH * rms), priority, why, evidence);
      draft.cure(width(term, 1.2 * rms), 0.6 * priority, why, evidence);
    }
  }

  private static Edit width(RewardTerm term, double std) {
    return new Edit.SetParam(term.name(), "std", Scale.nice(std));
  }

  private static void strengthen(
      Draft draft, Situation situation, RewardTerm term, double severity) {
    double turning = situation.term(Role.ANGULAR_TRACKING).map(RewardTerm::weight).orElse(0.0);
    double penalties = PenaltyBurden.total(situation) * situation.attainable();
    double weight = Math.max(term.weight(), 0);
    double ratioSuspicion =
        turning > 0 ? Scale.logUnit(weight / turning, LOW_RATIO, LOW_RATIO / 4) : 0;
    double burdenSuspicion =
        dominated(situation) ? 0 : Scale.logUnit(penalties / weight, BEARABLE, 5 * BEARABLE);
    double suspicion = Math.max(ratioSuspicion, burdenSuspicion);
    double wanted = Math.max(USUAL_RATIO * turning, 4 * penalties);
    String evidence =
        String.format(
            Locale.ROOT,
            "%s weighs %s, turning %s; all penalties together cost %s per second in the first"
                + " iterations.",
            term.name(),
            Scale.figure(weight),
            Scale.figure(turning),
            Scale.figure(penalties));
    if (suspicion > 0 && wanted > weight) {
      double capped = weight > 0 ? Math.min(wanted, 20 * weight) : wanted;
      draft.cure(
          Draft.weight(term, capped),
          severity * (0.35 + 0.65 * suspicion),
          "Following the velocity command pays too little beside everything else; raise it.",
          evidence);
    } else if (weight > 0) {
      draft.cure(
          Draft.weight(term, 2 * weight),
          0.25 * severity,
          "The command is not followed; let following it pay twice as much.",
          evidence);
    }
  }

  /** True if one penalty makes up most of them: then it is at fault, not the tracking weight. */
  private static boolean dominated(Situation situation) {
    double total = PenaltyBurden.total(situation);
    return PenaltyBurden.suspects(situation).stream()
        .anyMatch(term -> situation.earlyBurden(term) > 0.5 * total);
  }
}
