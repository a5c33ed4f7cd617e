package dev.trotline.study;

import java.time.Duration;
import java.util.List;

/** Reads the keys of {@code executor} that say how a machine is shared. */
final class MachineReader {

  /** Kit compiles, loads and takes its peak of memory in its first seconds. */
  private static final Duration KIT = Duration.ofSeconds(20);

  /** Warp compiles its kernels once and for all; two that do so at once do it twice. */
  private static final Duration WARP = Duration.ofSeconds(5);

  private static final int MOST_MIB = 10_000_000;

  private MachineReader() {}

  /**
   * Reads them.
   *
   * @param node the mapping {@code executor}
   * @param simulator the simulator's word
   */
  static MachineSettings read(YamlNode node, String simulator) {
    boolean embedded = simulator.equals("mujoco");
    List<String> gpus = node.strings("gpus");
    for (String gpu : gpus) {
      if (!gpu.matches("\\d{1,4}|(GPU|MIG)-[-0-9A-Za-z/]+")) {
        throw node.bad("gpus", "names '" + gpu + "'", "write numbers or UUIDs of 'nvidia-smi -L'");
      }
    }
    int runsPerGpu = node.integer("runs_per_gpu", 1, 1, 64);
    int gpusPerRun = node.integer("gpus_per_run", 1, 1, 64);
    if (gpusPerRun > 1 && embedded) {
      throw node.bad(
          "gpus_per_run",
          "is " + gpusPerRun + ", but the embedded simulator trains on the CPU only",
          "take it out; it is for isaaclab and mjlab");
    }
    if (gpusPerRun > 1 && runsPerGpu > 1) {
      throw node.bad(
          "runs_per_gpu",
          "is " + runsPerGpu + ", but a run that takes several GPUs takes them whole",
          "leave out either runs_per_gpu or gpus_per_run");
    }
    Double share = node.numberOr("share", 1.0);
    if (share == null || share <= 0 || share > 1000) {
      throw node.bad("share", "is " + share, "give a weight above 0, at most 1000");
    }
    return new MachineSettings(
        gpus,
        runsPerGpu,
        gpusPerRun,
        node.integerOr("gpu_memory_mib", null, 1, MOST_MIB),
        node.integer("foreign_gpu_mib", MachineSettings.FOREIGN_MIB, 0, MOST_MIB),
        node.duration("stagger", stagger(simulator)),
        share,
        !embedded);
  }

  private static Duration stagger(String simulator) {
    return switch (simulator) {
      case "isaaclab" -> KIT;
      case "mjlab" -> WARP;
      default -> Duration.ZERO;
    };
  }
}
