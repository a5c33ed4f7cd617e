package dev.trotline.launch;

import dev.trotline.archive.RunRecord;
import dev.trotline.executor.Executor;
import dev.trotline.executor.KillReport;
import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Ends the processes of runs without holding up the others: a run that ignores every signal takes
 * two graces to end, one that cannot be ended takes for ever. Whoever comes next, if Trotline dies
 * over it, begins anew. Called from one thread.
 */
final class Kills {

  /** What KILL did not end will not end a moment later either; each attempt waits for seconds. */
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(30);

  /** Nothing is known to have survived, it could only not be seen. */
  private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(5);

  /** Where nothing is left to end, the proof takes milliseconds; it is waited for. */
  private static final Duration AT_ONCE = Duration.ofMillis(100);

  private final Study study;
  private final Executor executor;
  private final StudyMarker marker;
  private final Map<RunId, Long> failedAt = new HashMap<>();
  private final Errands<KillReport> errands = new Errands<>("kill", AT_ONCE);
  private final Map<RunId, String> left = new HashMap<>();

  Kills(Study study, Executor executor) {
    this.study = study;
    this.executor = executor;
    this.marker = StudyMarker.of(study);
  }

  /** True once no kill is under way that could hit what is started under the run's name next. */
  boolean idle(RunId run) {
    return errands.idle(run);
  }

  /**
   * Ends everything of a run, or looks how far that is.
   *
   * @return what it took, as the proof that nothing is left; empty while it is under way or if
   *     something survives
   */
  Optional<KillReport> kill(RunRecord run, Duration grace, TickLog log) {
    RunId id = run.id();
    Long failed = failedAt.get(id);
    Duration pause = left.containsKey(id) ? ASK_AGAIN_AFTER : AGAIN_AFTER;
    if (failed != null && System.nanoTime() - failed < pause.toNanos()) {
      log.problem(id + " " + left.getOrDefault(id, "still has processes that do not die"));
      return Optional.empty();
    }
    Optional<KillReport> done =
        errands.done(id, () -> executor.kill(marker.of(id), study.runFolder(id), grace));
    if (done.isEmpty()) {
      return done;
    }
    KillReport report = done.get();
    if (report.clean()) {
      failedAt.remove(id);
      left.remove(id);
      return Optional.of(report);
    }
    failedAt.put(id, System.nanoTime());
    if (report.survivors().isEmpty()) {
      left.put(id, report.left());
    }
    log.problem(id + " " + report.left() + "; it keeps its device");
    return Optional.empty();
  }
}
