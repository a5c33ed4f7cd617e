package dev.trotline.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.monitor.rule.RuleVerdict;
import dev.trotline.study.RunId;
import dev.trotline.study.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckpointWaitTest {

  private static final RunId RUN = RunId.parse("exp001/s1");
  private static final RuleVerdict.Stop STOP =
      new RuleVerdict.Stop(RunState.PREEMPTED, "deadline", "late", List.of(), true, true);

  private final CheckpointWait wait = new CheckpointWait();

  private static CheckpointWait.Now at(double seconds, @Nullable String checkpoint) {
    return new CheckpointWait.Now(
        checkpoint == null ? null : Path.of(checkpoint),
        Duration.ofSeconds(2),
        50,
        Duration.ofMinutes(10),
        (long) (seconds * 1e9));
  }

  @Test
  void endsARunOnceItsNextCheckpointIsThere() {
    assertThat(wait.putOff(RUN, STOP, "deadline", at(0, "model_100.pt"))).isTrue();
    assertThat(wait.putOff(RUN, STOP, "deadline", at(1, "model_100.pt"))).isFalse();
    assertThat(wait.due(RUN, at(60, "model_100.pt"))).isNull();
    assertThat(wait.due(RUN, at(61, "model_150.pt")))
        .isEqualTo(new CheckpointWait.Due(STOP, "deadline"));
  }

  @Test
  void doesNotWaitForAFirstCheckpointForEver() {
    wait.putOff(RUN, STOP, "deadline", at(0, null));
    // 50 iterations of 2 s, a fifth more, and 30 s.
    assertThat(wait.due(RUN, at(149, null))).isNull();
    assertThat(wait.due(RUN, at(150, null))).isNotNull();
  }

  @Test
  void waitsNoLongerThanAllowed() {
    var unknown =
        new CheckpointWait.Now(null, Duration.ZERO, 0, Duration.ofSeconds(7), 1_000_000_000L);
    wait.putOff(RUN, STOP, "deadline", unknown);
    assertThat(wait.due(RUN, at(7.5, null))).isNull();
    assertThat(wait.due(RUN, at(8, null))).isNotNull();
  }

  @Test
  void forgetsARunThatIsOver() {
    wait.putOff(RUN, STOP, "deadline", at(0, null));
    wait.forget(RUN);
    assertThat(wait.due(RUN, at(1e6, null))).isNull();
    assertThat(wait.holds(RUN)).isFalse();
  }
}
