package dev.trotline.executor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.simulator.Device;
import dev.trotline.study.ExecutorSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotsTest {

  private static final Gpu FIRST = new Gpu(0, "GPU-a", "X", 1, 0);
  private static final Gpu THIRD = new Gpu(2, "GPU-c", "X", 1, 0);

  @Test
  void takesOneSlotPerTwoCores() {
    assertThat(Slots.of(settings(null, null), 5, List.of()))
        .containsExactly(new Device("cpu0", null, 2), new Device("cpu1", null, 2));
    assertThat(Slots.of(settings(null, null), 1, List.of()))
        .containsExactly(new Device("cpu0", null, 1));
  }

  @Test
  void takesTheStudysOwnNumbers() {
    assertThat(Slots.of(settings(3, null), 2, List.of()))
        .containsExactly(
            new Device("cpu0", null, 1), new Device("cpu1", null, 1), new Device("cpu2", null, 1));
    assertThat(Slots.of(settings(1, 6), 2, List.of())).containsExactly(new Device("cpu0", null, 6));
    assertThat(Slots.of(settings(0, 0), 2, List.of())).containsExactly(new Device("cpu0", null, 1));
  }

  @Test
  void takesOneSlotPerGpu() {
    assertThat(Slots.of(settings(null, null), 16, List.of(FIRST, THIRD)))
        .containsExactly(new Device("gpu0", "GPU-a", 8), new Device("gpu2", "GPU-c", 8));
  }

  @Test
  void dealsMoreOrFewerSlotsOutOverTheGpus() {
    assertThat(Slots.of(settings(1, null), 16, List.of(FIRST, THIRD)))
        .containsExactly(new Device("gpu0", "GPU-a", 16));
    assertThat(Slots.of(settings(3, null), 16, List.of(FIRST, THIRD)))
        .containsExactly(
            new Device("gpu0", "GPU-a", 5),
            new Device("gpu2", "GPU-c", 5),
            new Device("gpu0.1", "GPU-a", 5));
  }

  private static ExecutorSettings settings(@Nullable Integer slots, @Nullable Integer threads) {
    return new ExecutorSettings("local", slots, threads);
  }
}
