package dev.trotline.executor.local;

import dev.trotline.simulator.Device;
import dev.trotline.study.ExecutorSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Divides a machine into the devices runs are given. */
final class Slots {

  private Slots() {}

  /**
   * One slot per GPU, or {@code settings.slots} dealt out over the GPUs in turn; without a GPU one
   * slot per two cores. Threads are an equal share of the cores.
   */
  static List<Device> of(ExecutorSettings settings, int cores, List<Gpu> gpus) {
    int usual = gpus.isEmpty() ? cores / 2 : gpus.size();
    int count = Math.max(1, settings.slots() == null ? usual : settings.slots());
    int share = Math.max(1, settings.threads() == null ? cores / count : settings.threads());
    var devices = new ArrayList<Device>();
    for (int slot = 0; slot < count; slot++) {
      devices.add(gpus.isEmpty() ? device("cpu" + slot, null, share) : onGpu(gpus, slot, share));
    }
    return List.copyOf(devices);
  }

  private static Device onGpu(List<Gpu> gpus, int slot, int threads) {
    Gpu gpu = gpus.get(slot % gpus.size());
    int round = slot / gpus.size();
    String name = "gpu" + gpu.index() + (round == 0 ? "" : "." + round);
    return device(name, gpu.uuid(), threads);
  }

  private static Device device(String name, @Nullable String gpu, int threads) {
    return new Device(name, gpu, threads);
  }
}
