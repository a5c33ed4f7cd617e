package dev.trotline.executor.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The GPUs a study may use.
 *
 * @param gpus those that are there
 * @param problems what was named and is not, one sentence each
 */
record Selection(List<Gpu> gpus, List<String> problems) {

  Selection {
    gpus = List.copyOf(gpus);
    problems = List.copyOf(problems);
  }

  /**
   * Selects.
   *
   * @param names numbers or identities from study.yaml; empty for all
   * @param state all GPUs
   * @param visible CUDA_VISIBLE_DEVICES of Trotline's own environment: nobody gets more than that
   */
  static Selection of(List<String> names, GpuState state, Optional<String> visible) {
    List<Gpu> there = Gpu.visible(state.gpus(), visible);
    if (names.isEmpty()) {
      return new Selection(there, List.of());
    }
    List<Gpu> gpus = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      List<Gpu> meant = there.stream().filter(gpu -> gpu.answersTo(name)).toList();
      if (meant.isEmpty()) {
        problems.add(
            "executor.gpus of study.yaml names "
                + name
                + ", but no such GPU is seen"
                + (visible.isPresent() ? " among those of CUDA_VISIBLE_DEVICES" : ""));
      }
      meant.stream().filter(gpu -> !gpus.contains(gpu)).forEach(gpus::add);
    }
    return new Selection(gpus, problems);
  }
}
