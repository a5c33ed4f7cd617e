package dev.trotline.analyze.hack;

import dev.trotline.analyze.stats.Robust;
import dev.trotline.study.Objective;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the detectors look at: one experiment, or one foreign run.
 *
 * @param candidate the runs to examine
 * @param reference the runs it is held against, such as the incumbent's; empty for foreign folders
 * @param objective what the study is after, null where there is no study
 * @param asked the experiment's change set, dotted path ({@code env.rewards.x.weight}) to value,
 *     null for what was switched off
 * @param integrity sentences of failed integrity checks of the judgements
 */
public record HackInput(
    List<RunEvidence> candidate,
    List<RunEvidence> reference,
    @Nullable Objective objective,
    Map<String, Object> asked,
    List<String> integrity) {

  public HackInput {
    candidate = List.copyOf(candidate);
    reference = List.copyOf(reference);
    asked = Collections.unmodifiableMap(new LinkedHashMap<>(asked));
    integrity = List.copyOf(integrity);
  }

  /** A run of which nothing else is known: no study, no judge, nothing to hold it against. */
  public static HackInput of(RunEvidence run) {
    return new HackInput(List.of(run), List.of(), null, Map.of(), List.of());
  }

  /** The reference's median of a metric of the judge, NaN if it has none. */
  double referenceMedian(String metric) {
    return Robust.quantile(
        0.5, reference.stream().flatMapToDouble(run -> run.judge(metric).stream()).toArray());
  }

  /** True if the candidate or the reference was measured by the judge. */
  boolean isJudged() {
    return candidate.stream().anyMatch(RunEvidence::isJudged);
  }
}
