package dev.trotline.executor.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuTest {

  private static final List<Gpu> TWO =
      List.of(
          new Gpu(0, "GPU-3e5a1b2c-0000-1111-2222-333344445555", "NVIDIA H200", 143771, 4),
          new Gpu(1, "GPU-99aa1b2c-0000-1111-2222-333344445555", "NVIDIA H200", 143771, 9));

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
    assertThat(Gpu.visible(TWO, Optional.of(visible)))
        .extracting(gpu -> Integer.toString(gpu.index()))
        .isEqualTo(indices.isEmpty() ? List.of() : List.of(indices.split(" ")));
  }

  @Test
  void usesAllGpusIfTheVariableIsNotSet() {
    assertThat(Gpu.visible(TWO, Optional.empty())).hasSize(2);
  }

  @Test
  void instancesAreNamedByTheirIdentityOrTheNumberOfTheirGpu() {
    Gpu instance = new Gpu(0, 1, "MIG-ab12", "MIG 1g.10gb", "", 10240, 0);
    List<Gpu> gpus = List.of(instance, TWO.get(1));

    assertThat(Gpu.visible(gpus, Optional.of("MIG-ab12,1"))).isEqualTo(gpus);
    assertThat(Gpu.visible(gpus, Optional.of("0"))).containsExactly(instance);
    assertThat(instance.label()).isEqualTo("gpu0-1");
  }
}
