package dev.trotline.study;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rules may end a run before its time, and how sure they must be (docs/stop-rules.md). What
 * counts as a hang is told in {@link Limits}.
 *
 * @param off names of the rules that are switched off
 * @param nonFiniteIterations iterations in a row that are not finite
 * @param divergenceIterations iterations for which a divergence must last
 * @param reserveMib memory that must stay free on the machine, MiB
 * @param deadIterations least iterations before a policy is called dead
 * @param curriculumIterations least iterations before a curriculum is called stuck
 * @param hopeless when a run is given up for what others did
 * @param plateauStretch share of the iterations asked for that may pass without an improvement
 * @param runHours device hours one run may take, or null for no limit
 * @param checkpointWait longest time a run that is ended gracefully may take to its next checkpoint
 */
public record StopSettings(
    Set<String> off,
    int nonFiniteIterations,
    int divergenceIterations,
    int reserveMib,
    int deadIterations,
    int curriculumIterations,
    Hopeless hopeless,
    double plateauStretch,
    @Nullable Double runHours,
    Duration checkpointWait) {

  /** The names of all rules, in order of precedence. */
  public static final List<String> RULES =
      List.of(
          "non_finite",
          "teardown_hang",
          "never_started",
          "no_progress",
          "memory_growth",
          "divergence",
          "dead_policy",
          "curriculum_stuck",
          "hopeless",
          "budget",
          "deadline",
          "plateau");

  /** What a study gets that says nothing: every rule but the one that ends runs that are well. */
  public static final StopSettings STANDARD =
      new StopSettings(
          Set.of("plateau"),
          3,
          50,
          1024,
          500,
          500,
          Hopeless.STANDARD,
          0.4,
          null,
          Duration.ofMinutes(10));

  /**
   * When a run is given up because of how others went.
   *
   * @param risk chance at most that a run that is ended would have reached the bar
   * @param references finished experiments at least that must be there to compare with
   * @param after share of the iterations asked for that every run gets
   * @param bar what it must be able to reach: {@code median} or {@code best} of the experiments
   */
  public record Hopeless(double risk, int references, double after, String bar) {

    /** The values of a study that says nothing. */
    public static final Hopeless STANDARD = new Hopeless(0.02, 5, 0.3, "median");

    /** The bars to choose from. */
    public static final List<String> BARS = List.of("median", "best");
  }

  public StopSettings {
    off = Set.copyOf(off);
    if (!RULES.containsAll(off)) {
      throw new IllegalArgumentException("unknown rules among " + off);
    }
  }

  /** The same with some rules switched off. */
  public StopSettings without(Set<String> rules) {
    Set<String> more = new HashSet<>(off);
    more.addAll(rules);
    return new StopSettings(
        more,
        nonFiniteIterations,
        divergenceIterations,
        reserveMib,
        deadIterations,
        curriculumIterations,
        hopeless,
        plateauStretch,
        runHours,
        checkpointWait);
  }

  /** True if a rule may end runs. */
  public boolean isOn(String rule) {
    return !off.contains(rule);
  }
}
