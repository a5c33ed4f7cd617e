package dev.trotline.executor.local;

import dev.trotline.simulator.Device;
import java.util.List;

/**
 * A machine as one study divides it.
 *
 * @param state its GPUs
 * @param slots where runs may be, one GPU at most in each
 * @param runsPerGpu runs the study puts on one GPU
 * @param threads CPU threads of a device of several GPUs
 * @param wanted how many devices the study could use now; 0 if it has all it may have
 */
record Layout(GpuState state, List<Device> slots, int runsPerGpu, int threads, int wanted) {

  Layout {
    slots = List.copyOf(slots);
  }
}
