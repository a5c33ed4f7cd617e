package dev.trotline.monitor;

import dev.trotline.archive.RunRecord;
import dev.trotline.monitor.rule.RuleVerdict;
import java.util.List;

/** Hears what the watch sees and does. */
public interface WatchListener {

  /** A run reached a terminal state. */
  void ended(RunRecord run);

  /** A rule stops a run. */
  void stopping(RunRecord run, RuleVerdict.Stop verdict);

  /** A finished run was judged. */
  void judged(RunRecord run);

  /** What keeps runs from being started, watched or ended now, one sentence each; each poll. */
  default void problems(List<String> sentences) {}

  /** The judge failed on a finished run. */
  void judgeFailed(RunRecord run, String message);

  /** Something keeps all runs from being looked after for now; it is tried again. */
  default void trouble(String message) {}
}
