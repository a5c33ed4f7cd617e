package dev.trotline.study;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a study shares a machine with others: keys of {@code executor} in study.yaml.
 *
 * @param gpus GPUs it may use, by number or UUID; empty for all
 * @param runsPerGpu runs it puts on one GPU at the same time
 * @param gpusPerRun GPUs one run trains on
 * @param gpuMemoryMiB memory a run needs on each of its GPUs, or null if nobody says
 * @param foreignGpuMiB memory that processes of others may hold on a GPU that is used all the same
 * @param stagger time between two starts on the machine; zero for none
 * @param share weight of the study where several wait for the same devices
 * @param usesGpus false for a simulator that computes on the CPU only
 */
public record MachineSettings(
    List<String> gpus,
    int runsPerGpu,
    int gpusPerRun,
    @Nullable Integer gpuMemoryMiB,
    int foreignGpuMiB,
    Duration stagger,
    double share,
    boolean usesGpus) {

  /** A CUDA context alone takes some hundred MiB: a notebook left open, a viewer. */
  static final int FOREIGN_MIB = 512;

  public MachineSettings {
    gpus = List.copyOf(gpus);
  }

  /** All GPUs, one run on each, no pause between starts. */
  public static MachineSettings defaults() {
    return new MachineSettings(List.of(), 1, 1, null, FOREIGN_MIB, Duration.ZERO, 1.0, true);
  }
}
