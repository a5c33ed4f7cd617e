package dev.trotline.archive;

import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the archive knows of one run.
 *
 * @param id its identity
 * @param state where it stands
 * @param cause why it ended as it did, one word of the diagnosis or of Trotline; null if it needs
 *     none
 * @param note one sentence for people, or null
 * @param device the device it holds or held, or null
 * @param wave the wave it was launched for, 0 outside waves
 * @param purpose {@code baseline}, {@code screen}, {@code full}, {@code reproduce}, {@code manual}
 *     or {@code probe}; {@code import} for one that was adopted
 * @param iteration iterations completed so far
 * @param iterationsAsked iterations asked for, 0 while unknown
 * @param queuedAt when it was enqueued
 * @param startedAt when it got its device, or null
 * @param endedAt when it ended, or null
 * @param deviceSeconds seconds it has held a device, those of several devices added up; still
 *     growing while it is live
 * @param devices devices it holds or held at once: its GPUs
 * @param priority runs of a higher one are started first
 */
public record RunRecord(
    RunId id,
    RunState state,
    @Nullable String cause,
    @Nullable String note,
    @Nullable String device,
    int wave,
    String purpose,
    int iteration,
    int iterationsAsked,
    Instant queuedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    double deviceSeconds,
    int devices,
    int priority) {

  /** A run of one device and the usual priority. */
  public RunRecord(
      RunId id,
      RunState state,
      @Nullable String cause,
      @Nullable String note,
      @Nullable String device,
      int wave,
      String purpose,
      int iteration,
      int iterationsAsked,
      Instant queuedAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      double deviceSeconds) {
    this(
        id,
        state,
        cause,
        note,
        device,
        wave,
        purpose,
        iteration,
        iterationsAsked,
        queuedAt,
        startedAt,
        endedAt,
        deviceSeconds,
        1,
        0);
  }

  /** Purpose of runs that were adopted from elsewhere. */
  public static final String IMPORT = "import";

  /** True for a run that was adopted: it cost this study nothing and is never ranked. */
  public boolean isImported() {
    return purpose.equals(IMPORT);
  }
}
