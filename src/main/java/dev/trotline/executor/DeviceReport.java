package dev.trotline.executor;

import org.jspecify.annotations.Nullable;

/**
 * How a device stands.
 *
 * @param device its name
 * @param gpu identity of its GPU, or null for a CPU
 * @param holder the run that holds it, with its study where that is another; null if none does
 * @param reason why it is not used although no run holds it, one sentence; null if it may be
 */
public record DeviceReport(
    String device, @Nullable String gpu, @Nullable String holder, @Nullable String reason) {}
