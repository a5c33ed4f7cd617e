package dev.trotline.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.monitor.Synthetic.Kind;
import dev.trotline.monitor.rule.CurriculumStuck;
import dev.trotline.monitor.rule.DeadPolicy;
import dev.trotline.monitor.rule.Divergence;
import dev.trotline.monitor.rule.StopRule;
import dev.trotline.study.StopSettings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule fires on what it is for, early enough to save something, and on nothing else. */
class CurveRulePowerTest {

  private static final int SEEDS = 15;
  private static final int[] LENGTHS = {700, 1500, 4000};
  private static final StopSettings USUAL = StopSettings.STANDARD;

  private static final List<StopRule> RULES =
      List.of(
          new Divergence(USUAL.divergenceIterations()),
          new DeadPolicy(USUAL.deadIterations()),
          new CurriculumStuck(USUAL.curriculumIterations()));

  private static final Map<Kind, List<String>> RIGHT = new EnumMap<>(Kind.class);

  static {
    RIGHT.put(Kind.VALUE_EXPLODES, List.of("divergence"));
    RIGHT.put(Kind.NOISE_RUNS_AWAY, List.of("divergence", "dead_policy", "curriculum_stuck"));
    RIGHT.put(Kind.RUNS_OFF_AT_ONCE, List.of("divergence", "dead_policy", "curriculum_stuck"));
    RIGHT.put(Kind.NEVER_LEARNS, List.of("dead_policy", "curriculum_stuck"));
    RIGHT.put(Kind.NOISE_COLLAPSES, List.of("dead_policy", "curriculum_stuck"));
    RIGHT.put(Kind.FROZEN, List.of("dead_policy", "curriculum_stuck"));
    RIGHT.put(Kind.STUCK_AT_ZERO, List.of("curriculum_stuck"));
    RIGHT.put(Kind.STUCK_AFTER_A_RISE, List.of("curriculum_stuck"));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void findsWhatFailsAndLeavesTheRestAlone(Kind kind) {
    int runs = 0;
    int stopped = 0;
    double saved = 0;
    for (int length : LENGTHS) {
      for (int seed = 0; seed < SEEDS; seed++) {
        Replay run = Synthetic.run(kind, seed, length);
        runs++;
        Replay.Stopped first = null;
        for (StopRule rule : RULES) {
          Replay.Stopped found = run.show(rule, seed % 3 == 0 ? 0 : length);
          if (found != null) {
            assertThat(RIGHT.getOrDefault(kind, List.of()))
                .as("%s at %s: %s", run.name(), found.iteration(), found.verdict())
                .contains(rule.name());
            first = first == null || found.iteration() < first.iteration() ? found : first;
          }
        }
        if (first != null) {
          stopped++;
          saved += 1 - (first.iteration() + 1.0) / length;
        }
      }
    }
    System.out.printf(
        "%-18s %3d of %3d stopped, %.0f %% of their iterations saved%n",
        kind, stopped, runs, stopped == 0 ? 0 : 100 * saved / stopped);
    if (kind.fails()) {
      assertThat(stopped).isGreaterThanOrEqualTo((int) (0.5 * runs));
    } else {
      assertThat(stopped).isZero();
    }
  }
}
