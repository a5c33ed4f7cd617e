package dev.trotline.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.study.Limits;
import dev.trotline.study.RunState;
import dev.trotline.study.StopSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules over curves as a watch asks them. */
class CurveWatchTest {

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Limits LIMITS =
      new Limits(Duration.ofHours(1), Duration.ofHours(1), POLL, Duration.ofHours(1), 1);

  /** Falls at once and never learns. */
  private static Iteration dead(int number) {
    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("Train/mean_reward", -1.0);
    scalars.put("Train/mean_episode_length", 30.0);
    scalars.put("Policy/mean_noise_std", 1.0);
    return new Iteration(number, null, scalars);
  }

  private static Observation look(int second, int done, boolean alive, List<Iteration> fresh) {
    return new Observation(
        Duration.ofSeconds(second),
        RunState.TRAINING,
        alive,
        alive ? null : 0,
        done,
        1200,
        false,
        fresh);
  }

  private static RunWatch watch(StopSettings settings) {
    return new RunWatch(StopRules.of(LIMITS, settings, "velocity_error", List::of), POLL);
  }

  private static int stoppedAt(RunWatch watch) {
    for (int i = 0; i < 1200; i++) {
      if (watch.observe(look(i, i + 1, true, List.of(dead(i)))).stops()) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void aStopStandsWhileEvidenceIsTaken() {
    RunWatch watch = watch(StopSettings.STANDARD);
    int stopped = stoppedAt(watch);
    assertThat(stopped).isBetween(590, 620);
    assertThat(watch.decidedBy()).isEqualTo("dead_policy");
    for (int i = 1; i < 40; i++) {
      RuleVerdict verdict =
          watch.observe(look(stopped + i, stopped + i, true, List.of(dead(stopped + i))));
      assertThat(verdict.stops()).isTrue();
    }
  }

  @Test
  void aRunThatEndedByItselfIsNotEndedAgain() {
    RunWatch watch = watch(StopSettings.STANDARD);
    int stopped = stoppedAt(watch);
    var verdict = (RuleVerdict.Stop) watch.observe(look(stopped + 1, stopped, false, List.of()));
    assertThat(verdict.kill()).isFalse();
  }

  @Test
  void aRuleThatIsOffIsSilentButListed() {
    StopSettings usual = StopSettings.STANDARD;
    StopSettings settings =
        new StopSettings(
            Set.of("dead_policy", "plateau"),
            usual.nonFiniteIterations(),
            usual.divergenceIterations(),
            usual.reserveMib(),
            usual.deadIterations(),
            usual.curriculumIterations(),
            usual.hopeless(),
            usual.plateauStretch(),
            usual.runHours(),
            usual.checkpointWait());
    assertThat(stoppedAt(watch(settings))).isEqualTo(-1);
    List<String> off = new ArrayList<>();
    for (StopRules.Listed rule : StopRules.list(LIMITS, settings)) {
      assertThat(rule.tells()).isNotBlank();
      if (!rule.on()) {
        off.add(rule.name());
      }
    }
    // No hours are given, so the budget has nothing to end.
    assertThat(off).containsExactlyInAnyOrder("dead_policy", "plateau", "budget");
    assertThat(StopRules.list(LIMITS, settings)).hasSize(StopSettings.RULES.size());
  }
}
