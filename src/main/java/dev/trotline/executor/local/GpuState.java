package dev.trotline.executor.local;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a machine's GPUs.
 *
 * @param tool whether nvidia-smi is there and works
 * @param gpus GPUs in nvidia-smi's order, those that do not work any more included; with
 *     multi-instance GPUs (MIG) their instances in the place of the GPU
 * @param processes who computes on them
 * @param held identities of those a run of Trotline's held when nvidia-smi was asked
 * @param broken identity to the reason, for those that cannot be used
 * @param problems what is wrong, one sentence each
 */
record GpuState(
    Tool tool,
    List<Gpu> gpus,
    List<GpuProcess> processes,
    Set<String> held,
    Map<String, String> broken,
    List<String> problems) {

  /** How nvidia-smi answered. */
  enum Tool {
    /** There is no such program: no NVIDIA driver. */
    ABSENT,
    /** It answered. */
    WORKS,
    /** It failed or hung. */
    FAILED
  }

  GpuState {
    gpus = List.copyOf(gpus);
    processes = List.copyOf(processes);
    held = Set.copyOf(held);
    broken = Map.copyOf(broken);
    problems = List.copyOf(problems);
  }

  static GpuState absent() {
    return new GpuState(Tool.ABSENT, List.of(), List.of(), Set.of(), Map.of(), List.of());
  }

  /** These GPUs, all well and idle. */
  static GpuState of(List<Gpu> gpus) {
    return new GpuState(Tool.WORKS, gpus, List.of(), Set.of(), Map.of(), List.of());
  }

  /** Nothing but what is wrong. */
  static GpuState failed(Map<String, String> broken, List<String> problems) {
    return new GpuState(Tool.FAILED, List.of(), List.of(), Set.of(), broken, problems);
  }

  /** Those computing on one of them. */
  List<GpuProcess> on(String uuid) {
    return processes.stream().filter(process -> process.uuid().equals(uuid)).toList();
  }

  Optional<Gpu> gpu(String uuid) {
    return gpus.stream().filter(gpu -> gpu.uuid().equals(uuid)).findFirst();
  }
}
