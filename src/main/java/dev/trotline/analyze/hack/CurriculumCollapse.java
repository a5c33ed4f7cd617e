package dev.trotline.analyze.hack;

import dev.trotline.metrics.ScalarSeries;
import java.util.List;
import java.util.Optional;

/**
 * The terrain curriculum took the robots back to easy ground while their reward rose: the rise is
 * the ground's. Levels dip while a robot learns to walk at all, so a level on its way up again is
 * no collapse, and a training of a few episodes is too short to say.
 */
final class CurriculumCollapse implements Detector.OfRun {

  static final String NAME = "curriculum_collapse";

  /** Levels change when an episode ends; a handful of episodes must have. */
  private static final int EPISODES = 4;

  /** Below this the robots stand on the easiest row. */
  private static final double BOTTOM = 0.1;

  /** Half a row lost and half of what was reached. */
  private static final double ROWS = 0.5;

  @Override
  public Optional<Flag> look(RunEvidence run, HackInput input) {
    Curves curves = Curves.of(run);
    ScalarSeries levels = curves.series().find("Curriculum/terrain_levels").orElse(null);
    if (levels == null
        || !curves.areLongEnough()
        || curves.iterations() < EPISODES * curves.task().warmUp()) {
      return Optional.empty();
    }
    double highest = highest(levels);
    Change recent = Change.of(levels, Curves.MIDDLE, Curves.LATE);
    double late = recent.after();
    boolean lost = highest - late >= ROWS && late < highest / 2;
    boolean stuck = late < BOTTOM && recent.before() < BOTTOM;
    boolean climbing = recent.rose() && late > BOTTOM;
    if (!(lost || stuck) || climbing) {
      return Optional.empty();
    }
    Change sinceEarly = curves.rewardSince(curves.early());
    Change reward = sinceEarly.rose() ? sinceEarly : curves.rewardSince(Curves.MIDDLE);
    if (!reward.rose()) {
      return Optional.empty();
    }
    return Optional.of(
        new Flag(
            NAME,
            true,
            0.8,
            List.of(run.name()),
            List.of(
                new Evidence(
                    "mean terrain level at the end", late, highest, "Curriculum/terrain_levels"),
                new Evidence(
                    "reward at the end", reward.after(), reward.before(), "Train/mean_reward")),
            "Reward rose because the curriculum moved the robots to easier ground, not because they"
                + " walk better.",
            "compare at equal terrain level; start lower (max_init_terrain_level), make the first"
                + " rows easier, or pay tracking more against the penalties"));
  }

  /** The highest level of the curve after smoothing. */
  private static double highest(ScalarSeries levels) {
    int window = Math.max(1, levels.size() / 20);
    double highest = Double.NEGATIVE_INFINITY;
    double sum = 0;
    for (int i = 0; i < levels.size(); i++) {
      sum += finite(levels, i) - (i >= window ? finite(levels, i - window) : 0);
      if (i >= window - 1) {
        highest = Math.max(highest, sum / window);
      }
    }
    return highest;
  }

  private static double finite(ScalarSeries series, int index) {
    return Double.isFinite(series.value(index)) ? series.value(index) : 0;
  }
}
