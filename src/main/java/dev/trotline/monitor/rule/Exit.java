package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import java.util.List;

/**
 * A run whose process is gone. The artefacts decide how it went, never the exit code, which lies in
 * half of Isaac Lab's versions.
 */
public final class Exit implements StopRule {

  @Override
  public String name() {
    return "exit";
  }

  @Override
  public RuleVerdict judge(Timeline timeline, Observation latest) {
    if (latest.alive()) {
      return RuleVerdict.carryOn();
    }
    Integer code = latest.exitCode();
    String where = timeline.iterationsDone() + " iterations done";
    String said = code == null ? "no exit code" : "exit code " + code;
    if (latest.complete()) {
      boolean clean = code != null && code == 0;
      return new RuleVerdict.Stop(
          RunState.FINISHED,
          clean ? "none" : "shutdown_crash",
          clean ? "complete" : "complete, then ended with " + said,
          List.of(where, said),
          false);
    }
    if (code == null) {
      return new RuleVerdict.Stop(
          RunState.LOST,
          "unknown",
          "its process is gone and left no exit code",
          List.of(where, said),
          false);
    }
    return new RuleVerdict.Stop(
        RunState.CRASHED,
        cause(code),
        "ended with " + said + " before its last iteration",
        List.of(where, said),
        false);
  }

  /** What the exit code alone tells; {@code diagnose} reads the rest from the log. */
  private static String cause(int code) {
    return switch (code) {
      case 130 -> "user_interrupt";
      case 137 -> "killed_sigkill";
      case 124, 143 -> "terminated_by_signal";
      case 132 -> "illegal_instruction";
      default -> "unknown";
    };
  }
}
