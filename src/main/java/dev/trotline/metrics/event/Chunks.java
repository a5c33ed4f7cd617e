package dev.trotline.metrics.event;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The spare buffers of all files that are read in chunks at the same time, which bound the memory
 * of doing so. A file that gets none reads on with the one it made for itself.
 */
final class Chunks {

  private final Queue<ChunkedFile.Chunk> free = new ConcurrentLinkedQueue<>();
  private final AtomicInteger left;
  private final int size;

  /**
   * @param count spare buffers
   * @param size bytes of a buffer
   */
  Chunks(int count, int size) {
    this.left = new AtomicInteger(count);
    this.size = size;
  }

  /** A spare buffer, null if there is none. */
  ChunkedFile.@Nullable Chunk poll() {
    ChunkedFile.Chunk chunk = free.poll();
    if (chunk == null && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      chunk = make();
    }
    return chunk;
  }

  /** Takes a buffer back that {@link #poll} gave. */
  void giveBack(ChunkedFile.Chunk chunk) {
    free.add(chunk);
  }

  /** A buffer beyond the spare ones. */
  ChunkedFile.Chunk make() {
    return new ChunkedFile.Chunk(size);
  }
}
