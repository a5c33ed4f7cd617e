package dev.trotline.study;

import org.jspecify.annotations.Nullable;

/**
 * Where runs go.
 *
 * @param kind {@code local}
 * @param slots runs at the same time, or null to take one per GPU, else one per two cores
 * @param threads CPU threads of a run, or null for an equal share of the cores
 * @param machine how the machine is shared
 */
public record ExecutorSettings(
    String kind, @Nullable Integer slots, @Nullable Integer threads, MachineSettings machine) {

  /** With the machine shared as by default. */
  public ExecutorSettings(String kind, @Nullable Integer slots, @Nullable Integer threads) {
    this(kind, slots, threads, MachineSettings.defaults());
  }
}
