package dev.trotline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineSettingsTest {

  @TempDir Path folder;

  @Test
  void readsWhatAStudySaysOfItsDevices() throws IOException {
    MachineSettings settings =
        read(
            "isaaclab",
            "gpus: [0, GPU-ab-12, MIG-c], runs_per_gpu: 2, gpu_memory_mib: 12000,"
                + " foreign_gpu_mib: 100, stagger: 3 s, share: 2");

    assertThat(settings)
        .isEqualTo(
            new MachineSettings(
                List.of("0", "GPU-ab-12", "MIG-c"),
                2,
                1,
                12000,
                100,
                Duration.ofSeconds(3),
                2.0,
                true));
  }

  @Test
  void staggersStartsOfKitAndNoneOfTheEmbeddedSimulator() throws IOException {
    assertThat(read("isaaclab", "kind: local").stagger()).isEqualTo(Duration.ofSeconds(20));
    assertThat(read("mujoco", "kind: local").stagger()).isZero();
    assertThat(read("mujoco", "kind: local").usesGpus()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "mujoco; gpus_per_run: 2; trains on the CPU only",
        "isaaclab; gpus_per_run: 2, runs_per_gpu: 2; takes them whole",
        "isaaclab; gpus: [first]; names 'first'",
        "isaaclab; share: 0; share",
        "isaaclab; gpus_per_run: 0; gpus_per_run"
      })
  void refusesWhatCannotBe(String simulator, String keys, String complaint) {
    assertThatThrownBy(() -> read(simulator, keys))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(complaint);
  }

  private MachineSettings read(String simulator, String keys) throws IOException {
    Files.writeString(
        folder.resolve("study.yaml"),
        """
        name: test
        simulator: {kind: %s, task: T-v0}
        objective: {minimize: velocity_error}
        executor: {%s}
        """
            .formatted(simulator, keys));
    return StudyFiles.read(folder).config().executor().machine();
  }
}
