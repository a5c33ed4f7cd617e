package dev.trotline.diagnose;

import dev.trotline.study.RunState;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How and when a run ended.
 *
 * @param folder the run's folder
 * @param state the state it ended in, as far as known
 * @param exitCode its exit code, or null if nothing recorded it
 * @param complete true if its artefacts say that the training reached its end
 * @param from when it started
 * @param to when it ended
 */
public record RunEnd(
    Path folder,
    RunState state,
    @Nullable Integer exitCode,
    boolean complete,
    Instant from,
    Instant to) {}
