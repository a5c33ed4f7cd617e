package dev.trotline.study;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A base task plus an ordered list of edits; immutable once launched.
 *
 * @param id its identity
 * @param parent the experiment it was derived from, null for the baseline
 * @param author who proposed it
 * @param hypothesis why it should help, one or two sentences
 * @param edits all edits from the base task, in order; a child repeats its parent's edits first
 * @param predictions what is expected of named metrics
 * @param wave the wave it belongs to, or 0
 * @param createdAt when it was written
 */
public record Experiment(
    ExperimentId id,
    @Nullable ExperimentId parent,
    Author author,
    String hypothesis,
    List<Edit> edits,
    List<Prediction> predictions,
    int wave,
    Instant createdAt) {

  public Experiment {
    edits = List.copyOf(edits);
    predictions = List.copyOf(predictions);
  }
}
