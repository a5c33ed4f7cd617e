package dev.trotline.loop;

import dev.trotline.analyze.SeedScores;
import dev.trotline.archive.Archive;
import dev.trotline.archive.RunRecord;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The judged figures of an experiment's seeds, and which seeds it still owes. */
final class Samples {
  /** Ends that say nothing of the experiment; another seed takes their place. */
  private static final Set<RunState> NO_FAULT =
      EnumSet.of(RunState.LOST, RunState.CANCELLED, RunState.PREEMPTED);

  private final Archive archive;
  private final SeedScores scores;

  Samples(Archive archive, SeedScores scores) {
    this.archive = archive;
    this.scores = scores;
  }

  /** Figures by seed, of the seeds the gate looks at. */
  Map<Integer, Map<String, Double>> judged(ExperimentId id) {
    return scores.judged(id);
  }

  /** Figures by seed, of the fresh seeds. */
  Map<Integer, Map<String, Double>> fresh(ExperimentId id) {
    return scores.fresh(id);
  }

  /**
   * What is wrong with the objective if nothing measures what it names. A misspelt metric would
   * otherwise cost a whole night.
   */
  Optional<String> unmeasured(ExperimentId id, Objective objective) {
    Set<String> measured = new TreeSet<>();
    judged(id).values().forEach(metrics -> measured.addAll(metrics.keySet()));
    Set<String> wanted = new LinkedHashSet<>(List.of(objective.metric()));
    objective.constraints().forEach(constraint -> wanted.add(constraint.metric()));
    wanted.removeAll(measured);
    return wanted.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "nothing here measures "
                + String.join(", ", wanted)
                + " (study.yaml, objective); measured are "
                + String.join(", ", measured));
  }

  /**
   * Seeds to enqueue so that an experiment has {@code wanted} seeds, counted from {@code first},
   * whose end speaks for or against it. Seeds lost to the machine or to a person are replaced, at
   * most {@code wanted} times.
   */
  List<RunId> missing(ExperimentId id, int first, int wanted) {
    Map<Integer, RunRecord> known = new LinkedHashMap<>();
    archive.runs(id).stream()
        .filter(run -> !run.id().probe())
        .forEach(run -> known.put(run.id().seed(), run));
    List<RunId> missing = new ArrayList<>();
    int counted = 0;
    for (int seed = first; counted < wanted && seed < first + 2 * wanted; seed++) {
      RunRecord run = known.get(seed);
      if (run != null && run.isImported()) {
        continue;
      }
      if (run == null) {
        missing.add(RunId.of(id, seed));
        counted++;
      } else if (!NO_FAULT.contains(run.state())) {
        counted++;
      }
    }
    return missing;
  }

  /** How many of {@code wanted} seeds an experiment has, or cannot have any more. */
  int settled(ExperimentId id, int first, int wanted) {
    return wanted - missing(id, first, wanted).size();
  }
}
