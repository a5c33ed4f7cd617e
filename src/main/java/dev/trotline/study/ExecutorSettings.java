package dev.trotline.study;

import org.jspecify.annotations.Nullable;

/**
 * Where runs go.
 *
 * @param kind {@code local} or {@code slurm}
 * @param slots runs at the same time, or null to take one per GPU, else one per two cores; with
 *     Slurm jobs submitted at the same time
 * @param threads CPU threads of a run, or null for an equal share of the cores
 * @param machine how the machine is shared
 * @param resume true to carry runs on by itself that something outside has ended
 * @param slurm what to ask Slurm for; null for any other kind
 */
public record ExecutorSettings(
    String kind,
    @Nullable Integer slots,
    @Nullable Integer threads,
    MachineSettings machine,
    boolean resume,
    @Nullable SlurmSettings slurm) {

  /** True if runs compute on the machine Trotline runs on, so that its memory is theirs. */
  public boolean here() {
    return !kind.equals("slurm");
  }

  /** This machine, shared as by default, with nothing carried on by itself. */
  public ExecutorSettings(String kind, @Nullable Integer slots, @Nullable Integer threads) {
    this(kind, slots, threads, MachineSettings.defaults(), false, null);
  }

  /** This machine, shared as said, with nothing carried on by itself. */
  public ExecutorSettings(
      String kind, @Nullable Integer slots, @Nullable Integer threads, MachineSettings machine) {
    this(kind, slots, threads, machine, false, null);
  }
}
