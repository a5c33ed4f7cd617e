package dev.trotline.executor.slurm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How long something has looked the same. What Slurm says and what a shared file system shows need
 * not be of the same instant, so nothing is concluded from one look at both.
 */
final class Patience {

  private record Since(String what, long at) {}

  private final LongSupplier nanos;
  private final Map<Path, Since> since = new HashMap<>();

  Patience(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** True once a folder has looked like this, and like nothing else, for so long. */
  synchronized boolean over(Path folder, String what, Duration time) {
    return nanos.getAsLong() - since(folder, what) >= time.toNanos();
  }

  /** Reading of the clock when the folder was first seen like this. */
  synchronized long since(Path folder, String what) {
    Since known = since.get(folder);
    if (known == null || !known.what().equals(what)) {
      known = new Since(what, nanos.getAsLong());
      since.put(folder, known);
    }
    return known.at();
  }

  synchronized void forget(Path folder) {
    since.remove(folder);
  }
}
