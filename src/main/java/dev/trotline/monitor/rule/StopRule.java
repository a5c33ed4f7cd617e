package dev.trotline.monitor.rule;

/** One reason to call a run over. */
public interface StopRule {

  /** Short name for the journal, such as {@code no_progress}. */
  String name();

  /** What it says of the run as it stands. */
  RuleVerdict judge(Timeline timeline, Observation latest);
}
