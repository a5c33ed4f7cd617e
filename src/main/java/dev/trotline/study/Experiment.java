package dev.trotline.study;

import dev.trotline.error.InvalidInputException;
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
 * @param foreign why its edits are not what was trained, for an adopted configuration this study
 *     cannot express; else null
 */
public record Experiment(
    ExperimentId id,
    @Nullable ExperimentId parent,
    Author author,
    String hypothesis,
    List<Edit> edits,
    List<Prediction> predictions,
    int wave,
    Instant createdAt,
    @Nullable String foreign) {

  public Experiment {
    edits = List.copyOf(edits);
    predictions = List.copyOf(predictions);
  }

  /** One that is what its edits say. */
  public Experiment(
      ExperimentId id,
      @Nullable ExperimentId parent,
      Author author,
      String hypothesis,
      List<Edit> edits,
      List<Prediction> predictions,
      int wave,
      Instant createdAt) {
    this(id, parent, author, hypothesis, edits, predictions, wave, createdAt, null);
  }

  /**
   * Refuses what only stands for trainings of elsewhere.
   *
   * @throws InvalidInputException if it is foreign
   */
  public void requireTrainable() {
    if (foreign != null) {
      throw new InvalidInputException(
          id + " was imported and cannot be trained or built upon here: " + foreign,
          "experiments/" + id + ".yaml",
          "foreign",
          "start from an experiment of this study, such as exp000");
    }
  }
}
