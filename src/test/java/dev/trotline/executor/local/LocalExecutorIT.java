package dev.trotline.executor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.executor.Job;
import dev.trotline.executor.JobStatus;
import dev.trotline.process.Pause;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.study.ExecutorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalExecutorIT {

  private static final Device CPU = new Device("cpu0", null, 1);

  @TempDir Path folder;
  private final String study = "executor-test-" + ProcessHandle.current().pid();
  private final LocalExecutor executor =
      new LocalExecutor(
          new ExecutorSettings("local", 1, 1),
          Map.of("CUDA_VISIBLE_DEVICES", ""),
          InstantSource.system());

  @Test
  void takesAJobFromStartToProvenEnd() {
    String marker = study + ":exp000/s1";
    assertThat(executor.status(folder)).isEqualTo(new JobStatus.NotStarted());

    executor.start(job(marker, "trap '' INT; sleep 60; sleep 60"), CPU);
    assertThat(executor.status(folder)).isInstanceOf(JobStatus.Running.class);
    assertThat(executor.liveMarkers(study)).containsExactly(marker);
    assertThat(executor.liveMarkers(study.substring(0, study.length() - 1))).isEmpty();

    var report = executor.kill(marker, folder, Duration.ofSeconds(1));
    assertThat(report.clean()).isTrue();
    assertThat(report.lastSignal()).isEqualTo("TERM");
    assertThat(((JobStatus.Ended) executor.status(folder)).exitCode()).isEqualTo(143);
    assertThat(executor.liveMarkers(study)).isEmpty();
  }

  @Test
  void readsTheExitCodeOfAJobThatEnds() {
    executor.start(job(study + ":exp000/s2", "exit 9"), CPU);

    JobStatus status = executor.status(folder);
    for (int i = 0; i < 500 && status instanceof JobStatus.Running; i++) {
      Pause.sleep(Duration.ofMillis(10));
      status = executor.status(folder);
    }
    assertThat(((JobStatus.Ended) status).exitCode()).isEqualTo(9);
  }

  @Test
  void asksForGpusOnceAndOnlyWhenDevicesAreWanted() {
    var asked = new AtomicInteger();
    var counting =
        new LocalExecutor(
            new ExecutorSettings("local", null, null),
            InstantSource.system(),
            () -> {
              asked.incrementAndGet();
              return List.of(new Gpu(0, "GPU-a", "X", 1, 0));
            });
    counting.status(folder);
    assertThat(asked).hasValue(0);

    assertThat(counting.devices()).isEqualTo(counting.devices()).hasSize(1);
    assertThat(asked).hasValue(1);
  }

  private Job job(String marker, String script) {
    return new Job(marker, folder, new CommandLine(List.of("sh", "-c", script), Map.of()));
  }
}
