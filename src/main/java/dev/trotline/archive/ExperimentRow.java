package dev.trotline.archive;

import dev.trotline.study.Author;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the archive knows of one experiment.
 *
 * @param id its identity
 * @param parent the experiment it was derived from, null for the baseline
 * @param author who proposed it
 * @param hypothesis why it should help
 * @param changeSet hash of its canonical change set, empty if it was never resolved
 * @param wave the wave it belongs to, 0 outside waves
 * @param createdAt when it was written
 * @param yaml its file's text when it was recorded
 * @param verdict what the gate said last, or null
 * @param figures the gate's figures, JSON, or null
 */
public record ExperimentRow(
    ExperimentId id,
    @Nullable ExperimentId parent,
    Author author,
    String hypothesis,
    String changeSet,
    int wave,
    Instant createdAt,
    String yaml,
    @Nullable Verdict verdict,
    @Nullable String figures) {}
