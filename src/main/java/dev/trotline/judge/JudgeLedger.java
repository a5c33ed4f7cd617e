package dev.trotline.judge;

import dev.trotline.archive.Archive;
import dev.trotline.archive.JudgementRow;
import dev.trotline.archive.MetricSource;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.TrotlineException;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the archive remembers of judgements: the only reason to believe one that lies on disk. */
public final class JudgeLedger {

  /** Kind of the decision that a run cannot be judged: the judge failed at it repeatedly. */
  public static final String GIVEN_UP = "judge_failed";

  private final Study study;
  private final Archive archive;
  private final Simulator simulator;

  /**
   * @param study the study
   * @param archive where judgements are recorded
   * @param simulator reads what runs left
   */
  public JudgeLedger(Study study, Archive archive, Simulator simulator) {
    this.study = study;
    this.archive = archive;
    this.simulator = simulator;
  }

  /** What was recorded of the judgement a judge would make of a checkpoint, or null. */
  public @Nullable JudgementRow recorded(RunId run, Judge judge, Path checkpoint) {
    return archive.judgement(run, judge.document(study.runFolder(run), checkpoint)).orElse(null);
  }

  /**
   * Records a judgement that was made just now, in one transaction with the figures it gives.
   *
   * @param ranks true if the run is ranked by it from now on; it is, too, if the judgement in whose
   *     place it comes did
   */
  public void record(RunId run, Judgement judgement, boolean ranks) {
    archive.inTransaction(
        () -> {
          // One taken over as it was found stays what it is until it is made anew.
          Optional<JudgementRow> before = archive.judgement(run, judgement.document());
          boolean ranking = ranks || before.map(JudgementRow::ranks).orElse(false);
          if (judgement.fresh()) {
            archive.putJudgement(judgement.row(run, ranking, true));
          } else if (ranking) {
            before.ifPresent(row -> archive.putJudgement(ranking(row)));
          }
          if (ranking) {
            archive.putMetrics(run, MetricSource.JUDGE, judgement.score().metrics());
          }
        });
  }

  private static JudgementRow ranking(JudgementRow row) {
    return new JudgementRow(
        row.run(),
        row.document(),
        row.documentHash(),
        row.checkpoint(),
        row.checkpointHash(),
        row.code(),
        row.protocol(),
        true,
        row.witnessed());
  }

  /**
   * Gives a run that was brought back from its folder alone the figures of the judgement that lies
   * there for its final checkpoint, as one nobody witnessed. A damaged document is passed over.
   *
   * @return false if there is nothing to take over or the run has its figures
   */
  public boolean rebuild(RunRecord run, Judge judge) {
    if (run.state() != RunState.FINISHED
        || run.isImported()
        || !archive.metrics(run.id(), MetricSource.JUDGE).isEmpty()) {
      return false;
    }
    Path folder = study.runFolder(run.id());
    Artefacts artefacts = simulator.artefacts(folder);
    Path checkpoint = artefacts.finalCheckpoint();
    Path log = artefacts.logFolder();
    if (checkpoint == null || log == null) {
      return false;
    }
    Found found = read(folder, folder.resolve(judge.document(folder, checkpoint)));
    if (found == null) {
      return false;
    }
    archive.inTransaction(
        () -> {
          archive.putJudgement(found.row(run.id(), folder, log));
          archive.putMetrics(run.id(), MetricSource.JUDGE, found.document().metrics());
        });
    return true;
  }

  /**
   * The judgement a run's figures come from. Figures older than the record of judgements get theirs
   * here: the document with these very figures, as one nobody witnessed.
   */
  public Optional<JudgementRow> ranking(RunId run) {
    Optional<JudgementRow> row = archive.rankingJudgement(run);
    if (row.isPresent()) {
      return row;
    }
    Map<String, Double> figures = archive.metrics(run, MetricSource.JUDGE);
    if (figures.isEmpty()) {
      return Optional.empty();
    }
    Path folder = study.runFolder(run);
    Path log = simulator.logFolder(folder).orElse(null);
    for (Found found : documents(folder)) {
      if (log != null && differing(found.document().metrics(), figures).isEmpty()) {
        JudgementRow taken = found.row(run, folder, log);
        archive.putJudgement(taken);
        return Optional.of(taken);
      }
    }
    return Optional.empty();
  }

  /**
   * Names of the figures that are not the same number in both. SQLite does not keep the sign of
   * zero.
   */
  static List<String> differing(Map<String, Double> one, Map<String, Double> other) {
    TreeSet<String> names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    names.removeIf(
        name -> {
          Double a = one.get(name);
          Double b = other.get(name);
          return a != null && b != null && (a.doubleValue() == b || a.equals(b));
        });
    return List.copyOf(names);
  }

  private static List<Found> documents(Path folder) {
    List<Found> documents = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve(Protocol.FOLDER))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        Found found = read(folder, file);
        if (found != null) {
          documents.add(found);
        }
      }
    } catch (IOException absent) {
      return List.of();
    }
    return documents;
  }

  private static @Nullable Found read(Path folder, Path file) {
    try {
      return new Found(folder.relativize(file).toString(), JudgeDocument.read(file));
    } catch (TrotlineException absentOrDamaged) {
      return null;
    }
  }

  /** A document that lay there. */
  private record Found(String name, JudgeDocument document) {

    /** Who made it, and with which code, nobody knows. */
    JudgementRow row(RunId run, Path folder, Path log) {
      return new JudgementRow(
          run,
          name,
          document.hash(),
          folder.relativize(log.resolve(document.checkpoint())).toString(),
          document.checkpointHash(),
          "",
          document.protocol(),
          true,
          false);
    }
  }
}
