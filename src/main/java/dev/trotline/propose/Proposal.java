package dev.trotline.propose;

import dev.trotline.study.Author;
import dev.trotline.study.Edit;
import dev.trotline.study.Prediction;
import java.util.List;

/**
 * An experiment somebody suggests.
 *
 * @param author who suggests it
 * @param edits what to change of the incumbent, to be appended to its edits
 * @param hypothesis why it should help, one or two sentences
 * @param predictions what is expected of named metrics after training
 * @param evidence the figures it rests on, one sentence each
 * @param priority how promising it looks, 0 to 1; the planner returns the highest first
 */
public record Proposal(
    Author author,
    List<Edit> edits,
    String hypothesis,
    List<Prediction> predictions,
    List<String> evidence,
    double priority) {

  public Proposal {
    if (edits.isEmpty()) {
      throw new IllegalArgumentException("a proposal changes something");
    }
    edits = List.copyOf(edits);
    predictions = List.copyOf(predictions);
    evidence = List.copyOf(evidence);
  }

  /** The same with another priority. */
  public Proposal withPriority(double other) {
    return new Proposal(author, edits, hypothesis, predictions, evidence, other);
  }
}
