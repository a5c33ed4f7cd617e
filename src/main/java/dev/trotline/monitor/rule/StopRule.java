package dev.trotline.monitor.rule;

/** One reason to call a run over. */
public interface StopRule {

  /** Short name for the journal, such as {@code no_progress}. */
  String name();

  /** What it says of the run as it stands. */
  RuleVerdict judge(Timeline timeline, Observation latest);

  /** True if it looks at nothing but the curves of the training, which change slowly. */
  default boolean readsCurves() {
    return false;
  }
}
