package dev.trotline.propose.rules;

import dev.trotline.propose.Planner;
import dev.trotline.propose.PlannerInput;
import dev.trotline.propose.Proposal;
import java.util.List;

/** The planner {@code rules}: every rule looks at the incumbent, the best ideas win. */
public final class RulePlanner implements Planner {

  private RulePlanner() {}

  /** All rules with their documented thresholds. */
  public static RulePlanner standard() {
    return new RulePlanner();
  }

  @Override
  public List<Proposal> propose(PlannerInput input, int count) {
    return List.of();
  }
}
