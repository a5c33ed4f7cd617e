package dev.trotline.study;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a study may spend; a null limit is no limit.
 *
 * @param deviceHours hours of device time over all runs
 * @param experiments number of experiments besides the baseline
 * @param wallClock time from the loop's start
 */
public record Budget(
    @Nullable Double deviceHours, @Nullable Integer experiments, @Nullable Duration wallClock) {}
