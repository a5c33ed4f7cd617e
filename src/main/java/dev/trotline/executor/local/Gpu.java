package dev.trotline.executor.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A GPU, or an instance of one (MIG), as nvidia-smi describes it.
 *
 * @param index number in nvidia-smi's order; of an instance that of its GPU
 * @param instance number of the instance on its GPU, -1 for a whole GPU
 * @param uuid identity that survives re-numbering, {@code GPU-…} or {@code MIG-…}
 * @param name model
 * @param bus PCI address {@code 00000000:0A:00.0}, empty where unknown
 * @param totalMiB memory, 0 where the driver does not say (shared memory)
 * @param usedMiB memory in use by anybody, 0 where the driver does not say
 */
record Gpu(
    int index, int instance, String uuid, String name, String bus, long totalMiB, long usedMiB) {

  /** A whole GPU whose address nobody asks for. */
  Gpu(int index, String uuid, String name, long totalMiB, long usedMiB) {
    this(index, -1, uuid, name, "", totalMiB, usedMiB);
  }

  /** What devices on it are called. */
  String label() {
    return instance < 0 ? "gpu" + index : "gpu" + index + "-" + instance;
  }

  /**
   * The GPUs left by CUDA_VISIBLE_DEVICES, in its order: on a shared machine a scheduler has given
   * us these and no others. As in CUDA, the list ends at the first entry that names no GPU.
   *
   * @param visible the variable's value, or nothing if it is not set
   */
  static List<Gpu> visible(List<Gpu> all, Optional<String> visible) {
    if (visible.isEmpty()) {
      return all;
    }
    var left = new ArrayList<Gpu>();
    for (String entry : visible.get().split(",")) {
      Optional<Gpu> gpu = all.stream().filter(g -> g.answersTo(entry.strip())).findFirst();
      if (gpu.isEmpty() || left.contains(gpu.get())) {
        break;
      }
      left.add(gpu.get());
    }
    return List.copyOf(left);
  }

  /**
   * True if an entry of CUDA_VISIBLE_DEVICES or of study.yaml means it; the number of a GPU that is
   * divided means each of its instances, of which CUDA takes the first.
   */
  boolean answersTo(String entry) {
    return entry.equals(Integer.toString(index))
        || ((entry.startsWith("GPU-") || entry.startsWith("MIG-")) && uuid.startsWith(entry));
  }
}
