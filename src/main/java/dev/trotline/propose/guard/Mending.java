package dev.trotline.propose.guard;

import dev.trotline.edit.Avoidance;
import dev.trotline.propose.PlannerInput;
import dev.trotline.propose.Proposal;
import dev.trotline.study.Edit;
import dev.trotline.study.Quarantine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps proposals clear of what is quarantined: what would hold a whole set that is known to fail
 * gets the edit that avoids it, or is refused where none is known.
 */
public final class Mending {

  private static final String ENVS = "env.scene.num_envs";

  private Mending() {}

  /** True for an edit that only keeps clear of a quarantined number of environments. */
  static boolean avoids(Edit edit, PlannerInput input) {
    Integer now = input.numEnvs();
    return edit instanceof Edit.SetConfig set
        && set.path().equals(ENVS)
        && set.value() instanceof Number number
        && now != null
        && input.quarantine().entries().stream()
            .filter(entry -> entry.kind().equals("envs"))
            .anyMatch(
                entry ->
                    entry.holds(input.config()::at, now)
                        && !entry.holds(input.config()::at, number.intValue()));
  }

  /** The first quarantined set a proposal would train with; empty if there is none. */
  static Optional<String> refusal(Proposal proposal, PlannerInput input) {
    return held(proposal.edits(), input).stream()
        .findFirst()
        .map(entry -> "it holds what is quarantined: " + entry.text() + ", " + entry.why());
  }

  /**
   * The proposal with the fewest edits that take a member of every quarantined set out, and why;
   * unchanged if it holds none. What cannot be mended is left to the guard to refuse.
   */
  public static Proposal mend(Proposal proposal, PlannerInput input) {
    List<Edit> edits = new ArrayList<>(proposal.edits());
    List<String> evidence = new ArrayList<>(proposal.evidence());
    Map<Quarantine.Entry, Edit> avoiding =
        Avoidance.edits(input.quarantine(), seen(edits, input), envs(edits, input));
    avoiding.values().stream().distinct().forEach(edits::add);
    avoiding.forEach(
        (entry, edit) ->
            evidence.add(
                "Quarantined: "
                    + entry.text()
                    + " ("
                    + entry.why()
                    + (entry.failed().isEmpty() ? "" : ", failed " + entry.failed())
                    + "); avoided by "
                    + edit.describe()
                    + "."));
    return avoiding.isEmpty()
        ? proposal
        : new Proposal(
            proposal.author(),
            edits,
            proposal.hypothesis(),
            proposal.predictions(),
            evidence,
            proposal.priority());
  }

  private static List<Quarantine.Entry> held(List<Edit> edits, PlannerInput input) {
    return input.quarantine().heldBy(seen(edits, input), envs(edits, input));
  }

  private static Function<String, @Nullable Object> seen(List<Edit> edits, PlannerInput input) {
    return Avoidance.with(input.config()::at, edits);
  }

  /** What the last edit says, else what the incumbent trains with. */
  private static @Nullable Integer envs(List<Edit> edits, PlannerInput input) {
    return Avoidance.envs(edits, input.numEnvs());
  }
}
