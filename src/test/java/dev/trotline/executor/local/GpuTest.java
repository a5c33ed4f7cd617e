package dev.trotline.executor.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuTest {

  private static final String TWO =
      """
      0, GPU-3e5a1b2c-0000-1111-2222-333344445555, NVIDIA H200, 143771, 4
      1, GPU-99aa1b2c-0000-1111-2222-333344445555, NVIDIA H200, 143771, 120034
      """;

  @Test
  void readsWhatNvidiaSmiPrints() {
    assertThat(Gpu.parse(TWO))
        .containsExactly(
            new Gpu(0, "GPU-3e5a1b2c-0000-1111-2222-333344445555", "NVIDIA H200", 143771, 4),
            new Gpu(1, "GPU-99aa1b2c-0000-1111-2222-333344445555", "NVIDIA H200", 143771, 120034));
  }

  @Test
  void readsGpusThatShareTheirMemoryAndNamesWithCommas() {
    assertThat(Gpu.parse("0, GPU-1-2, NVIDIA Orin, nvgpu, [N/A], [Not Supported]\n"))
        .containsExactly(new Gpu(0, "GPU-1-2", "NVIDIA Orin, nvgpu", 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''",
        "No devices were found",
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure, a, b, c",
        "0, GPU-1",
        "WARNING: infoROM is corrupted at gpu 0000:01:00.0"
      })
  void readsNothingFromComplaints(String text) {
    assertThat(Gpu.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 0",
        "1,0; 1 0",
        "'1, 0'; 1 0",
        "GPU-99; 1",
        "''; ''",
        "-1; ''",
        "0,-1,1; 0",
        "7; ''",
        "NoDevFiles; ''",
        "0,0; 0"
      })
  void usesOnlyWhatCudaVisibleDevicesLeaves(String visible, String indices) {
    assertThat(Gpu.visible(Gpu.parse(TWO), Optional.of(visible)))
        .extracting(gpu -> Integer.toString(gpu.index()))
        .isEqualTo(indices.isEmpty() ? List.of() : List.of(indices.split(" ")));
  }

  @Test
  void usesAllGpusIfTheVariableIsNotSet() {
    assertThat(Gpu.visible(Gpu.parse(TWO), Optional.empty())).hasSize(2);
  }

  @Test
  void findsNoneOrSomeOnThisMachineWithoutFailing() {
    assertThat(Gpu.query()).allMatch(gpu -> gpu.uuid().startsWith("GPU-"));
  }
}
