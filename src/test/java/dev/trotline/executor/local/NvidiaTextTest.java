package dev.trotline.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.trotline.executor.local.NvidiaText.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Output as NVIDIA's manual, its MIG guide and public bug reports show it. */
class NvidiaTextTest {

  private static final String TWO =
      """
      0, GPU-3e5a1b2c-0000-1111-2222-333344445555, 00000000:0A:00.0, Disabled, NVIDIA H200, 143771, 4
      1, GPU-99aa1b2c-0000-1111-2222-333344445555, 00000000:0B:00.0, [N/A], NVIDIA H200, 143771, 120034
      """;

  private static final String LIST =
      """
      GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77)
        MIG 3g.20gb     Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)
        MIG 1c.3g.20gb  Device  1: (UUID: MIG-GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77/1/0)
      GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-9bcc4d32-0000-2b2c-524d-9e3d8d2b8a77)
      """;

  @Test
  void readsTheGpusOfAHealthyMachine() {
    NvidiaText.Gpus read = NvidiaText.gpus(TWO);

    assertThat(read.gpus())
        .containsExactly(
            new Gpu(
                0,
                -1,
                "GPU-3e5a1b2c-0000-1111-2222-333344445555",
                "NVIDIA H200",
                "00000000:0A:00.0",
                143771,
                4),
            new Gpu(
                1,
                -1,
                "GPU-99aa1b2c-0000-1111-2222-333344445555",
                "NVIDIA H200",
                "00000000:0B:00.0",
                143771,
                120034));
    assertThat(read.broken()).isEmpty();
    assertThat(read.split()).isEmpty();
    assertThat(read.nameless()).isFalse();
  }

  @Test
  void takesMemoryThatTheDriverDoesNotTellForUnknownAndKeepsCommasOfNames() {
    NvidiaText.Gpus read =
        NvidiaText.gpus("0, GPU-1-2, [N/A], [N/A], NVIDIA Orin, nvgpu, [N/A], [Not Supported]\n");

    assertThat(read.gpus())
        .containsExactly(new Gpu(0, -1, "GPU-1-2", "NVIDIA Orin, nvgpu", "[N/A]", 0, 0));
    assertThat(read.broken()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[Unknown Error]", "[GPU is lost]", "ERR!", "[Unknown error]"})
  void aCellThatTellsOfAFaultMarksItsGpuOnly(String cell) {
    NvidiaText.Gpus read =
        NvidiaText.gpus(
            "0, GPU-1, 00000000:0A:00.0, Disabled, A, 100, %s\n1, GPU-2, 00000000:0B:00.0, Disabled, A, 100, 3\n"
                .formatted(cell));

    assertThat(read.gpus()).hasSize(2);
    assertThat(read.broken()).containsOnlyKeys("GPU-1");
  }

  @Test
  void aGpuWithoutAnIdentityIsToldOfButNotUsed() {
    NvidiaText.Gpus read =
        NvidiaText.gpus("0, [Unknown Error], 00000000:0A:00.0, [N/A], A, 100, 1\n");

    assertThat(read.gpus()).isEmpty();
    assertThat(read.nameless()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''",
        "No devices were found",
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure, a, b, c, d, e, f",
        "Failed to initialize NVML: Driver/library version mismatch",
        "0, GPU-1",
        "WARNING: infoROM is corrupted at gpu 0000:01:00.0"
      })
  void readsNothingFromComplaints(String text) {
    assertThat(NvidiaText.gpus(text).gpus()).isEmpty();
    assertThat(NvidiaText.processes(text)).isEmpty();
    assertThat(NvidiaText.instances(text)).isEmpty();
  }

  @Test
  void readsInstancesWithTheMemoryOfTheirProfile() {
    assertThat(NvidiaText.instances(LIST))
        .extracting(Gpu::label, Gpu::uuid, Gpu::totalMiB)
        .containsExactly(
            tuple("gpu0-0", "MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f", 20480L),
            tuple("gpu0-1", "MIG-GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77/1/0", 20480L));
  }

  @Test
  void readsProcessesAndWhatIsNotSaidOfThem() {
    assertThat(
            NvidiaText.processes(
                """
                GPU-1, 4711, 5120
                GPU-2, 4712, [N/A]
                GPU-2, [N/A], 12
                GPU-3, 4713, [Insufficient Permissions]
                No running processes found
                """))
        .containsExactly(
            new Row("GPU-1", 4711, 5120),
            new Row("GPU-2", 4712, GpuProcess.UNKNOWN),
            new Row("GPU-3", 4713, GpuProcess.UNKNOWN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Unable to determine the device handle for GPU 0000:0A:00.0: Unknown Error",
        "Unable to determine the device handle for GPU0000:0A:00.0: Unknown Error",
        "Unable to determine the device handle for GPU 0000:0a:00.0: GPU is lost.  Reboot the system"
            + " to recover this GPU",
        "Unable to detect the device handle for GPU0000:0A:00.0: Unknown Error"
      })
  void namesTheGpuThatIsLost(String complaint) {
    assertThat(NvidiaText.lost(complaint))
        .hasValueSatisfying(
            bus -> {
              assertThat(NvidiaText.sameBus(bus, "00000000:0A:00.0")).isTrue();
              assertThat(NvidiaText.sameBus(bus, "00000000:0B:00.0")).isFalse();
            });
  }
}
