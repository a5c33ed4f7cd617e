package dev.trotline.propose;

import java.util.List;

/** Makes the next wave. Deterministic: the same input gives the same proposals. */
public interface Planner {

  /**
   * Proposals, most promising first.
   *
   * @param input what is known
   * @param count how many are wanted at most
   * @return between none and {@code count}; none means that the planner has no idea left
   */
  List<Proposal> propose(PlannerInput input, int count);
}
