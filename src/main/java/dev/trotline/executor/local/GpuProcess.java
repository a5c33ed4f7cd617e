package dev.trotline.executor.local;

/**
 * A process that computes on a GPU.
 *
 * @param pid its id as nvidia-smi gives it
 * @param uuid the GPU's identity
 * @param usedMiB memory it holds there, {@link #UNKNOWN} where the driver does not say
 * @param marker {@code TROTLINE_RUN} of a run, empty for a process of anybody else
 * @param seen true if this machine's process table knew the pid; in a container it may not
 */
record GpuProcess(long pid, String uuid, long usedMiB, String marker, boolean seen) {

  static final long UNKNOWN = -1;

  boolean ours() {
    return !marker.isEmpty();
  }
}
