package dev.trotline.analyze;

import dev.trotline.analyze.hack.Flag;
import dev.trotline.analyze.hack.HackDetectors;
import dev.trotline.analyze.hack.HackInput;
import dev.trotline.analyze.hack.RunEvidence;
import dev.trotline.archive.Archive;
import dev.trotline.judge.Integrity;
import dev.trotline.judge.IntegrityProblem;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Study;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an experiment of a study with suspicion before anybody believes its figures: what its
 * robots do, what its configuration says, whether its judgements are the judge's.
 */
public final class Scrutiny {

  private final Study study;
  private final Integrity integrity;
  private final StudyRuns runs;

  /**
   * @param study the study
   * @param archive its archive
   * @param simulator its simulator
   */
  public Scrutiny(Study study, Archive archive, Simulator simulator) {
    this(study, archive, simulator, new StudyRuns(study, archive, simulator));
  }

  Scrutiny(Study study, Archive archive, Simulator simulator, StudyRuns runs) {
    this.study = study;
    this.integrity = Integrity.of(study, archive, simulator);
    this.runs = runs;
  }

  /**
   * Examines an experiment from the files of its runs.
   *
   * @param reference what it is held against, null for itself alone
   * @param changes its change set against the stock task
   * @param referenceChanges the same of the reference
   */
  public Findings of(
      ExperimentId id,
      @Nullable ExperimentId reference,
      Map<String, Object> changes,
      Map<String, Object> referenceChanges) {
    return of(
        id,
        runs.evidence(id),
        reference,
        reference == null ? List.of() : runs.evidence(reference),
        asked(changes, referenceChanges));
  }

  /** The same of runs that were read already. */
  public Findings of(
      ExperimentId id,
      List<RunEvidence> candidate,
      @Nullable ExperimentId reference,
      List<RunEvidence> against,
      Map<String, Object> asked) {
    if (candidate.isEmpty()) {
      return Findings.NONE;
    }
    List<IntegrityProblem> problems =
        reference == null ? integrity.problems(id) : integrity.problems(id, reference);
    var input =
        new HackInput(
            candidate,
            against,
            study.config().objective(),
            asked,
            problems.stream()
                .filter(IntegrityProblem::blocks)
                .map(IntegrityProblem::sentence)
                .toList());
    Map<String, List<Flag>> byRun = HackDetectors.perRun(input);
    return new Findings(
        HackDetectors.examine(input, byRun),
        byRun,
        Stream.concat(
                problems.stream()
                    .filter(problem -> !problem.blocks())
                    .map(IntegrityProblem::sentence),
                runs.gaps(candidate).stream())
            .toList());
  }

  /**
   * What an experiment asked for that its reference did not: what both share, such as the study's
   * own starting point, cannot tell them apart.
   */
  public static Map<String, Object> asked(
      Map<String, Object> changes, Map<String, Object> referenceChanges) {
    var asked = new LinkedHashMap<String, Object>();
    changes.forEach(
        (path, value) -> {
          if (!referenceChanges.containsKey(path)
              || !Objects.equals(referenceChanges.get(path), value)) {
            asked.put(path, value);
          }
        });
    return asked;
  }
}
