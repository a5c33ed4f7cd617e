package dev.trotline.launch;

import dev.trotline.archive.RunRecord;
import dev.trotline.error.StoppedException;
import dev.trotline.executor.Executor;
import dev.trotline.executor.KillReport;
import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Ends the processes of runs without holding up the others: a run that ignores every signal takes
 * two graces to end, one that cannot be ended takes for ever. Each is ended on a thread of its own,
 * which dies with Trotline; whoever comes next begins anew. Called from one thread.
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
  private final Map<RunId, CompletableFuture<KillReport>> underWay = new HashMap<>();
  private final Map<RunId, String> left = new HashMap<>();

  Kills(Study study, Executor executor) {
    this.study = study;
    this.executor = executor;
    this.marker = StudyMarker.of(study);
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
    KillReport report = result(id, grace);
    if (report == null) {
      return Optional.empty();
    }
    underWay.remove(id);
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

  private @Nullable KillReport result(RunId id, Duration grace) {
    CompletableFuture<KillReport> known = underWay.get(id);
    CompletableFuture<KillReport> kill = known == null ? begin(id, grace) : known;
    try {
      return known == null
          ? kill.get(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS)
          : kill.isDone() ? kill.get() : null;
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      underWay.remove(id);
      throw unwrapped(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException("interrupted while ending " + id, "the next command goes on", e);
    }
  }

  private CompletableFuture<KillReport> begin(RunId id, Duration grace) {
    String carried = marker.of(id);
    Path folder = study.runFolder(id);
    var kill = new CompletableFuture<KillReport>();
    Thread thread =
        new Thread(
            () -> {
              try {
                kill.complete(executor.kill(carried, folder, grace));
              } catch (Throwable e) {
                kill.completeExceptionally(e);
              }
            },
            "kill " + id);
    thread.setDaemon(true);
    thread.start();
    underWay.put(id, kill);
    return kill;
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }
}
