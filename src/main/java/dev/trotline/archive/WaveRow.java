package dev.trotline.archive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the archive knows of one wave.
 *
 * @param number counts from 1; 0 is the baseline's
 * @param hypothesis what the wave is to find out
 * @param openedAt when it was opened
 * @param closedAt when it was closed, or null
 * @param verdict one word, or null while it is open
 * @param conclusion what came of it, or null while it is open
 */
public record WaveRow(
    int number,
    String hypothesis,
    Instant openedAt,
    @Nullable Instant closedAt,
    @Nullable String verdict,
    @Nullable String conclusion) {

  /** True until a verdict closes it. */
  public boolean isOpen() {
    return closedAt == null;
  }
}
