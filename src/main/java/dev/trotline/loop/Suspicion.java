package dev.trotline.loop;

import dev.trotline.analyze.Comparability;
import dev.trotline.analyze.Findings;
import dev.trotline.analyze.GateResult;
import dev.trotline.analyze.Scrutiny;
import dev.trotline.error.StoppedException;
import dev.trotline.error.TrotlineException;
import dev.trotline.judge.Integrity;
import dev.trotline.judge.IntegrityProblem;
import dev.trotline.study.Author;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stands between the gate's yes and a promotion. The gate tells noise from gain; it does not know
 * whether the gain is a better robot, a cheat, an easier world or a changed judge.
 */
final class Suspicion {

  private static final Author LOOP = Author.system("loop");

  private final LoopParts parts;
  private final Candidates candidates;
  private final Scrutiny scrutiny;

  /** Runs that could not be judged again; asked once, or every round would ask in vain. */
  private final Set<RunId> refused = new HashSet<>();

  Suspicion(LoopParts parts, Candidates candidates) {
    this.parts = parts;
    this.candidates = candidates;
    this.scrutiny = new Scrutiny(parts.study(), parts.archive(), parts.simulator());
  }

  /** The gate's result, taken back if a flag or an incomparable world stands behind the gain. */
  GateResult check(ExperimentId candidate, ExperimentId incumbent, GateResult result) {
    if (!result.isAccepted()) {
      return result;
    }
    Map<String, Object> changes = candidates.config(candidates.recorded(candidate)).changes();
    Map<String, Object> before = candidates.config(candidates.recorded(incumbent)).changes();
    List<String> reasons = new ArrayList<>();
    if (!parts.simulator().judges()) {
      reasons.addAll(Comparability.caveats(changes, before));
    }
    Findings findings = scrutiny.of(candidate, incumbent, changes, before);
    if (findings.blocks()) {
      reasons.add(findings.reason());
    }
    return reasons.isEmpty() ? result : result.refused(String.join("; ", reasons));
  }

  /**
   * Has the runs of these experiments judged again where they were judged by different code or
   * protocols, as after an update of Trotline in the middle of a study.
   */
  void refresh(List<ExperimentId> experiments) {
    Integrity integrity = Integrity.of(parts.study(), parts.archive(), parts.simulator());
    Set<RunId> runs = new LinkedHashSet<>();
    for (IntegrityProblem problem : integrity.problems(experiments)) {
      runs.addAll(integrity.outdated(problem));
    }
    runs.removeAll(refused);
    if (runs.isEmpty()) {
      return;
    }
    say(runs.size() + " runs were judged by different judges and are judged again", "");
    for (RunId run : runs) {
      try {
        parts.evaluation().of(run, null, true, LOOP);
      } catch (StoppedException stopped) {
        throw stopped;
      } catch (TrotlineException e) {
        // Its experiment then stays incomparable, which the check says.
        refused.add(run);
        say(run + " cannot be judged again: " + e.getMessage(), run.toString());
      }
    }
  }

  private void say(String line, String run) {
    parts.listener().event("judging_again", Map.of("run", run), line);
  }
}
