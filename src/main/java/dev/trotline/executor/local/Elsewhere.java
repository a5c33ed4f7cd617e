package dev.trotline.executor.local;

import dev.trotline.process.ProcessFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs that another machine has started in a study both can see. As long as such a run writes
 * anything, or did half an hour ago, it may be alive, and must neither be started again nor be
 * called ended.
 */
final class Elsewhere {

  private static final Duration SILENCE = Duration.ofMinutes(30);

  /** Deep enough for {@code logs/rsl_rl/EXPERIMENT/STAMP/FILE}. */
  private static final int DEPTH = 6;

  private final InstantSource clock;

  Elsewhere(InstantSource clock) {
    this.clock = clock;
  }

  /** The machine that may be running it; empty if none can be. */
  Optional<String> host(Path folder) {
    return ProcessFacts.elsewhere(folder).filter(host -> isFresh(folder));
  }

  private boolean isFresh(Path folder) {
    long since = clock.instant().minus(SILENCE).toEpochMilli();
    try (Stream<Path> files = Files.walk(folder, DEPTH)) {
      return files.anyMatch(file -> modified(file) > since);
    } catch (IOException | java.io.UncheckedIOException e) {
      // A folder that cannot be read proves nothing.
      return true;
    }
  }

  private static long modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return 0;
    }
  }
}
