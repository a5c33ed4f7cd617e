package dev.trotline.executor.local;

import dev.trotline.error.EnvironmentException;
import dev.trotline.executor.DeviceReport;
import dev.trotline.executor.Executor;
import dev.trotline.executor.Job;
import dev.trotline.executor.JobStatus;
import dev.trotline.executor.KillReport;
import dev.trotline.executor.Turn;
import dev.trotline.executor.TurnRequest;
import dev.trotline.executor.local.GpuState.Tool;
import dev.trotline.process.GroupKill;
import dev.trotline.process.Host;
import dev.trotline.process.MarkerSweep;
import dev.trotline.process.ProcessFacts;
import dev.trotline.process.SupervisedProcess;
import dev.trotline.simulator.Device;
import dev.trotline.study.ExecutorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs on this machine. Keeps nothing in memory that the folders and the process table do not
 * hold. Belongs to one thread, but for {@link #devices}.
 */
public final class LocalExecutor implements Executor {

  private final ExecutorSettings settings;
  private final InstantSource clock;
  private final Elsewhere elsewhere;
  private final Optional<String> visible;
  private final GpuWatch gpus;
  private final @Nullable Sharer sharer;

  /**
   * An executor that shares the machine with nobody: for a machine of its own.
   *
   * @param settings slots and threads; null fields take the machine's own measure
   * @param environment Trotline's environment; CUDA_VISIBLE_DEVICES restricts the GPUs
   * @param clock dates the end of jobs that had to be killed
   */
  public LocalExecutor(
      ExecutorSettings settings, Map<String, String> environment, InstantSource clock) {
    this(settings, environment, clock, new NvidiaSmi(environment)::query, null);
  }

  LocalExecutor(ExecutorSettings settings, InstantSource clock, Supplier<List<Gpu>> gpus) {
    this(settings, Map.of(), clock, () -> GpuState.of(gpus.get()), null);
  }

  LocalExecutor(
      ExecutorSettings settings,
      Map<String, String> environment,
      InstantSource clock,
      Supplier<GpuState> gpus,
      @Nullable Machine machine) {
    this.settings = settings;
    this.clock = clock;
    this.elsewhere = new Elsewhere(clock);
    this.visible = Optional.ofNullable(environment.get("CUDA_VISIBLE_DEVICES"));
    this.gpus = new GpuWatch(gpus, System::nanoTime);
    this.sharer = machine == null ? null : new Sharer(machine, settings);
  }

  /**
   * An executor that shares the machine with all other Trotlines of this user.
   *
   * @param environment Trotline's environment; TROTLINE_MACHINE may name another folder to agree in
   */
  public static LocalExecutor shared(
      ExecutorSettings settings, Map<String, String> environment, InstantSource clock) {
    return new LocalExecutor(
        settings, environment, clock, new NvidiaSmi(environment)::query, Machine.of(environment));
  }

  /** Asks nvidia-smi at the first call only, so that commands that need no device do not wait. */
  @Override
  public List<Device> devices() {
    return devices(state());
  }

  private List<Device> devices(GpuState state) {
    return usable(state) ? Slots.of(settings, Host.cores(), selected(state)) : List.of();
  }

  /** False if runs that need a GPU would end up on the CPU by mistake. */
  private boolean usable(GpuState state) {
    boolean named = settings.machine().usesGpus() && !settings.machine().gpus().isEmpty();
    return state.tool() != Tool.FAILED && !(named && selected(state).isEmpty());
  }

  private List<Gpu> selected(GpuState state) {
    return Selection.of(settings.machine().gpus(), state, visible).gpus();
  }

  /** An empty CUDA_VISIBLE_DEVICES says that there are none, whatever the driver does. */
  private GpuState state() {
    boolean none = visible.filter(String::isBlank).isPresent();
    return settings.machine().usesGpus() && !none ? gpus.now() : GpuState.absent();
  }

  @Override
  public Turn turn(TurnRequest request) {
    Sharer shared = sharer;
    if (shared == null) {
      return Executor.super.turn(request);
    }
    GpuState state = state();
    try {
      return shared.turn(request, layout(state, request), selection(state));
    } catch (EnvironmentException e) {
      return Turn.refused(e.getMessage());
    }
  }

  /**
   * With GPUs all of them are offered, and only the number of runs is limited: which of them is
   * free is seen when a run starts.
   */
  private Layout layout(GpuState state, TurnRequest request) {
    List<Gpu> selected = selected(state);
    int perGpu = Slots.runsPerGpu(settings, selected.size());
    List<Device> slots =
        usable(state)
            ? selected.isEmpty()
                ? Slots.of(settings, Host.cores(), List.of())
                : Slots.each(selected, perGpu, threads(state))
            : List.of();
    Integer limit = settings.slots();
    int most =
        limit == null || selected.isEmpty()
            ? request.wanted()
            : Math.min(request.wanted(), Math.max(0, limit - request.taken().size()));
    return new Layout(state, slots, perGpu, threads(state), most);
  }

  private int threads(GpuState state) {
    return devices(state).stream().mapToInt(Device::threads).findFirst().orElse(1);
  }

  private List<String> selection(GpuState state) {
    return settings.machine().usesGpus()
        ? Selection.of(settings.machine().gpus(), state, visible).problems()
        : List.of();
  }

  /** How the devices stand, without taking part. */
  public List<DeviceReport> report(TurnRequest request) {
    GpuState state = state();
    return sharer == null ? List.of() : sharer.look(request, layout(state, request));
  }

  /** What is wrong with the GPUs, one sentence each. */
  public List<String> problems() {
    GpuState state = state();
    List<String> problems = new ArrayList<>(state.problems());
    problems.addAll(selection(state));
    return problems;
  }

  @Override
  public void rest(String study) {
    if (sharer != null) {
      sharer.rest(study);
    }
  }

  @Override
  public void start(Job job, Device device) {
    Map<String, String> environment = new HashMap<>(job.command().environment());
    environment.put(MarkerSweep.DEVICE, occupant(job, device).text());
    SupervisedProcess.start(
        new SupervisedProcess.Launch(
            job.marker(), job.command().argv(), environment, job.folder()));
    if (sharer != null) {
      sharer.started(job.marker());
    }
  }

  private Occupant occupant(Job job, Device device) {
    Integer memory = settings.machine().gpuMemoryMiB();
    return new Occupant(
        sharer == null ? "alone" : sharer.space(),
        job.marker(),
        device.name(),
        device.gpus(),
        runsPerGpu(),
        memory == null || device.gpu() == null ? 0 : memory,
        job.folder().toString());
  }

  private int runsPerGpu() {
    return Slots.runsPerGpu(settings, selected(state()).size());
  }

  @Override
  public JobStatus status(Path folder) {
    ProcessFacts facts = ProcessFacts.inspect(folder);
    if (facts instanceof ProcessFacts.Running running) {
      Instant since =
          ProcessFacts.age(folder).map(age -> clock.instant().minus(age)).orElseGet(running::since);
      return new JobStatus.Running(running.pid(), since);
    }
    if (facts instanceof ProcessFacts.Ended ended) {
      return new JobStatus.Ended(ended.exitCode(), ended.at());
    }
    if (facts instanceof ProcessFacts.NotStarted) {
      return new JobStatus.NotStarted();
    }
    Optional<String> host = elsewhere.host(folder);
    return host.isEmpty()
        ? new JobStatus.Vanished()
        : new JobStatus.Unknown(
            "the machine " + host.get() + " has started runs that cannot be looked at from here");
  }

  @Override
  public KillReport kill(String marker, Path folder, Duration grace) {
    GroupKill.Report report = new GroupKill(clock).kill(marker, folder, grace);
    Optional<String> host =
        ProcessFacts.inspect(folder) instanceof ProcessFacts.Vanished
            ? elsewhere.host(folder)
            : Optional.empty();
    if (host.isPresent()) {
      String doubt = "may be running on " + host.get() + ", which cannot be reached; stop it there";
      return new KillReport(report.lastSignal(), report.killed(), report.survivors(), doubt);
    }
    return new KillReport(report.lastSignal(), report.killed(), report.survivors());
  }

  @Override
  public List<String> liveMarkers(String studyMarker) {
    return MarkerSweep.find(studyMarker + ":").stream()
        .map(MarkerSweep.Marked::marker)
        .distinct()
        .toList();
  }
}
