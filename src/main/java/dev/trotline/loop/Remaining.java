package dev.trotline.loop;

import dev.trotline.archive.Archive;
import dev.trotline.launch.ProbeHours;
import dev.trotline.study.Study;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a session of the loop may still spend.
 *
 * @param deviceHours hours of device time left, or null without a limit
 * @param deadline when the session must be over, or null
 */
public record Remaining(@Nullable Double deviceHours, @Nullable Instant deadline) {

  /** As the archive has it now. */
  public static Remaining of(Study study, Archive archive, LoopState state) {
    Purse purse =
        new Purse(study.config().budget(), archive, () -> ProbeHours.seconds(study.root()));
    double seconds = purse.secondsLeft(state);
    return new Remaining(
        Double.isFinite(seconds) ? Double.valueOf(Math.max(0, seconds) / 3600) : null,
        purse.deadline(state));
  }
}
