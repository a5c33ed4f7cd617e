package dev.trotline.judge;

import java.util.List;

/**
 * Something that speaks against the judged figures of a study.
 *
 * @param kind one word: {@code document_changed}, {@code figures_changed}, {@code
 *     checkpoint_changed}, {@code not_final}, {@code judge_changed}, {@code protocol_differs},
 *     {@code document_missing}, {@code not_recorded} or {@code not_witnessed}
 * @param runs the runs it is about
 * @param text what and why, a sentence without its full stop
 * @param remedy what to do about it
 * @param blocks true if nothing may be promoted on these figures; false for a note
 */
public record IntegrityProblem(
    String kind, List<String> runs, String text, String remedy, boolean blocks) {

  public IntegrityProblem {
    runs = List.copyOf(runs);
  }

  /** All of it in one line. */
  public String sentence() {
    return text + ": " + remedy;
  }
}
