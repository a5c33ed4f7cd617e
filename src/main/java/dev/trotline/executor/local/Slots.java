package dev.trotline.executor.local;

import dev.trotline.simulator.Device;
import dev.trotline.study.ExecutorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Divides a machine into the devices runs are given. */
final class Slots {

  private Slots() {}

  /**
   * One slot per GPU and run a GPU may have, or {@code settings.slots} dealt out over the GPUs in
   * turn; without a GPU one slot per two cores. Threads are an equal share of the cores. Runs of
   * several GPUs get groups of neighbours; which GPUs really go together is seen when they start.
   */
  static List<Device> of(ExecutorSettings settings, int cores, List<Gpu> gpus) {
    int perRun = gpus.isEmpty() ? 1 : settings.machine().gpusPerRun();
    if (perRun > 1) {
      return groups(settings, cores, gpus, perRun);
    }
    int usual = gpus.isEmpty() ? cores / 2 : gpus.size() * settings.machine().runsPerGpu();
    int count = Math.max(1, settings.slots() == null ? usual : settings.slots());
    int share = Math.max(1, settings.threads() == null ? cores / count : settings.threads());
    var devices = new ArrayList<Device>();
    for (int slot = 0; slot < count; slot++) {
      devices.add(gpus.isEmpty() ? device("cpu" + slot, null, share) : onGpu(gpus, slot, share));
    }
    return List.copyOf(devices);
  }

  /** How many runs a GPU may have at once by these settings. */
  static int runsPerGpu(ExecutorSettings settings, int gpus) {
    Integer slots = settings.slots();
    if (settings.machine().gpusPerRun() > 1 || gpus == 0) {
      return 1;
    }
    return slots == null ? settings.machine().runsPerGpu() : Math.max(1, (slots + gpus - 1) / gpus);
  }

  private static List<Device> groups(
      ExecutorSettings settings, int cores, List<Gpu> gpus, int perRun) {
    int most = gpus.size() / perRun;
    int count = settings.slots() == null ? most : Math.min(most, settings.slots());
    int share =
        settings.threads() == null ? Math.max(1, cores / Math.max(1, count)) : settings.threads();
    var devices = new ArrayList<Device>();
    for (int group = 0; group < count; group++) {
      devices.add(together(gpus.subList(group * perRun, (group + 1) * perRun), share));
    }
    return List.copyOf(devices);
  }

  /** All slots of all GPUs: the first of each GPU, then the second of each. */
  static List<Device> each(List<Gpu> gpus, int runsPerGpu, int threads) {
    var devices = new ArrayList<Device>();
    for (int slot = 0; slot < gpus.size() * runsPerGpu; slot++) {
      devices.add(onGpu(gpus, slot, threads));
    }
    return List.copyOf(devices);
  }

  /** One device of several GPUs, {@code gpu0+2}. */
  static Device together(List<Gpu> gpus, int threads) {
    String name =
        gpus.get(0).label()
            + gpus.stream()
                .skip(1)
                .map(gpu -> "+" + gpu.label().substring(3))
                .collect(Collectors.joining());
    return device(name, gpus.stream().map(Gpu::uuid).collect(Collectors.joining(",")), threads);
  }

  private static Device onGpu(List<Gpu> gpus, int slot, int threads) {
    Gpu gpu = gpus.get(slot % gpus.size());
    int round = slot / gpus.size();
    String name = gpu.label() + (round == 0 ? "" : "." + round);
    return device(name, gpu.uuid(), threads);
  }

  private static Device device(String name, @Nullable String gpu, int threads) {
    return new Device(name, gpu, threads);
  }
}
