package dev.trotline.judge;

import dev.trotline.archive.Archive;
import dev.trotline.archive.JudgementRow;
import dev.trotline.archive.MetricSource;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.TrotlineException;
import dev.trotline.simulator.Simulator;
import dev.trotline.simulator.rslrl.Checkpoints;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the judged figures of a study are what the judge said (anchors §5b.8, "the judge in the
 * workspace"): documents, figures and checkpoints are compared with what was recorded when they
 * were judged, and the judge's code and protocol between the runs that are to be compared.
 */
public final class Integrity {

  private static final String JUDGE_CHANGED = "judge_changed";
  private static final String PROTOCOL_DIFFERS = "protocol_differs";

  /** What judging again with the present judge puts right. */
  private static final Set<String> COMPARABLE_AGAIN = Set.of(JUDGE_CHANGED, PROTOCOL_DIFFERS);

  private final Study study;
  private final Archive archive;
  private final Simulator simulator;
  private final JudgeLedger ledger;

  private Integrity(Study study, Archive archive, Simulator simulator) {
    this.study = study;
    this.archive = archive;
    this.simulator = simulator;
    this.ledger = new JudgeLedger(study, archive, simulator);
  }

  /**
   * The integrity of a study whose simulator has a judge; without one there is nothing to check.
   */
  public static Integrity of(Study study, Archive archive, Simulator simulator) {
    return new Integrity(study, archive, simulator);
  }

  /** What speaks against comparing two experiments, the worst first. */
  public List<IntegrityProblem> problems(ExperimentId candidate, ExperimentId reference) {
    return problems(List.of(candidate, reference));
  }

  /** What speaks against comparing several experiments with each other, the worst first. */
  public List<IntegrityProblem> problems(List<ExperimentId> experiments) {
    return problems(
        experiments.stream().distinct().flatMap(id -> archive.runs(id).stream()).toList(), true);
  }

  /** What speaks against one experiment's figures, the worst first. */
  public List<IntegrityProblem> problems(ExperimentId experiment) {
    return problems(List.of(experiment));
  }

  /**
   * The same for the whole study. Runs judged by different code or protocols are a note here: it
   * matters only where they are compared.
   */
  public List<IntegrityProblem> problems() {
    return problems(archive.runs(), false);
  }

  /**
   * Those of the runs a problem names that were judged by other code than the present, or to
   * another protocol: judging them again makes them comparable with the rest.
   */
  public List<RunId> outdated(IntegrityProblem problem) {
    if (!COMPARABLE_AGAIN.contains(problem.kind())) {
      return List.of();
    }
    String present = JudgeCode.of(simulator.judgeFiles());
    Judge judge = new Judge(simulator, study.config().judge());
    return problem.runs().stream()
        .map(RunId::parse)
        .filter(run -> isOutdated(run, judge, present))
        .toList();
  }

  private boolean isOutdated(RunId run, Judge judge, String code) {
    JudgementRow row = ledger.ranking(run).orElse(null);
    Path folder = study.runFolder(run);
    return row == null
        || !row.code().equals(code)
        || !row.document().equals(judge.document(folder, folder.resolve(row.checkpoint())));
  }

  private List<IntegrityProblem> problems(List<RunRecord> runs, boolean compared) {
    List<IntegrityProblem> problems = new ArrayList<>();
    if (!simulator.judges()) {
      return problems;
    }
    List<JudgementRow> rows = new ArrayList<>();
    for (RunRecord run : runs) {
      Map<String, Double> figures = archive.metrics(run.id(), MetricSource.JUDGE);
      if (run.state() == RunState.FINISHED && !run.isImported() && !figures.isEmpty()) {
        JudgementRow row = ledger.ranking(run.id()).orElse(null);
        if (row == null) {
          problems.add(unrecorded(run.id()));
        } else {
          rows.add(row);
          check(row, figures, problems);
        }
      }
    }
    notWitnessed(rows, problems);
    sameJudge(rows, compared, problems);
    sameProtocol(rows, compared, problems);
    return Stream.concat(
            problems.stream().filter(IntegrityProblem::blocks),
            problems.stream().filter(problem -> !problem.blocks()))
        .toList();
  }

  private void check(
      JudgementRow row, Map<String, Double> figures, List<IntegrityProblem> problems) {
    Path folder = study.runFolder(row.run());
    checkDocument(row, folder.resolve(row.document()), figures, problems);
    Path checkpoint = folder.resolve(row.checkpoint()).normalize();
    if (Files.isRegularFile(checkpoint)) {
      checkCheckpoint(row, checkpoint, problems);
    }
    checkFinal(row, folder, checkpoint, problems);
  }

  private static void checkDocument(
      JudgementRow row, Path file, Map<String, Double> figures, List<IntegrityProblem> problems) {
    if (!Files.exists(file)) {
      problems.add(
          about(
              row,
              "document_missing",
              "the judgement " + row.document() + " of " + row.run() + " is gone from its folder",
              false));
      return;
    }
    String found = hash(file);
    if (!row.documentHash().equals(found)) {
      problems.add(
          about(
              row,
              "document_changed",
              "the judgement "
                  + row.document()
                  + " of "
                  + row.run()
                  + " was changed after it was recorded (SHA-256 "
                  + brief(row.documentHash())
                  + " then, "
                  + brief(found)
                  + " now)",
              true));
      return;
    }
    try {
      List<String> names = JudgeLedger.differing(JudgeDocument.read(file).metrics(), figures);
      if (!names.isEmpty()) {
        problems.add(
            about(
                row,
                "figures_changed",
                "the archive's figures of "
                    + row.run()
                    + " are not those of its judgement "
                    + row.document()
                    + " ("
                    + String.join(", ", names)
                    + ")",
                true));
      }
    } catch (TrotlineException unreadable) {
      problems.add(about(row, "document_changed", String.valueOf(unreadable.getMessage()), true));
    }
  }

  private static void checkCheckpoint(
      JudgementRow row, Path checkpoint, List<IntegrityProblem> problems) {
    String found = hash(checkpoint);
    if (!row.checkpointHash().isEmpty() && !row.checkpointHash().equals(found)) {
      problems.add(
          about(
              row,
              "checkpoint_changed",
              "the checkpoint "
                  + row.checkpoint()
                  + " of "
                  + row.run()
                  + " was changed after it was judged (SHA-256 "
                  + brief(row.checkpointHash())
                  + " then, "
                  + brief(found)
                  + " now)",
              true));
    }
  }

  /** A checkpoint may have been pruned; a later one than that judged must not have appeared. */
  private void checkFinal(
      JudgementRow row, Path folder, Path judged, List<IntegrityProblem> problems) {
    Path last = simulator.artefacts(folder).finalCheckpoint();
    if (last == null || last.normalize().equals(judged)) {
      return;
    }
    int newest = Checkpoints.iteration(last).orElse(0);
    if (Files.exists(judged) || newest > Checkpoints.iteration(judged).orElse(0)) {
      problems.add(
          about(
              row,
              "not_final",
              row.run()
                  + " is ranked by "
                  + judged.getFileName()
                  + ", but its last checkpoint is "
                  + last.getFileName(),
              true));
    }
  }

  private static IntegrityProblem unrecorded(RunId run) {
    return new IntegrityProblem(
        "not_recorded",
        List.of(run.toString()),
        "the judged figures of " + run + " have no record and no document of where they come from",
        again(List.of(run.toString())),
        false);
  }

  private static void notWitnessed(List<JudgementRow> rows, List<IntegrityProblem> problems) {
    List<String> runs =
        rows.stream().filter(row -> !row.witnessed()).map(row -> row.run().toString()).toList();
    if (!runs.isEmpty()) {
      problems.add(
          new IntegrityProblem(
              "not_witnessed",
              runs,
              "the judgements of "
                  + named(runs)
                  + " were taken as they lay in the folders: Trotline did not see them made",
              again(experiments(runs)),
              false));
    }
  }

  /** Judgements that nobody witnessed may be of any code; a difference is known of others only. */
  private static void sameJudge(
      List<JudgementRow> rows, boolean compared, List<IntegrityProblem> problems) {
    List<JudgementRow> known = rows.stream().filter(row -> !row.code().isEmpty()).toList();
    differ(
        JUDGE_CHANGED,
        "the judge's own code was not the same for all runs, so their figures cannot be compared",
        known,
        row -> brief(row.code()),
        compared,
        problems);
  }

  private static void sameProtocol(
      List<JudgementRow> rows, boolean compared, List<IntegrityProblem> problems) {
    differ(
        PROTOCOL_DIFFERS,
        "the judge's protocol was not the same for all runs, so their figures cannot be compared",
        rows,
        row -> JudgeDocument.size(row.protocol()),
        compared,
        problems);
  }

  private static void differ(
      String kind,
      String text,
      List<JudgementRow> rows,
      Function<JudgementRow, String> property,
      boolean blocks,
      List<IntegrityProblem> problems) {
    Map<String, List<String>> groups = new TreeMap<>();
    rows.forEach(
        row ->
            groups
                .computeIfAbsent(property.apply(row), value -> new ArrayList<>())
                .add(row.run().toString()));
    if (groups.size() < 2) {
      return;
    }
    List<String> parts = new ArrayList<>();
    groups.forEach((value, runs) -> parts.add(value + " for " + named(runs)));
    List<String> all = rows.stream().map(row -> row.run().toString()).toList();
    problems.add(
        new IntegrityProblem(
            kind,
            all,
            text + " (" + String.join("; ", parts) + ")",
            again(experiments(all)),
            blocks));
  }

  private static IntegrityProblem about(
      JudgementRow row, String kind, String text, boolean blocks) {
    List<String> run = List.of(row.run().toString());
    return new IntegrityProblem(kind, run, text, again(run), blocks);
  }

  private static String again(List<String> what) {
    return "judge again with 'trotline evaluate " + String.join(" ", what) + " --again'";
  }

  private static List<String> experiments(List<String> runs) {
    TreeSet<String> ids = new TreeSet<>();
    runs.forEach(run -> ids.add(RunId.parse(run).experiment().toString()));
    return List.copyOf(ids);
  }

  /** The first few by name. */
  private static String named(List<String> runs) {
    int shown = Math.min(runs.size(), 3);
    String more = runs.size() > shown ? " and " + (runs.size() - shown) + " more" : "";
    return String.join(", ", runs.subList(0, shown)) + more;
  }

  private static String brief(@Nullable String hash) {
    return hash == null ? "unreadable" : hash.substring(0, Math.min(12, hash.length()));
  }

  private static @Nullable String hash(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException unreadable) {
      return null;
    }
  }
}
