package dev.trotline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.archive.RunRecord;
import dev.trotline.study.Limits;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ShortageTest {

  private static final Instant NIGHT = Instant.parse("2026-11-20T22:00:00Z");

  private final AtomicLong disk = new AtomicLong(10_000);
  private final AtomicLong memory = new AtomicLong(10_000);
  private final AtomicLong nanos = new AtomicLong();
  private final Shortage shortage =
      new Shortage(
          new Limits(
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              1000,
              2000),
          disk::get,
          memory::get,
          nanos::get);

  @Test
  void saysNothingWhileThereIsRoom() {
    assertThat(look(run(0), run(1))).isEmpty();
    assertThat(problems).isEmpty();
  }

  @Test
  void warnsBelowHalfAndEndsNobody() {
    disk.set(400);
    assertThat(look(run(0), run(1))).isEmpty();
    assertThat(problems)
        .containsExactly("the disk of the study has only 400 MiB left while runs train");
  }

  @Test
  void namesTheYoungestBelowATenth() {
    disk.set(90);
    assertThat(look(run(0), run(2), run(1)))
        .hasValueSatisfying(
            victim -> {
              assertThat(victim.run().id().seed()).isEqualTo(2);
              assertThat(victim.cause()).isEqualTo("disk_full");
              assertThat(victim.note()).contains("youngest of 3 runs", "launch --resume");
            });
  }

  @Test
  void waitsAMinuteBetweenTwoAndSparesTheLast() {
    memory.set(100);
    assertThat(look(run(0), run(1), run(2))).isPresent();
    pass(30);
    assertThat(look(run(0), run(1))).isEmpty();
    pass(31);
    assertThat(look(run(0), run(1))).isPresent();
    pass(61);
    assertThat(look(run(0))).isEmpty();
    assertThat(problems).hasSize(1);
  }

  @Test
  void memoryThatNothingTellsOfIsNoShortage() {
    memory.set(-1);
    assertThat(look(run(0), run(1))).isEmpty();
    assertThat(problems).isEmpty();
  }

  private List<String> problems = List.of();

  private Optional<Shortage.Victim> look(RunRecord... live) {
    TickLog log = new TickLog();
    var victim = shortage.look(List.of(live), log);
    problems = log.toTick().problems();
    return victim;
  }

  private void pass(long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private static RunRecord run(int seed) {
    return new RunRecord(
        RunId.parse("exp000/s" + seed),
        RunState.TRAINING,
        null,
        null,
        "cpu" + seed,
        0,
        "manual",
        1,
        3,
        NIGHT,
        NIGHT.plusSeconds(seed),
        null,
        1);
  }
}
