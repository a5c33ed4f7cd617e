package dev.trotline.launch;

import dev.trotline.error.StoppedException;
import dev.trotline.study.RunId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Work for single runs that may take long and must not hold up the others: one thread each, which
 * dies with Trotline. Called from one thread.
 *
 * @param <T> what comes of it
 */
final class Errands<T> {

  private final String name;
  private final Duration atOnce;
  private final Map<RunId, CompletableFuture<T>> underWay = new HashMap<>();

  /**
   * @param name what is done, for the threads' names
   * @param atOnce how long what has just begun is waited for; most of it is done by then
   */
  Errands(String name, Duration atOnce) {
    this.name = name;
    this.atOnce = atOnce;
  }

  /** Begins, or looks how far it is; what it came to, once, or empty while it is under way. */
  Optional<T> done(RunId run, Supplier<T> work) {
    CompletableFuture<T> known = underWay.get(run);
    CompletableFuture<T> errand = known == null ? begin(run, work) : known;
    try {
      if (known != null && !errand.isDone()) {
        return Optional.empty();
      }
      T result = errand.get(atOnce.toMillis(), TimeUnit.MILLISECONDS);
      underWay.remove(run);
      return Optional.of(result);
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      underWay.remove(run);
      throw unwrapped(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException(
          "interrupted during the " + name + " of " + run, "the next command goes on", e);
    }
  }

  /** True if none is under way for a run; what a finished one came to is forgotten. */
  boolean idle(RunId run) {
    CompletableFuture<T> known = underWay.get(run);
    if (known != null && !known.isDone()) {
      return false;
    }
    underWay.remove(run);
    return true;
  }

  private CompletableFuture<T> begin(RunId run, Supplier<T> work) {
    var errand = new CompletableFuture<T>();
    Thread thread = new Thread(() -> complete(errand, work), name + " " + run);
    thread.setDaemon(true);
    underWay.put(run, errand);
    try {
      thread.start();
    } catch (OutOfMemoryError noMoreThreads) {
      // A machine at its limit of processes is just where kills are needed.
      complete(errand, work);
    }
    return errand;
  }

  private static <T> void complete(CompletableFuture<T> errand, Supplier<T> work) {
    try {
      errand.complete(work.get());
    } catch (Throwable e) {
      errand.completeExceptionally(e);
    }
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }
}
