package dev.trotline.executor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.executor.DeviceReport;
import dev.trotline.simulator.Device;
import dev.trotline.study.ExecutorSettings;
import dev.trotline.study.MachineSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SharingTest {

  private static final List<Gpu> TWO =
      List.of(
          new Gpu(0, -1, "GPU-a", "X", "00000000:0A:00.0", 24000, 10),
          new Gpu(1, -1, "GPU-b", "X", "00000000:0B:00.0", 24000, 10));

  private final List<Occupant> occupants = new ArrayList<>();
  private final List<Contender> others = new ArrayList<>();
  private final List<GpuProcess> processes = new ArrayList<>();
  private Map<String, String> broken = Map.of();
  private Set<String> held = Set.of();
  private List<Gpu> gpus = TWO;
  private double share = 1;

  @Test
  void aDeviceThatAnyStudyHoldsIsGivenToNobody() {
    occupants.add(cpu("other", "cpu0"));

    Sharing.Choice choice = chooseCpus(3, 3);

    assertThat(choice.devices()).extracting(Device::name).containsExactly("cpu1", "cpu2");
    assertThat(choice.wish()).contains("cpu0");
    assertThat(choice.report().get(0).holder()).isEqualTo("exp000/s1 of another study");
  }

  @Test
  void whoeverHoldsLessForHisWeightComesFirst() {
    occupants.add(cpu("me", "cpu0"));
    others.add(waits("other", 1, 5, "cpu1"));

    assertThat(chooseCpus(2, 2).devices()).isEmpty();
    assertThat(chooseCpus(2, 2).report().get(1).reason()).isEqualTo("it is the turn of /other");

    occupants.add(cpu("other", "cpu7"));
    occupants.add(cpu("other", "cpu8"));
    assertThat(chooseCpus(2, 2).devices()).extracting(Device::name).containsExactly("cpu1");
  }

  @Test
  void ofEqualsTheOneThatWaitsLongestComesFirst() {
    others.add(waits("other", 1, 99, "cpu0", "cpu1"));
    assertThat(chooseCpus(2, 2).devices()).isEmpty();

    others.set(0, waits("other", 1, 101, "cpu0", "cpu1"));
    assertThat(chooseCpus(2, 2).devices()).extracting(Device::name).containsExactly("cpu0");
  }

  @Test
  void aStudyOfTwiceTheWeightMayHoldTwiceAsMuch() {
    share = 2;
    occupants.add(cpu("me", "cpu0"));
    occupants.add(cpu("other", "cpu9"));
    others.add(waits("other", 1, 5, "cpu1", "cpu2"));

    assertThat(chooseCpus(3, 3).devices()).extracting(Device::name).containsExactly("cpu1");
  }

  @Test
  void aWishForOtherDevicesHoldsNobodyBack() {
    others.add(waits("other", 1, 5, "cpu7", "GPU-z"));

    assertThat(chooseCpus(2, 2).devices()).hasSize(2);
  }

  @Test
  void aGpuOnWhichOthersComputeIsNotUsed() {
    processes.add(new GpuProcess(1, "GPU-a", 9000, "", false));
    processes.add(new GpuProcess(2, "GPU-b", 300, "", false));

    Sharing.Choice choice = chooseGpus(MachineSettings.defaults(), 2);

    assertThat(choice.devices()).extracting(Device::gpu).containsExactly("GPU-b");
    assertThat(choice.wish()).doesNotContain("GPU-a");
    assertThat(choice.problems())
        .singleElement()
        .asString()
        .startsWith("gpu0 is not used: programs that are not Trotline's, such as process 1, hold");
  }

  @Test
  void aProcessWhoseMemoryIsNotToldMayHoldAll() {
    processes.add(new GpuProcess(1, "GPU-a", GpuProcess.UNKNOWN, "", false));

    assertThat(chooseGpus(MachineSettings.defaults(), 2).devices())
        .extracting(Device::gpu)
        .containsExactly("GPU-b");
    assertThat(chooseGpus(settings(1, 1, null, 100_000), 2).devices()).hasSize(2);
  }

  @Test
  void aProcessThatHasEndedSinceIsInNobodysWay() {
    processes.add(new GpuProcess(Integer.MAX_VALUE, "GPU-a", 9000, "", true));

    assertThat(chooseGpus(MachineSettings.defaults(), 2).devices()).hasSize(2);
  }

  @Test
  void memoryThatNoProcessExplainsKeepsAGpuFromBeingUsed() {
    gpus = List.of(new Gpu(0, "GPU-a", "X", 24000, 13000), TWO.get(1));

    assertThat(chooseGpus(MachineSettings.defaults(), 2).devices()).hasSize(1);

    // It was our own run's, which is over.
    held = Set.of("GPU-a");
    assertThat(chooseGpus(MachineSettings.defaults(), 2).devices()).hasSize(2);
  }

  @Test
  void aGpuThatDoesNotWorkIsLeftAloneAndTheOthersGoOn() {
    broken = Map.of("GPU-a", "nvidia-smi says 'GPU is lost' of it");

    Sharing.Choice choice = chooseGpus(MachineSettings.defaults(), 2);

    assertThat(choice.devices()).extracting(Device::name).containsExactly("gpu1");
    assertThat(choice.problems())
        .containsExactly("gpu0 is not used: nvidia-smi says 'GPU is lost' of it");
  }

  @Test
  void aRunIsStartedOnlyWhereItsDeclaredNeedFits() {
    // Another study's run has just been started and holds nothing yet.
    occupants.add(new Occupant("", "other:exp000/s1", "gpu0", List.of("GPU-a"), 4, 15000));

    Sharing.Choice choice = chooseGpus(settings(4, 1, 10000, 512), 4);

    assertThat(choice.devices()).extracting(Device::name).containsExactly("gpu1", "gpu1.1");
  }

  @Test
  void memoryThatOthersHoldIsNeverCountedAsFree() {
    gpus = List.of(new Gpu(0, "GPU-a", "X", 24000, 5000), TWO.get(1));

    Sharing.Choice choice = chooseGpus(settings(1, 1, 20000, 100_000), 2);

    assertThat(choice.devices()).extracting(Device::name).containsExactly("gpu1");
    assertThat(choice.wish()).doesNotContain("GPU-a");
    assertThat(choice.problems()).singleElement().asString().contains("less than 20000 MiB");
  }

  @Test
  void inAContainerOurOwnRunUnderAnotherPidIsNoStranger() {
    processes.add(new GpuProcess(Integer.MAX_VALUE, "GPU-a", 9000, "", false));
    assertThat(chooseGpus(MachineSettings.defaults(), 2).devices()).hasSize(1);

    held = Set.of("GPU-a");
    assertThat(chooseGpus(MachineSettings.defaults(), 2).devices()).hasSize(2);
  }

  @Test
  void whoCanNeverHaveEnoughGpusKeepsNobodyWaiting() {
    broken = Map.of("GPU-a", "it is lost");

    Sharing.Choice choice = chooseGpus(settings(1, 2, null, 512), 1);

    assertThat(choice.devices()).isEmpty();
    assertThat(choice.wish()).isEmpty();
    assertThat(choice.problems()).anyMatch(p -> p.startsWith("a run needs 2 GPUs"));
  }

  @Test
  void severalRunsOnAGpuOnlyIfAllOfThemSufferIt() {
    occupants.add(new Occupant("", "other:exp000/s1", "gpu0", List.of("GPU-a"), 1, 0));

    Sharing.Choice choice = chooseGpus(settings(3, 1, null, 512), 9);

    assertThat(choice.devices())
        .extracting(Device::name)
        .containsExactly("gpu1", "gpu1.1", "gpu1.2");
  }

  @Test
  void putsFreeGpusTogetherForARunOfSeveral() {
    gpus =
        List.of(
            TWO.get(0),
            TWO.get(1),
            new Gpu(2, "GPU-c", "X", 24000, 0),
            new Gpu(3, "GPU-d", "X", 24000, 0));
    occupants.add(new Occupant("", "other:exp000/s1", "gpu1", List.of("GPU-b"), 1, 0));

    Sharing.Choice choice = chooseGpus(settings(1, 2, null, 512), 3);

    assertThat(choice.devices()).containsExactly(new Device("gpu0+2", "GPU-a,GPU-c", 4));
    assertThat(choice.devices().get(0).count()).isEqualTo(2);
    assertThat(choice.wish()).contains("GPU-b", "GPU-d");
  }

  @Test
  void whatTheStudyHoldsByItsOwnRecordIsNotGivenTwice() {
    Sharing sharing =
        new Sharing(
            MachineSettings.defaults(),
            1,
            GpuState.absent(),
            occupants,
            me(),
            others,
            Set.of("cpu0"));

    Sharing.Choice choice = sharing.choose(cpus(2), 2, 2, 100, 1);

    assertThat(choice.devices()).extracting(Device::name).containsExactly("cpu1");
    assertThat(choice.report())
        .contains(new DeviceReport("cpu0", null, "a run of this study", null));
  }

  private Contender me() {
    return new Contender("me", "/me", share, 100, Set.of());
  }

  private static Contender waits(String study, double share, long since, String... wish) {
    return new Contender(study, "/" + study, share, since, Set.of(wish));
  }

  private static Occupant cpu(String study, String device) {
    return new Occupant("", study + ":exp000/s1", device, List.of(), 1, 0);
  }

  private static List<Device> cpus(int count) {
    return Slots.of(new ExecutorSettings("local", count, 1), 8, List.of());
  }

  private Sharing.Choice chooseCpus(int slots, int wanted) {
    return new Sharing(
            MachineSettings.defaults(), 1, GpuState.absent(), occupants, me(), others, Set.of())
        .choose(cpus(slots), wanted, Integer.MAX_VALUE, 100, 1);
  }

  private static MachineSettings settings(
      int runsPerGpu, int gpusPerRun, @Nullable Integer memory, int foreign) {
    return new MachineSettings(
        List.of(), runsPerGpu, gpusPerRun, memory, foreign, Duration.ZERO, 1, true);
  }

  private Sharing.Choice chooseGpus(MachineSettings settings, int wanted) {
    GpuState state = new GpuState(GpuState.Tool.WORKS, gpus, processes, held, broken, List.of());
    List<Device> slots =
        settings.gpusPerRun() > 1
            ? gpus.stream().map(gpu -> new Device(gpu.label(), gpu.uuid(), 1)).toList()
            : Slots.of(new ExecutorSettings("local", null, null, settings), 8, gpus);
    return new Sharing(settings, settings.runsPerGpu(), state, occupants, me(), others, Set.of())
        .choose(slots, wanted, Integer.MAX_VALUE, 100, 4);
  }
}
