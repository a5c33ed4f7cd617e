package dev.trotline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.InvalidInputException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlurmSettingsTest {

  private static ExecutorSettings read(String executor) {
    return StudyFiles.check(
            "study.yaml",
            "name: s\nsimulator: {kind: mujoco, task: T}\nobjective: {minimize: velocity_error}\n"
                + "executor: "
                + executor
                + "\n")
        .executor();
  }

  private static SlurmSettings slurm(String settings) {
    SlurmSettings read = read("{kind: slurm, slurm: {" + settings + "}}").slurm();
    assertThat(read).isNotNull();
    return read;
  }

  @Test
  void everythingIsOptionalAndRunsAreCarriedOnUnlessToldOtherwise() {
    ExecutorSettings bare = read("{kind: slurm}");
    assertThat(bare.slurm()).isNotNull();
    assertThat(bare.resume()).isTrue();
    assertThat(read("{kind: slurm, resume: false}").resume()).isFalse();
    assertThat(read("{kind: local}").resume()).isFalse();
    assertThat(read("{kind: local}").slurm()).isNull();
  }

  @Test
  void allKeysAreRead() {
    SlurmSettings all =
        slurm(
            "partition: 'a,b', account: lab, qos: high, gres: 'gpu:a100:1', time: '1-12:00:00',"
                + " mem: 32G, cpus: 8, constraint: 'a100|h100', modules: [cuda/12.4],"
                + " container: [apptainer, exec, --nv, /images/x.sif],"
                + " lines: ['#SBATCH --exclusive'], setup: ['export X=1'], template: own.sbatch");
    assertThat(all.cpus()).isEqualTo(8);
    assertThat(all.limit()).isEqualTo(Duration.ofHours(36));
    assertThat(all.container()).hasSize(4);
    assertThat(all.gpu()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "gres: 'gpu:1'; true",
        "gres: gpu; true",
        "gres: 'shard:2,gpu:h100:1'; true",
        "gres: 'gres/gpu:1'; true",
        "gres: 'shard:2'; false",
        "gres: 'gpumem:20G'; false",
        "lines: ['#SBATCH --gpus-per-node=1']; true",
        "lines: ['#SBATCH --gpus 1']; true",
        "lines: ['#SBATCH --exclusive']; false"
      })
  void aGpuIsRecognised(String settings, boolean gpu) {
    assertThat(slurm(settings).gpu()).isEqualTo(gpu);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "time: 4:00:00",
        "time: 60",
        "time: 'soon'",
        "time: '0'",
        "time: '4::00'",
        "gres: 'gpu:'",
        "gres: 'gpu 1'",
        "gres: ':1'",
        "mem: 32GB",
        "cpus: 0",
        "partition: 'a b'",
        "account: 'x; rm'",
        "constraint: 'a b'",
        "modules: ['a b']",
        "lines: ['--exclusive']",
        "lines: ['#SBATCH --array=1-4']",
        "lines: ['#SBATCH -J mine']",
        "lines: ['#SBATCH --comment=x']",
        "partitions: a"
      })
  void whatSbatchWouldNotTakeIsRefusedWithTheKey(String settings) {
    assertThatThrownBy(() -> slurm(settings))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("executor.slurm." + settings.substring(0, settings.indexOf(':')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "30; 1800",
        "30:30; 1830",
        "04:00:00; 14400",
        "2-0; 172800",
        "1-12:30; 131400",
        "1-00:00:10; 86410"
      })
  void timesMeanWhatTheyMeanToSbatch(String text, long seconds) {
    assertThat(SlurmTime.parse(text)).isEqualTo(Optional.of(Duration.ofSeconds(seconds)));
  }

  @Test
  void ownDurationsBecomeMinutesAndThereMayBeNoLimit() {
    assertThat(slurm("time: 90 s").time()).isEqualTo("2");
    assertThat(slurm("time: 4 h").time()).isEqualTo("240");
    assertThat(slurm("time: UNLIMITED").limit()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpus: [0]", "gpus_per_run: 2", "stagger: 5 s", "share: 2"})
  void whatSaysHowOneMachineIsSharedMeansNothingToSlurm(String key) {
    assertThatThrownBy(() -> read("{kind: slurm, " + key + "}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("executor." + key.substring(0, key.indexOf(':')));
  }

  @Test
  void slurmsKeysAreUnknownToTheLocalExecutor() {
    assertThatThrownBy(() -> read("{kind: local, slurm: {partition: a}}"))
        .isInstanceOf(InvalidInputException.class);
  }
}
