package dev.trotline.executor.local;

import dev.trotline.executor.DeviceReport;
import dev.trotline.simulator.Device;
import dev.trotline.study.MachineSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the devices a study may start on. A device is given to nobody while a run holds it; while
 * several studies wait for it, the one that holds least for its weight comes first, of equals the
 * one that waits longest. So everybody who waits gets a device before anybody gets a further one,
 * and no run is ended for another.
 */
final class Sharing {

  private final MachineSettings settings;
  private final int runsPerGpu;
  private final GpuState state;
  private final Map<String, Occupant> byDevice = new HashMap<>();
  private final Map<String, List<Occupant>> byGpu = new HashMap<>();
  private final Map<String, Double> held = new HashMap<>();
  private final Contender me;
  private final List<Contender> others;
  private final Set<String> taken;
  private long since;

  /**
   * @param settings the study's own
   * @param runsPerGpu runs the study puts on one GPU
   * @param state the GPUs
   * @param occupants who holds what, bookings included
   * @param me the study that chooses
   * @param others those that wait as well
   * @param taken names of devices the study holds by its own record
   */
  Sharing(
      MachineSettings settings,
      int runsPerGpu,
      GpuState state,
      Collection<Occupant> occupants,
      Contender me,
      Collection<Contender> others,
      Set<String> taken) {
    this.settings = settings;
    this.runsPerGpu = runsPerGpu;
    this.state = state;
    this.me = me;
    this.others = others.stream().filter(other -> !other.study().equals(me.study())).toList();
    this.taken = taken;
    this.since = me.since();
    // Several processes of one run, or a booking and its process, are one occupant.
    Set<String> seen = new LinkedHashSet<>();
    for (Occupant occupant : occupants) {
      if (seen.add(occupant.study() + " " + occupant.device())) {
        add(occupant);
      }
    }
  }

  private void add(Occupant occupant) {
    byDevice.putIfAbsent(occupant.device(), occupant);
    for (String gpu : occupant.gpus()) {
      byGpu.computeIfAbsent(gpu, key -> new ArrayList<>()).add(occupant);
    }
    held.merge(occupant.study(), (double) occupant.count(), Double::sum);
  }

  /**
   * What was chosen.
   *
   * @param devices in the order they should be used
   * @param wish what it would take besides, were it free and its turn
   * @param since since when it waits now
   * @param report all devices
   * @param problems what somebody should look at, one sentence each
   */
  record Choice(
      List<Device> devices,
      Set<String> wish,
      long since,
      List<DeviceReport> report,
      List<String> problems) {}

  /**
   * Chooses.
   *
   * @param slots all slots of the machine as the study divides it, one GPU at most in each
   * @param wanted how many devices it could use
   * @param most how many it may start on now; fewer than wanted where starts are staggered
   * @param now ms, from when it waits again once it got something
   * @param threads CPU threads of a device of several GPUs
   */
  Choice choose(List<Device> slots, int wanted, int most, long now, int threads) {
    int perRun = slots.stream().anyMatch(slot -> slot.gpu() != null) ? settings.gpusPerRun() : 1;
    List<Device> chosen = new ArrayList<>();
    List<Device> left = new ArrayList<>(slots);
    while (chosen.size() < Math.min(wanted, most)) {
      List<Device> free = new ArrayList<>();
      for (Device slot : left) {
        if (free.size() < perRun && verdict(slot).free()) {
          free.add(slot);
        }
      }
      if (free.size() < perRun) {
        break;
      }
      Device device = perRun == 1 ? free.get(0) : together(free, threads);
      chosen.add(device);
      left.removeAll(free);
      add(occupant(device));
      since = now;
    }
    Set<String> wish = new LinkedHashSet<>();
    List<DeviceReport> report = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Device slot : slots) {
      Verdict verdict = verdict(slot);
      if (verdict.sound() && chosen.size() < wanted) {
        // Its own as well: when one of its runs ends, the study may be the first in line.
        wish.add(key(slot));
      }
      // What this study has just booked is its own business: the archive tells.
      String holder = "".equals(verdict.holder()) ? null : verdict.holder();
      report.add(new DeviceReport(slot.name(), slot.gpu(), holder, verdict.reason()));
      String reason = verdict.reason();
      if (!verdict.sound() && reason != null && !problems.contains(slot(slot) + reason)) {
        problems.add(slot(slot) + reason);
      }
    }
    if (!slots.isEmpty() && wish.size() < perRun && chosen.size() < wanted && perRun > 1) {
      // It will never have enough, so nobody need keep them free for it.
      wish.clear();
      problems.add(
          "a run needs " + perRun + " GPUs (executor.gpus_per_run), but so many cannot be used");
    }
    return new Choice(chosen, wish, since, report, problems);
  }

  private static String slot(Device slot) {
    return slot.name().replaceFirst("\\..*", "") + " is not used: ";
  }

  private Device together(List<Device> free, int threads) {
    List<Gpu> gpus = free.stream().map(slot -> state.gpu(key(slot)).orElseThrow()).toList();
    return Slots.together(gpus, threads);
  }

  /** How a device is held by one of this study's runs. */
  Occupant occupant(Device device) {
    Integer memory = settings.gpuMemoryMiB();
    return new Occupant(
        "",
        me.study() + ":",
        device.name(),
        device.gpus(),
        runsPerGpu,
        memory == null || device.gpu() == null ? 0 : memory);
  }

  /** What a slot is known by to everybody: its GPU, or its name. */
  private static String key(Device slot) {
    String gpu = slot.gpu();
    return gpu == null ? slot.name() : gpu;
  }

  /**
   * @param sound true if only other runs and other studies keep it from being used
   * @param holder the run on it, or null
   * @param reason why it is not used although no run is on it, or null
   */
  private record Verdict(boolean sound, @Nullable String holder, @Nullable String reason) {

    boolean free() {
      return sound && holder == null && reason == null;
    }
  }

  private Verdict verdict(Device slot) {
    String unsound = slot.gpu() == null ? null : unsound(slot.gpu());
    Occupant holder = byDevice.get(slot.name());
    if (holder != null) {
      return new Verdict(unsound == null, name(holder), null);
    }
    if (taken.contains(slot.name())) {
      return new Verdict(unsound == null, "a run of this study", null);
    }
    if (unsound != null) {
      return new Verdict(false, null, unsound);
    }
    List<Occupant> on = byGpu.getOrDefault(key(slot), List.of());
    int most = on.stream().mapToInt(Occupant::runsPerGpu).reduce(runsPerGpu, Math::min);
    if (on.size() >= most) {
      return new Verdict(true, name(on.get(0)), null);
    }
    String need = slot.gpu() == null ? null : tooSmall(slot.gpu(), on);
    if (need != null) {
      return new Verdict(true, null, need);
    }
    Contender first = first(key(slot));
    return first == null
        ? new Verdict(true, null, null)
        : new Verdict(true, null, "it is the turn of " + first.place());
  }

  private String name(Occupant holder) {
    if (holder.study().equals(me.study())) {
      return holder.run();
    }
    String place =
        others.stream()
            .filter(other -> other.study().equals(holder.study()))
            .findFirst()
            .map(other -> " of " + other.place())
            .orElse(holder.place().isEmpty() ? " of another study" : " in " + holder.place());
    return (holder.run().isEmpty() ? "a run that is just being started" : holder.run()) + place;
  }

  /** Whoever comes before this study on a device, or null. */
  private @Nullable Contender first(String key) {
    double own = load(me);
    for (Contender other : others) {
      double load = load(other);
      boolean before =
          load != own
              ? load < own
              : other.since() != since
                  ? other.since() < since
                  : other.study().compareTo(me.study()) < 0;
      if (before && other.wish().contains(key)) {
        return other;
      }
    }
    return null;
  }

  private double load(Contender contender) {
    return held.getOrDefault(contender.study(), 0.0) / contender.share();
  }

  /** Why nothing may be started on a GPU, whatever our own runs do; null if it may. */
  private @Nullable String unsound(String uuid) {
    String broken = state.broken().get(uuid);
    if (broken != null) {
      return broken;
    }
    Gpu gpu = state.gpu(uuid).orElse(null);
    List<GpuProcess> on = state.on(uuid);
    long foreign = 0;
    long pid = 0;
    // In a container our own run may be listed by a pid of the host's.
    boolean blind = blind(uuid);
    for (GpuProcess process : on) {
      // One that is gone since nvidia-smi was asked holds nothing any more.
      boolean over = process.seen() && !NvidiaSmi.exists(process.pid());
      if (!process.ours() && !over && !(blind && !process.seen())) {
        foreign += process.usedMiB() < 0 ? unknown(gpu) : process.usedMiB();
        pid = process.pid();
      }
    }
    if (foreign > settings.foreignGpuMiB()) {
      return "programs that are not Trotline's, such as process "
          + pid
          + ", hold more than "
          + settings.foreignGpuMiB()
          + " MiB on it (study.yaml, executor.foreign_gpu_mib)";
    }
    if (gpu != null && on.isEmpty() && hidden(gpu)) {
      return "more than half of its memory is in use by programs that nvidia-smi does not show";
    }
    Integer need = settings.gpuMemoryMiB();
    return need != null && gpu != null && gpu.totalMiB() > 0 && gpu.totalMiB() - base(gpu) < need
        ? "it has less than " + need + " MiB for a run (study.yaml, executor.gpu_memory_mib)"
        : null;
  }

  /** True if a run of ours was on the GPU when nvidia-smi was asked, but it named none. */
  private boolean blind(String uuid) {
    return state.held().contains(uuid) && state.on(uuid).stream().noneMatch(GpuProcess::ours);
  }

  /** Memory in use by whatever is none of our runs: drivers, displays, programs of others. */
  private long base(Gpu gpu) {
    if (blind(gpu.uuid())) {
      return 0;
    }
    long ours =
        state.on(gpu.uuid()).stream()
            .filter(GpuProcess::ours)
            .mapToLong(process -> Math.max(0, process.usedMiB()))
            .sum();
    return Math.max(0, gpu.usedMiB() - ours);
  }

  /** Where the driver does not say how much a process holds, it may be everything. */
  private long unknown(@Nullable Gpu gpu) {
    return gpu == null || gpu.totalMiB() == 0 ? settings.foreignGpuMiB() + 1L : gpu.totalMiB();
  }

  /** In containers nvidia-smi shows no processes; then only the memory tells of others. */
  private boolean hidden(Gpu gpu) {
    return gpu.usedMiB() > settings.foreignGpuMiB()
        && gpu.usedMiB() * 2 > gpu.totalMiB()
        && gpu.totalMiB() > 0
        && !state.held().contains(gpu.uuid())
        && !byGpu.containsKey(gpu.uuid());
  }

  /** Why a run's declared need does not fit beside what is there; null if it fits. */
  private @Nullable String tooSmall(String uuid, List<Occupant> on) {
    Integer need = settings.gpuMemoryMiB();
    Gpu gpu = state.gpu(uuid).orElse(null);
    if (need == null || gpu == null || gpu.totalMiB() == 0) {
      return null;
    }
    long declared = on.stream().mapToLong(Occupant::memoryMiB).sum();
    long live =
        state.on(uuid).stream()
            .filter(process -> on.stream().anyMatch(o -> o.marker().equals(process.marker())))
            .mapToLong(process -> Math.max(0, process.usedMiB()))
            .sum();
    return gpu.totalMiB() - base(gpu) - Math.max(declared, live) < need
        ? "it has less than "
            + need
            + " MiB left, which a run needs (study.yaml, executor.gpu_memory_mib)"
        : null;
  }
}
