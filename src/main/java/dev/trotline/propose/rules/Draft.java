package dev.trotline.propose.rules;

import dev.trotline.propose.Proposal;
import dev.trotline.propose.RewardTerm;
import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import dev.trotline.study.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a rule's proposals: signs them and says what the judge should see. */
final class Draft {

  /** A cure that works leaves about this share of the error; measured on the embedded simulator. */
  private static final double ERROR_LEFT = 0.3;

  private final String rule;
  private final Situation situation;
  private final List<Proposal> proposals = new ArrayList<>();

  Draft(Rule rule, Situation situation) {
    this.rule = rule.name();
    this.situation = situation;
  }

  List<Proposal> proposals() {
    return List.copyOf(proposals);
  }

  /** An edit that should bring the robot to walk. */
  void cure(Edit edit, double priority, String hypothesis, String... evidence) {
    add(edit, priority, hypothesis, ERROR_LEFT, evidence);
  }

  /** An edit that should make a walking robot somewhat better. */
  void refine(Edit edit, double priority, String hypothesis, String... evidence) {
    add(edit, priority, hypothesis, 0.9, evidence);
  }

  private void add(
      Edit edit, double priority, String hypothesis, double errorLeft, String... evidence) {
    if (!(priority > 0)) {
      return;
    }
    proposals.add(
        new Proposal(
            Author.rule(rule),
            List.of(edit),
            hypothesis,
            predictions(errorLeft),
            evidence(evidence),
            Math.min(1, priority)));
  }

  private List<Prediction> predictions(double errorLeft) {
    List<Prediction> predictions = new ArrayList<>();
    double error = situation.judged("velocity_error");
    if (Double.isFinite(error)) {
      predictions.add(new Prediction("velocity_error", round(error * errorLeft)));
    }
    double timeouts = situation.judged("timeout_share");
    if (Double.isFinite(timeouts)) {
      predictions.add(new Prediction("timeout_share", round(Math.max(timeouts, 0.95))));
    }
    return predictions;
  }

  private List<String> evidence(String... own) {
    List<String> lines = new ArrayList<>(List.of(own));
    double error = situation.velocityError();
    if (Double.isFinite(error)) {
      String standing =
          situation.command().meanSpeed() > 0
              ? String.format(
                  Locale.ROOT,
                  "; a robot that stands still has %.2f m/s",
                  situation.command().meanSpeed())
              : "";
      lines.add(
          String.format(
              Locale.ROOT,
              "Velocity error %.3f m/s over %d seeds%s.",
              error,
              situation.input().runs().size(),
              standing));
    }
    double timeouts = situation.timeouts();
    if (Double.isFinite(timeouts)) {
      lines.add("Episodes that last to the end: " + Scale.percent(timeouts) + ".");
    }
    return lines;
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  /** The edit that gives a term a weight a person would write. */
  static Edit weight(RewardTerm term, double weight) {
    return new Edit.SetWeight(term.name(), Scale.nice(weight));
  }
}
