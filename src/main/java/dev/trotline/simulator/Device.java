package dev.trotline.simulator;

import org.jspecify.annotations.Nullable;

/**
 * Where a program computes.
 *
 * @param name {@code cpu0}, {@code gpu1}: unique on a machine
 * @param gpu identity of the GPU to show to the process, {@link #ASSIGNED}, or null for a CPU
 * @param threads CPU threads it may use
 */
public record Device(String name, @Nullable String gpu, int threads) {

  /** Instead of an identity: a scheduler chooses the GPU and shows it to the process itself. */
  public static final String ASSIGNED = "assigned";

  /** True if the process finds {@code CUDA_VISIBLE_DEVICES} set by whoever starts it. */
  public boolean isAssigned() {
    return ASSIGNED.equals(gpu);
  }
}
