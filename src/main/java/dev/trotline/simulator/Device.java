package dev.trotline.simulator;

import org.jspecify.annotations.Nullable;

/**
 * Where a program computes.
 *
 * @param name {@code cpu0}, {@code gpu1}: unique on a machine
 * @param gpu identity of the GPU to show to the process, or null for a CPU
 * @param threads CPU threads it may use
 */
public record Device(String name, @Nullable String gpu, int threads) {}
