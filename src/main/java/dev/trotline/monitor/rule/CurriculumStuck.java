package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import java.util.ArrayList;
import java.util.List;

/**
 * All robots are on the lowest row of the terrain and stay there: the metric that made the authors
 * of seed paper 1 leave a direction. A level changes once an episode, falls first while a robot
 * learns to walk, and rises late, so a run gets half of its iterations, must have spent three
 * fifths of what it did on the bottom, and nothing may point upwards.
 */
public final class CurriculumStuck implements StopRule {

  private static final double GIVEN = 0.5;

  /** Where the reward still rises it may be about to leave. */
  private static final double GIVEN_LEARNING = 0.7;

  /** Nine of ten robots on row 0. */
  private static final double BOTTOM = 0.1;

  /** Stretches spent there. */
  private static final int STRETCHES = Stretches.COUNT * 3 / 5;

  /** A rise of the mean level that is no chance. */
  private static final double FIRST = 0.005;

  private static final int NEWEST = 2;

  /** Ten episodes' time: as many levels could have been climbed. */
  private static final int EPISODES = 10;

  private static final double STOCK_EPISODE = 1000;

  private final int fewest;

  /**
   * @param fewest least iterations; three times as many where nobody says how many were asked for
   */
  public CurriculumStuck(int fewest) {
    this.fewest = fewest;
  }

  @Override
  public String name() {
    return "curriculum_stuck";
  }

  @Override
  public boolean readsCurves() {
    return true;
  }

  @Override
  public RuleVerdict judge(Timeline timeline, Observation latest) {
    History history = timeline.history();
    Surroundings.TaskFacts task = latest.around().task();
    Points points = history.points(Figure.TERRAIN);
    Stretches levels = Stretches.of(points).orElse(null);
    boolean rows = task.terrainRows() > 1 || task.terrainRows() == 0 && points.quantile(1) > 0;
    if (!latest.alive() || latest.complete() || levels == null || !rows) {
      return RuleVerdict.carryOn();
    }
    Stretches reward = Stretches.of(history.points(Figure.REWARD)).orElse(null);
    boolean learning = reward != null && reward.isMore(reward.late(), reward.middle());
    int asked = latest.iterationsAsked();
    double share = learning ? GIVEN_LEARNING : GIVEN;
    double given = asked > 0 ? Math.max(fewest, share * asked) : (learning ? 6.0 : 3.0) * fewest;
    double stuck = history.length() * (double) STRETCHES / Stretches.COUNT;
    double full = task.episodeSteps() > 0 ? task.episodeSteps() : STOCK_EPISODE;
    double episodes = stuck * task.stepsPerIteration() / full;
    if (history.length() < given || episodes < EPISODES || !atBottom(levels, history)) {
      return RuleVerdict.carryOn();
    }
    List<String> evidence = new ArrayList<>();
    evidence.add(
        "the mean terrain level is below "
            + BOTTOM
            + " for the last "
            + Math.round(stuck)
            + " iterations, about "
            + Math.round(episodes)
            + " episodes: "
            + levels.say(Stretches.COUNT - STRETCHES)
            + ", "
            + levels.say(Stretches.COUNT - 1));
    if (reward != null) {
      evidence.add(
          "meanwhile the mean reward went from "
              + reward.say(Stretches.COUNT - STRETCHES)
              + " to "
              + reward.say(Stretches.COUNT - 1));
    }
    evidence.add("limit: " + Math.round(given) + " iterations");
    return new RuleVerdict.Stop(
        RunState.HOPELESS,
        "curriculum_stuck",
        "the terrain curriculum is stuck at its lowest row after "
            + history.length()
            + " iterations",
        evidence,
        true);
  }

  private static boolean atBottom(Stretches levels, History history) {
    for (int i = Stretches.COUNT - STRETCHES; i < Stretches.COUNT; i++) {
      if (!(levels.at(i) < BOTTOM)) {
        return false;
      }
    }
    // One robot in two hundred that climbs a row is the first of many.
    double before = 0;
    for (int i = Stretches.COUNT - STRETCHES; i < Stretches.COUNT - NEWEST; i++) {
      before = Math.max(before, levels.at(i));
    }
    double newest =
        Math.max(levels.at(Stretches.COUNT - 1), history.latest(Figure.TERRAIN).median());
    boolean rising = levels.late() > 0 && levels.upSteps(Stretches.COUNT - 5) >= 4;
    return !rising
        && newest <= before + FIRST
        && history.latest(Figure.TERRAIN).quantile(0.9) < BOTTOM;
  }
}
