package dev.trotline.analyze.hack;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One term pays more than 80 % of everything that is paid. Right for the task's own term, for a
 * task may have no other; a warning where it is the rhythm, the air time or the bare survival that
 * pays: the policy then lives off it. Where no term is known to be the task's, balance or posture
 * may be the task, and nothing is said.
 */
final class DominantTerm implements Detector.OfRun {

  static final String NAME = "dominant_term";

  /** The rule of thumb of the loops before (anchor systems §5b, 7). */
  private static final double SHARE = 0.8;

  /** A judged error below half of that of a robot at rest: the task is being done all the same. */
  private static final double DOES_THE_TASK = 0.5;

  @Override
  public Optional<Flag> look(RunEvidence run, HackInput input) {
    Curves curves = Curves.of(run);
    if (!curves.areLongEnough()) {
      return Optional.empty();
    }
    Map<String, Double> payments = curves.latePayments();
    double paid = payments.values().stream().filter(v -> v > 0).mapToDouble(v -> v).sum();
    var top = payments.entrySet().stream().max(Map.Entry.comparingByValue()).orElse(null);
    if (top == null || !(paid > 0) || top.getValue() / paid <= SHARE) {
      return Optional.empty();
    }
    String term = top.getKey();
    RewardKind kind = RewardKind.of(term, curves.task().function(term));
    boolean hasTask =
        payments.keySet().stream()
            .anyMatch(name -> RewardKind.of(name, curves.task().function(name)) == RewardKind.TASK);
    if (kind != RewardKind.STYLE || !hasTask) {
      return Optional.empty();
    }
    double error =
        run.isJudged()
            ? run.judgeOrNaN("velocity_error") / run.judgeOrNaN("commanded_speed")
            : run.logOrNaN("velocity_error") / curves.task().commandedSpeed().orElse(Double.NaN);
    boolean done = error < DOES_THE_TASK;
    return Optional.of(
        new Flag(
            NAME,
            !done,
            run.isJudged() && !done ? 0.9 : 0.7,
            List.of(run.name()),
            List.of(
                new Evidence(
                    "share of all that is paid that is paid by " + term,
                    top.getValue() / paid,
                    SHARE,
                    "Episode_Reward/*")),
            "The term "
                + term
                + " pays for nearly everything, and it is not the task: the policy lives off it.",
            "lower the weight of " + term + " until the task's own terms pay most"));
  }
}
