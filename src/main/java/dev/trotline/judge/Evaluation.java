package dev.trotline.judge;

import dev.trotline.archive.Archive;
import dev.trotline.archive.JudgementRow;
import dev.trotline.archive.MetricSource;
import dev.trotline.archive.RunRecord;
import dev.trotline.error.InvalidInputException;
import dev.trotline.simulator.Artefacts;
import dev.trotline.simulator.Device;
import dev.trotline.simulator.Simulator;
import dev.trotline.study.Author;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import dev.trotline.study.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judging on request: a run's last checkpoint or any other, once or again, and on record. */
public final class Evaluation {
  private final Study study;
  private final Archive archive;
  private final Simulator simulator;
  private final Judge judge;
  private final JudgeLedger ledger;
  private final Device device;

  /**
   * @param study the study
   * @param archive where judgements are recorded
   * @param simulator reads what runs left, and judges
   * @param device where the judge computes
   */
  public Evaluation(Study study, Archive archive, Simulator simulator, Device device) {
    this.study = study;
    this.archive = archive;
    this.simulator = simulator;
    this.judge = new Judge(simulator, study.config().judge());
    this.ledger = new JudgeLedger(study, archive, simulator);
    this.device = device;
  }

  /**
   * Judges a run unless that was done and recorded before. The last checkpoint of a finished run is
   * what the run is ranked by; a change of its figures goes into the journal.
   *
   * @param id a run the archive knows
   * @param name a file of its log folder, or null for the last checkpoint
   * @param again true to judge with the present judge in any case and replace what was recorded
   * @param who who asked
   * @throws InvalidInputException if there is no such checkpoint
   */
  public Judgement of(RunId id, @Nullable String name, boolean again, Author who) {
    Path folder = study.runFolder(id);
    Artefacts artefacts = simulator.artefacts(folder);
    Path log = artefacts.logFolder();
    Path checkpoint =
        name == null ? artefacts.finalCheckpoint() : log == null ? null : log.resolve(name);
    if (log == null || checkpoint == null || !Files.isRegularFile(checkpoint)) {
      throw new InvalidInputException(
          id + " has no checkpoint" + (name == null ? "" : " '" + name + "'"),
          study.root().relativize(folder).toString(),
          null,
          "wait for the run's first model_*.pt, or name one of its files");
    }
    // Before anything else, so that a judgement older than the records has one.
    JudgementRow before = ledger.ranking(id).orElse(null);
    Judgement judgement =
        judge.evaluate(
            folder, log, checkpoint, device, again ? null : ledger.recorded(id, judge, checkpoint));
    RunRecord run = archive.run(id).orElseThrow();
    boolean ranks = name == null && run.state() == RunState.FINISHED && !run.isImported();
    archive.inTransaction(() -> record(id, before, judgement, ranks, who));
    return judgement;
  }

  private void record(
      RunId id, @Nullable JudgementRow before, Judgement judgement, boolean ranks, Author who) {
    Map<String, Double> old = archive.metrics(id, MetricSource.JUDGE);
    ledger.record(id, judgement, ranks);
    Map<String, Double> now = archive.metrics(id, MetricSource.JUDGE);
    boolean touched =
        archive
            .rankingJudgement(id)
            .filter(row -> row.document().equals(judgement.document()))
            .isPresent();
    if (judgement.fresh() && touched && !old.isEmpty()) {
      String metric = study.config().objective().metric();
      archive.decide(
          who,
          "judge_again",
          id.toString(),
          judgement.checkpoint() + " was judged again",
          metric
              + " "
              + old.get(metric)
              + " -> "
              + now.get(metric)
              + "; the judge's code "
              + brief(before == null ? "" : before.code())
              + " -> "
              + brief(judgement.code()));
    }
  }

  private static String brief(String hash) {
    return hash.isEmpty() ? "unknown" : hash.substring(0, Math.min(12, hash.length()));
  }
}
