package dev.trotline.cli.output;

/**
 * What a command came to. "No" is an answer, not a failure: the gate was not passed, the run
 * failed, the target was not reached.
 *
 * @param yes exit code 0 if true, 1 if false
 * @param view what to show
 */
public record Outcome(boolean yes, View view) {

  /** Done. */
  public static Outcome yes(View view) {
    return new Outcome(true, view);
  }

  /** Done, with the given answer. */
  public static Outcome of(boolean yes, View view) {
    return new Outcome(yes, view);
  }
}
