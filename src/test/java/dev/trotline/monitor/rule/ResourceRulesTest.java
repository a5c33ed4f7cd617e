package dev.trotline.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.monitor.rule.Surroundings.Memory;
import dev.trotline.monitor.rule.Surroundings.TaskFacts;
import dev.trotline.study.RunState;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that look at memory, time and money, with simulated time. */
class ResourceRulesTest {

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final TaskFacts TASK = new TaskFacts(1000, 24, 10, 50, "");

  /** Two seconds an iteration; memory in MiB by iteration. */
  private static int endedAt(
      IntToDoubleFunction resident, IntToDoubleFunction free, int asked, double reserve) {
    RunWatch watch = new RunWatch(List.of(new MemoryGrowth(reserve)), POLL);
    for (int i = 0; i < asked; i++) {
      var memory = new Memory(resident.applyAsDouble(i), free.applyAsDouble(i));
      if (watch.observe(look(2 * i, i, asked, memory, null, Duration.ZERO)).stops()) {
        return i;
      }
    }
    return -1;
  }

  private static Observation look(
      double seconds,
      int done,
      int asked,
      @Nullable Memory memory,
      @Nullable Duration left,
      Duration spent) {
    return new Observation(
        Duration.ofMillis((long) (1000 * seconds)),
        RunState.TRAINING,
        true,
        null,
        done,
        asked,
        false,
        List.of(),
        new Surroundings(memory, left, spent, TASK, null));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void endsALeakBeforeTheMachineIsFull(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double each = random.nextDouble(1, 20);
    double total = random.nextDouble(8_000, 60_000);
    int full = (int) ((total - 3000) / each);
    double jitter = random.nextDouble(30);
    int ended =
        endedAt(
            i -> 3000 + each * i + jitter * random.nextDouble(),
            i -> total - 3000 - each * i,
            4 * full,
            1024);
    assertThat(ended).isPositive().isLessThan(full);
    assertThat((full - ended) * each).isLessThan(1024 + 160 * each);
  }

  @Test
  void leavesALeakAloneThatLastsToTheEnd() {
    assertThat(endedAt(i -> 3000 + i, i -> 9000 - i, 2000, 1024)).isEqualTo(-1);
  }

  @Test
  void leavesAWarmUpAPlateauAndASawtoothAlone() {
    IntToDoubleFunction warmUp = i -> 8000 * (1 - Math.exp(-i / 300.0));
    assertThat(
            endedAt(
                i -> 1000 + warmUp.applyAsDouble(i),
                i -> 9000 - warmUp.applyAsDouble(i),
                5000,
                512))
        .isEqualTo(-1);
    assertThat(endedAt(i -> 3000, i -> 200, 5000, 1024)).isEqualTo(-1);
    IntToDoubleFunction sawtooth = i -> 2000 * (i % 300) / 300.0;
    assertThat(
            endedAt(
                i -> 3000 + sawtooth.applyAsDouble(i),
                i -> 6000 - sawtooth.applyAsDouble(i),
                5000,
                1024))
        .isEqualTo(-1);
  }

  @Test
  void doesNotEndARunForWhatOthersTake() {
    assertThat(endedAt(i -> 3000 + 0.1 * i, i -> 20_000 - 10 * i, 3000, 1024)).isEqualTo(-1);
  }

  @Test
  void waitsWithTheDeadlineUntilACheckpointJustFits() {
    RunWatch watch = new RunWatch(List.of(new Deadline(Duration.ofMinutes(10))), POLL);
    Duration ended = null;
    for (int i = 0; i < 3000 && ended == null; i++) {
      Duration left = Duration.ofSeconds(4000 - 2L * i);
      RuleVerdict verdict = watch.observe(look(2 * i, i, 10_000, null, left, Duration.ZERO));
      if (verdict instanceof RuleVerdict.Stop stop) {
        ended = left;
        assertThat(stop.state()).isEqualTo(RunState.PREEMPTED);
        assertThat(stop.atCheckpoint()).isTrue();
      }
    }
    // 50 iterations of 2 s to the next checkpoint, and 30 s.
    assertThat(ended).isBetween(Duration.ofSeconds(120), Duration.ofSeconds(132));
  }

  @Test
  void letsARunFinishThatMakesTheDeadline() {
    RunWatch watch = new RunWatch(List.of(new Deadline(Duration.ofMinutes(10))), POLL);
    for (int i = 0; i < 1950; i++) {
      Duration left = Duration.ofSeconds(4000 - 2L * i);
      assertThat(watch.observe(look(2 * i, i, 1950, null, left, Duration.ZERO)).stops()).isFalse();
    }
  }

  @Test
  void endsARunThatIsOverItsHours() {
    RunWatch watch = new RunWatch(List.of(new RunBudget(1.5)), POLL);
    Duration hours = Duration.ofMinutes(89);
    assertThat(watch.observe(look(0, 5, 100, null, null, hours)).stops()).isFalse();
    RuleVerdict verdict = watch.observe(look(2, 5, 100, null, null, hours.plusMinutes(2)));
    assertThat(((RuleVerdict.Stop) verdict).state()).isEqualTo(RunState.CANCELLED);
  }

  @Test
  void knowsTheQuantilesOfStudent() {
    // Tables of the t distribution, one-sided.
    assertThat(StudentT.upper(0.025, 4)).isCloseTo(2.776, within(0.001));
    assertThat(StudentT.upper(0.05, 1)).isCloseTo(6.314, within(0.001));
    assertThat(StudentT.upper(0.01, 30)).isCloseTo(2.457, within(0.001));
    assertThat(StudentT.tail(0, 7)).isCloseTo(0.5, within(1e-9));
  }

  private static org.assertj.core.data.Offset<Double> within(double bound) {
    return org.assertj.core.data.Offset.offset(bound);
  }
}
