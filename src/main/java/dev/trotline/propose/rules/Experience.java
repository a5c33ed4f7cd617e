package dev.trotline.propose.rules;

import dev.trotline.propose.PlannerInput;
import dev.trotline.propose.Proposal;
import dev.trotline.propose.Tried;
import dev.trotline.propose.guard.Guard;
import dev.trotline.study.Edit;
import dev.trotline.study.Verdict;
import java.util.HashMap;
import java.util.Map;

/** What became of earlier ideas: a screw that was turned in vain is turned again last. */
final class Experience {

  /** What an idea loses for each rejected experiment that turned the same screw. */
  private static final double REJECTED = 0.5;

  /** The same for one that could not be decided. */
  private static final double INCONCLUSIVE = 0.8;

  private final Map<String, Double> trust = new HashMap<>();

  Experience(PlannerInput input) {
    for (Tried tried : input.tried()) {
      double factor = factor(tried);
      for (Edit edit : tried.edits()) {
        if (!input.edits().contains(edit)) {
          trust.merge(Guard.path(edit), factor, (a, b) -> a * b);
        }
      }
    }
  }

  private static double factor(Tried tried) {
    if (tried.verdict() == Verdict.REJECTED) {
      return REJECTED;
    }
    return tried.verdict() == Verdict.INCONCLUSIVE ? INCONCLUSIVE : 1.0;
  }

  /** 1 without bad experience, less with it. */
  double trust(Proposal idea) {
    return idea.edits().stream()
        .mapToDouble(edit -> trust.getOrDefault(Guard.path(edit), 1.0))
        .min()
        .orElse(1.0);
  }
}
