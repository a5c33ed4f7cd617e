package dev.trotline.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a program computes.
 *
 * @param name {@code cpu0}, {@code gpu1}, {@code gpu0+1}: unique on a machine
 * @param gpu identity of the GPU to show to the process, of several with commas between them, as in
 *     {@code CUDA_VISIBLE_DEVICES}; {@link #ASSIGNED}, or null for a CPU
 * @param threads CPU threads it may use
 */
public record Device(String name, @Nullable String gpu, int threads) {

  /** Instead of an identity: a scheduler chooses the GPU and shows it to the process itself. */
  public static final String ASSIGNED = "assigned";

  /** True if the process finds {@code CUDA_VISIBLE_DEVICES} set by whoever starts it. */
  public boolean isAssigned() {
    return ASSIGNED.equals(gpu);
  }

  /** Identities of its GPUs; empty for a CPU. */
  public List<String> gpus() {
    return gpu == null ? List.of() : List.of(gpu.split(","));
  }

  /** How many devices a run on it takes: its GPUs, 1 for a CPU. */
  public int count() {
    return Math.max(1, gpus().size());
  }
}
