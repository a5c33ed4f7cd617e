package dev.trotline.propose;

import dev.trotline.study.Edit;
import java.util.List;

/**
 * Resolves edits against the stock task. Implemented above by the validator of {@code edit}, so
 * that proposals pass the very check that experiments pass.
 */
@FunctionalInterface
public interface ChangeSets {

  /**
   * Hash of the canonical change set these edits amount to.
   *
   * @param edits all edits of an experiment, in order
   * @throws dev.trotline.error.InvalidInputException if an edit would be refused
   */
  String hash(List<Edit> edits);
}
