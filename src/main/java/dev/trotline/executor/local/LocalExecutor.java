package dev.trotline.executor.local;

import dev.trotline.executor.Executor;
import dev.trotline.executor.Job;
import dev.trotline.executor.JobStatus;
import dev.trotline.executor.KillReport;
import dev.trotline.process.GroupKill;
import dev.trotline.process.Host;
import dev.trotline.process.MarkerSweep;
import dev.trotline.process.ProcessFacts;
import dev.trotline.process.SupervisedProcess;
import dev.trotline.simulator.Device;
import dev.trotline.study.ExecutorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs jobs on this machine. Holds nothing in memory that the folders do not hold. */
public final class LocalExecutor implements Executor {

  private final ExecutorSettings settings;
  private final InstantSource clock;
  private final Supplier<List<Gpu>> gpus;
  private @Nullable List<Device> devices;

  /**
   * @param settings slots and threads; null fields take the machine's own measure
   * @param environment Trotline's environment; CUDA_VISIBLE_DEVICES restricts the GPUs
   * @param clock dates the end of jobs that had to be killed
   */
  public LocalExecutor(
      ExecutorSettings settings, Map<String, String> environment, InstantSource clock) {
    this(
        settings,
        clock,
        () ->
            Gpu.visible(Gpu.query(), Optional.ofNullable(environment.get("CUDA_VISIBLE_DEVICES"))));
  }

  LocalExecutor(ExecutorSettings settings, InstantSource clock, Supplier<List<Gpu>> gpus) {
    this.settings = settings;
    this.clock = clock;
    this.gpus = gpus;
  }

  /** Asks nvidia-smi at the first call only, so that commands that need no device do not wait. */
  @Override
  public synchronized List<Device> devices() {
    List<Device> known = devices;
    if (known == null) {
      known = Slots.of(settings, Host.cores(), gpus.get());
      devices = known;
    }
    return known;
  }

  @Override
  public void start(Job job, Device device) {
    SupervisedProcess.start(
        new SupervisedProcess.Launch(
            job.marker(), job.command().argv(), job.command().environment(), job.folder()));
  }

  @Override
  public JobStatus status(Path folder) {
    ProcessFacts facts = ProcessFacts.inspect(folder);
    if (facts instanceof ProcessFacts.Running running) {
      return new JobStatus.Running(running.pid(), running.since());
    }
    if (facts instanceof ProcessFacts.Ended ended) {
      return new JobStatus.Ended(ended.exitCode(), ended.at());
    }
    return facts instanceof ProcessFacts.Vanished
        ? new JobStatus.Vanished()
        : new JobStatus.NotStarted();
  }

  @Override
  public KillReport kill(String marker, Path folder, Duration grace) {
    GroupKill.Report report = new GroupKill(clock).kill(marker, folder, grace);
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
