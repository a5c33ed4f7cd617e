package dev.trotline.archive;

import dev.trotline.study.RunId;

/**
 * One judgement as recorded beside the figures it gave.
 *
 * @param run the run judged
 * @param document the judge's document, a path below the run's folder
 * @param documentHash SHA-256 of the document
 * @param checkpoint the checkpoint judged, a path from the run's folder
 * @param checkpointHash SHA-256 of the checkpoint; empty if not known
 * @param code hash of the judge's own files; empty if not known
 * @param protocol the rules it was judged by, as {@code key=value} words
 * @param ranks true if the run's figures are those of this judgement
 * @param witnessed false if the document was taken as it was found on disk
 */
public record JudgementRow(
    RunId run,
    String document,
    String documentHash,
    String checkpoint,
    String checkpointHash,
    String code,
    String protocol,
    boolean ranks,
    boolean witnessed) {}
