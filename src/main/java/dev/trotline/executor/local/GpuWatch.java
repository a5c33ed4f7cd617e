package dev.trotline.executor.local;

import dev.trotline.executor.local.GpuState.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what nvidia-smi said and asks it again, every ten seconds at most and beside the work,
 * so that a driver that hangs holds nothing up. What it says no more of is remembered as it was.
 */
final class GpuWatch {

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Older than this is worth waiting a moment for. */
  private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final long PATIENCE_MILLIS = 2000;

  private final Supplier<GpuState> query;
  private final LongSupplier nanos;
  private @Nullable GpuState known;
  private long askedAt;
  private @Nullable CompletableFuture<GpuState> question;

  /**
   * @param query asks; may take seconds
   * @param nanos a monotonic clock
   */
  GpuWatch(Supplier<GpuState> query, LongSupplier nanos) {
    this.query = query;
    this.nanos = nanos;
  }

  /** The present state, seconds old at most; waits for an answer only if there was none yet. */
  synchronized GpuState now() {
    GpuState before = known;
    if (before == null) {
      GpuState first = query.get();
      known = first;
      askedAt = nanos.getAsLong();
      return first;
    }
    long age = nanos.getAsLong() - askedAt;
    if (question == null && age > FRESH_NANOS) {
      question = ask();
      askedAt = nanos.getAsLong();
    }
    CompletableFuture<GpuState> asked = question;
    if (asked != null) {
      take(asked, before, age > OLD_NANOS ? PATIENCE_MILLIS : 0);
    }
    return known == null ? before : known;
  }

  private CompletableFuture<GpuState> ask() {
    CompletableFuture<GpuState> answer = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                answer.complete(query.get());
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            },
            "nvidia-smi");
    thread.setDaemon(true);
    thread.start();
    return answer;
  }

  private void take(CompletableFuture<GpuState> asked, GpuState before, long patience) {
    try {
      known = merge(before, asked.get(patience, TimeUnit.MILLISECONDS));
      question = null;
    } catch (TimeoutException e) {
      return;
    } catch (ExecutionException e) {
      // A question that failed is asked anew after the usual time.
      question = null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was known and is not told of any more stays, marked as not to be used. */
  static GpuState merge(GpuState before, GpuState now) {
    if (now.tool() == Tool.FAILED) {
      Map<String, String> broken = new LinkedHashMap<>(before.broken());
      for (Gpu gpu : before.gpus()) {
        now.broken()
            .forEach(
                (key, reason) -> {
                  if (NvidiaText.sameBus(key, gpu.bus()) || key.equals(gpu.uuid())) {
                    broken.put(gpu.uuid(), reason);
                  }
                });
      }
      return new GpuState(
          before.gpus().isEmpty() ? Tool.FAILED : before.tool(),
          before.gpus(),
          before.processes(),
          before.held(),
          broken,
          now.problems());
    }
    List<Gpu> gpus = new ArrayList<>(now.gpus());
    Map<String, String> broken = new LinkedHashMap<>(now.broken());
    for (Gpu gpu : before.gpus()) {
      if (now.gpu(gpu.uuid()).isEmpty()) {
        gpus.add(gpu);
        broken.put(gpu.uuid(), "nvidia-smi does not list it any more");
      }
    }
    return new GpuState(now.tool(), gpus, now.processes(), now.held(), broken, now.problems());
  }
}
