package dev.trotline.loop;

import dev.trotline.analyze.Comparability;
import dev.trotline.analyze.Findings;
import dev.trotline.analyze.GateResult;
import dev.trotline.analyze.Scrutiny;
import dev.trotline.error.TrotlineException;
import dev.trotline.judge.Integrity;
import dev.trotline.judge.IntegrityProblem;
import dev.trotline.study.Author;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import java.util.ArrayList;
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

  /** What judging again with the present judge puts right. */
  private static final Set<String> OUTDATED = Set.of("judge_changed", "protocol_differs");

  private final LoopParts parts;
  private final Candidates candidates;
  private final Scrutiny scrutiny;

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
    Set<String> runs = new LinkedHashSet<>();
    ExperimentId first = experiments.get(0);
    for (ExperimentId id : experiments) {
      for (IntegrityProblem problem : integrity.problems(id, first)) {
        if (OUTDATED.contains(problem.kind())) {
          runs.addAll(problem.runs());
        }
      }
    }
    if (runs.isEmpty()) {
      return;
    }
    say(runs.size() + " runs were judged by different judges and are judged again", "");
    for (String run : runs) {
      try {
        parts.evaluation().of(RunId.parse(run), null, true, LOOP);
      } catch (TrotlineException e) {
        // Its experiment then stays incomparable, which the check says.
        say(run + " cannot be judged again: " + e.getMessage(), run);
      }
    }
  }

  private void say(String line, String run) {
    parts.listener().event("judging_again", Map.of("run", run), line);
  }
}
