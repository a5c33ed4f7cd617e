package dev.trotline.executor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.executor.Job;
import dev.trotline.executor.Turn;
import dev.trotline.executor.TurnRequest;
import dev.trotline.executor.local.GpuState.Tool;
import dev.trotline.simulator.CommandLine;
import dev.trotline.simulator.Device;
import dev.trotline.study.ExecutorSettings;
import dev.trotline.study.MachineSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script in the place of nvidia-smi that prints what drivers are known to print. */
class NvidiaSmiIT {

  private static final String TWO =
      """
      case "$*" in
        *query-gpu*)
          echo "0, GPU-aaaa, 00000000:0A:00.0, Disabled, NVIDIA H200, 143771, 4"
          echo "1, GPU-bbbb, 00000000:0B:00.0, Disabled, NVIDIA H200, 143771, 9000" ;;
        *query-compute-apps*) echo "GPU-bbbb, 1, 8990" ;;
      esac
      """;

  @TempDir Path folder;

  @Test
  void seesGpusAndWhoComputesOnThem() throws IOException {
    GpuState state = smi(TWO).query();

    assertThat(state.tool()).isEqualTo(Tool.WORKS);
    assertThat(state.gpus()).extracting(Gpu::uuid).containsExactly("GPU-aaaa", "GPU-bbbb");
    assertThat(state.on("GPU-bbbb")).containsExactly(new GpuProcess(1, "GPU-bbbb", 8990, "", true));
    assertThat(state.problems()).isEmpty();
  }

  @Test
  void withoutNvidiaSmiThereAreNoGpusAndNoProblem() {
    NvidiaSmi none = new NvidiaSmi(Map.of("PATH", folder.toString()));

    assertThat(none.query()).isEqualTo(GpuState.absent());
  }

  @Test
  void aDriverThatFailsIsToldOfInOneSentence() throws IOException {
    GpuState state =
        smi("echo \"NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA"
                + " driver. Make sure that the latest NVIDIA driver is installed and"
                + " running.\"; exit 9")
            .query();

    assertThat(state.tool()).isEqualTo(Tool.FAILED);
    assertThat(state.problems())
        .singleElement()
        .asString()
        .startsWith("nvidia-smi failed: NVIDIA-SMI has failed because it couldn't communicate");
  }

  @Test
  void aDriverThatHangsIsGivenUp() throws IOException {
    GpuState state = smi("exec sleep 60").query();

    assertThat(state.tool()).isEqualTo(Tool.FAILED);
    assertThat(state.problems()).singleElement().asString().contains("did not answer within 1 s");
  }

  @Test
  void oneGpuThatIsLostDoesNotHideTheOthers() throws IOException {
    for (String bus : List.of("0000:0a:00.0", "0000:0b:00.0")) {
      Files.createDirectories(folder.resolve("driver").resolve(bus));
    }
    GpuState state =
        smi("""
                case "$*" in
                  *"-i 0000:0b:00.0"*)
                    echo "1, GPU-bbbb, 00000000:0B:00.0, Disabled, NVIDIA H200, 143771, 9" ;;
                  *query-gpu*)
                    echo "Unable to determine the device handle for GPU0000:0A:00.0: Unknown Error"
                    exit 255 ;;
                esac
                """)
            .query();

    assertThat(state.tool()).isEqualTo(Tool.WORKS);
    assertThat(state.gpus()).extracting(Gpu::uuid).containsExactly("GPU-bbbb");
    assertThat(state.problems())
        .containsExactly("the GPU at 0000:0A:00.0 does not answer; a reboot may bring it back");
  }

  @Test
  void aGpuDividedIntoInstancesIsReplacedByThem() throws IOException {
    GpuState state =
        smi("""
                case "$*" in
                  *query-gpu*)
                    echo "0, GPU-aaaa, 00000000:0A:00.0, Enabled, NVIDIA A100, 40960, [N/A]" ;;
                  *query-compute*) ;;
                  -L)
                    echo "GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-aaaa)"
                    echo "  MIG 3g.20gb     Device  0: (UUID: MIG-1111)"
                    echo "  MIG 3g.20gb     Device  1: (UUID: MIG-2222)" ;;
                esac
                """)
            .query();

    assertThat(state.gpus()).extracting(Gpu::uuid).containsExactly("MIG-1111", "MIG-2222");
    assertThat(state.gpus()).extracting(Gpu::totalMiB).containsOnly(20480L);
  }

  @Test
  void whatWasKnownStaysKnownWhenTheDriverBreaks() {
    Gpu one = new Gpu(0, -1, "GPU-aaaa", "X", "00000000:0A:00.0", 100, 0);
    Gpu two = new Gpu(1, -1, "GPU-bbbb", "X", "00000000:0B:00.0", 100, 0);
    GpuState before = GpuState.of(List.of(one, two));

    GpuState lost =
        GpuWatch.merge(
            before, GpuState.failed(Map.of("0000:0a:00.0", "gone"), List.of("it is lost")));
    assertThat(lost.gpus()).containsExactly(one, two);
    assertThat(lost.broken()).containsOnlyKeys("GPU-aaaa");
    assertThat(lost.problems()).containsExactly("it is lost");

    GpuState hidden = GpuWatch.merge(before, GpuState.of(List.of(two)));
    assertThat(hidden.broken()).containsOnlyKeys("GPU-aaaa");
    // It comes back.
    assertThat(GpuWatch.merge(hidden, before).broken()).isEmpty();
  }

  @Test
  void isAskedEveryTenSecondsAtMostAndHoldsNobodyUp() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicLong clock = new AtomicLong();
    GpuWatch watch =
        new GpuWatch(
            () -> {
              if (asked.incrementAndGet() == 2) {
                sleep();
              }
              return GpuState.of(List.of());
            },
            clock::get);
    for (int i = 0; i < 100; i++) {
      watch.now();
    }
    assertThat(asked).hasValue(1);

    clock.addAndGet(Duration.ofSeconds(11).toNanos());
    long start = System.nanoTime();
    watch.now();
    watch.now();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void aRunOnAGpuKeepsOtherStudiesFromItUntilItsLastProcessIsGone() throws IOException {
    smi(TWO);
    LocalExecutor one = shared(Duration.ZERO);
    LocalExecutor other = shared(Duration.ZERO);
    String marker = "gpu-test-" + ProcessHandle.current().pid();
    Path run = Files.createDirectories(folder.resolve("study/runs/exp000/s1"));
    Job job =
        new Job(
            marker + ":exp000/s1",
            run,
            new CommandLine(List.of("sh", "-c", "sleep 60"), Map.of("CUDA_VISIBLE_DEVICES", "x")));

    try (Turn turn = one.turn(request(marker))) {
      // On the second GPU somebody else computes.
      assertThat(turn.devices()).extracting(Device::gpu).containsExactly("GPU-aaaa");
      assertThat(turn.problems()).singleElement().asString().startsWith("gpu1 is not used: ");
      one.start(job, turn.devices().get(0));
    }
    try (Turn turn = other.turn(request("other-" + marker))) {
      assertThat(turn.devices()).isEmpty();
      assertThat(turn.report().get(0).holder()).startsWith("exp000/s1 of ");
    }
    one.rest(marker);
    try (Turn turn = other.turn(request("other-" + marker))) {
      assertThat(turn.report().get(0).holder()).isEqualTo("exp000/s1 in " + run);
    }
    one.kill(job.marker(), run, Duration.ofSeconds(1));
    try (Turn turn = other.turn(request("other-" + marker))) {
      assertThat(turn.devices()).hasSize(1);
    }
  }

  @Test
  void staggeredStartsFollowOneAnotherOnTheWholeMachine() throws IOException {
    smi(TWO.replace("echo \"GPU-bbbb, 1, 8990\"", "true"));
    LocalExecutor one = shared(Duration.ofMinutes(5));
    LocalExecutor other = shared(Duration.ofMinutes(5));
    String marker = "stagger-test-" + ProcessHandle.current().pid();
    Path run = Files.createDirectories(folder.resolve("s1"));
    Job job =
        new Job(
            marker + ":exp000/s1", run, new CommandLine(List.of("sh", "-c", "sleep 60"), Map.of()));

    try (Turn turn = one.turn(request(marker))) {
      assertThat(turn.devices()).as("one at a time").hasSize(1);
      one.start(job, turn.devices().get(0));
    }
    try (Turn turn = other.turn(request("other-" + marker))) {
      assertThat(turn.devices()).isEmpty();
    }
    one.rest(marker);
    one.kill(job.marker(), run, Duration.ofSeconds(1));
    try (Turn turn = other.turn(request("other-" + marker))) {
      assertThat(turn.devices()).as("what is over is in nobody's way").hasSize(1);
    }
  }

  private TurnRequest request(String study) {
    return new TurnRequest(study, folder.resolve(study), Set.of(), 2);
  }

  private LocalExecutor shared(Duration stagger) {
    MachineSettings usual = MachineSettings.defaults();
    MachineSettings settings =
        new MachineSettings(
            usual.gpus(),
            usual.runsPerGpu(),
            usual.gpusPerRun(),
            null,
            usual.foreignGpuMiB(),
            stagger,
            1,
            true);
    return LocalExecutor.shared(
        new ExecutorSettings("local", null, 1, settings),
        Map.of(
            "PATH",
            folder.resolve("bin").toString(),
            Machine.VARIABLE,
            folder.resolve("machine").toString()),
        InstantSource.system());
  }

  private static void sleep() {
    try {
      Thread.sleep(1500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private NvidiaSmi smi(String script) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path program = bin.resolve("nvidia-smi");
    Files.writeString(program, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new NvidiaSmi(
        Map.of("PATH", bin.toString()), folder.resolve("driver"), Duration.ofSeconds(1));
  }
}
