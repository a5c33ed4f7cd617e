package dev.trotline.judge;

import dev.trotline.archive.JudgementRow;
import dev.trotline.study.RunId;

/**
 * One judgement, with all that must be recorded for it to be believed later.
 *
 * @param score the figures
 * @param document where it is kept, a path below the run's folder
 * @param documentHash SHA-256 of the document
 * @param checkpoint the checkpoint, a path from the run's folder
 * @param checkpointHash SHA-256 of the checkpoint
 * @param code hash of the judge's own files; empty if not known
 * @param protocol the rules, as {@code key=value} words
 * @param fresh false if it was made and recorded earlier
 */
public record Judgement(
    Score score,
    String document,
    String documentHash,
    String checkpoint,
    String checkpointHash,
    String code,
    String protocol,
    boolean fresh) {

  /** What the archive keeps of it. */
  JudgementRow row(RunId run, boolean ranks, boolean witnessed) {
    return new JudgementRow(
        run, document, documentHash, checkpoint, checkpointHash, code, protocol, ranks, witnessed);
  }
}
