package dev.trotline.launch;

import dev.trotline.executor.Executor;
import dev.trotline.executor.Job;
import dev.trotline.executor.JobStatus;
import dev.trotline.executor.KillReport;
import dev.trotline.simulator.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Delegates all but what a test turns round. */
class Turned implements Executor {
  final Executor inner;

  Turned(Executor inner) {
    this.inner = inner;
  }

  @Override
  public List<Device> devices() {
    return inner.devices();
  }

  @Override
  public void start(Job job, Device device) {
    inner.start(job, device);
  }

  @Override
  public JobStatus status(Path at) {
    return inner.status(at);
  }

  @Override
  public KillReport kill(String marker, Path at, Duration grace) {
    return inner.kill(marker, at, grace);
  }

  @Override
  public List<String> liveMarkers(String studyMarker) {
    return inner.liveMarkers(studyMarker);
  }
}
