package dev.trotline.monitor;

import dev.trotline.study.RunId;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Takes the evidence of runs that are to be stopped, some at a time, while the others are watched
 * on: it takes seconds each, and what hangs one run (a driver, a file system) often hangs them all.
 * Called from one thread.
 */
final class EvidenceDesk implements AutoCloseable {

  private static final int AT_A_TIME = 4;

  private final InstantSource clock;
  private final Map<RunId, Future<?>> underWay = new HashMap<>();
  private final ExecutorService pool;

  /**
   * @param clock wall clock, for the ages of files
   */
  EvidenceDesk(InstantSource clock) {
    this.clock = clock;
    this.pool =
        Executors.newFixedThreadPool(
            AT_A_TIME,
            task -> {
              Thread thread = new Thread(task, "evidence");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins at the first call; true once all that could be had is written. */
  boolean taken(RunId run, Path folder, long pid) {
    Future<?> task =
        underWay.computeIfAbsent(
            run, id -> pool.submit(() -> Evidence.capture(folder, pid, clock)));
    if (!task.isDone()) {
      return false;
    }
    underWay.remove(run);
    return true;
  }

  /** What was taken counts no more; the next time it is taken anew. */
  void forget(RunId run) {
    underWay.remove(run);
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
