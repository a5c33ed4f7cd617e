package dev.trotline.loop;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one call of the loop may do.
 *
 * @param waves waves of this session
 * @param until nothing runs after this instant, or null
 * @param deviceHours device hours this session may spend, or null for the study's budget alone
 */
public record LoopOptions(int waves, @Nullable Instant until, @Nullable Double deviceHours) {}
