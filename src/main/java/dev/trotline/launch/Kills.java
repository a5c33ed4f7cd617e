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

/** Ends the processes of runs, and does not let one that cannot be ended hold up all others. */
final class Kills {

  /** What KILL did not end will not end a moment later either; each attempt waits for seconds. */
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(30);

  private final Study study;
  private final Executor executor;
  private final StudyMarker marker;
  private final Map<RunId, Long> failedAt = new HashMap<>();
  private final Map<RunId, String> left = new HashMap<>();

  Kills(Study study, Executor executor) {
    this.study = study;
    this.executor = executor;
    this.marker = StudyMarker.of(study);
  }

  /**
   * Ends everything of a run.
   *
   * @return what it took, as the proof that nothing is left; empty if something is
   */
  Optional<KillReport> kill(RunRecord run, Duration grace, TickLog log) {
    RunId id = run.id();
    Long failed = failedAt.get(id);
    if (failed != null && System.nanoTime() - failed < AGAIN_AFTER.toNanos()) {
      log.problem(id + " " + left.getOrDefault(id, "still has processes that do not die"));
      return Optional.empty();
    }
    KillReport report = executor.kill(marker.of(id), study.runFolder(id), grace);
    if (report.clean()) {
      failedAt.remove(id);
      left.remove(id);
      return Optional.of(report);
    }
    failedAt.put(id, System.nanoTime());
    left.put(id, report.left() + "; it keeps its device");
    log.problem(id + " " + left.get(id));
    return Optional.empty();
  }
}
