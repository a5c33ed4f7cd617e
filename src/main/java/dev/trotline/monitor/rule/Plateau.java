package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import java.util.ArrayList;
import java.util.List;

/**
 * Nothing became better for a long stretch: the rest of the iterations would be spent for nothing.
 * Off unless a study asks for it, because late risers look alike, and because a run that was cut
 * short is not {@code finished} and is not ranked: its last checkpoint can be judged by hand.
 */
public final class Plateau implements StopRule {

  /** Every run gets half of what it asked for. */
  private static final double GIVEN = 0.5;

  /** An improvement is at least this part of everything gained before. */
  private static final double WORTH = 0.02;

  private final double stretch;

  /**
   * @param stretch share of the iterations asked for that may pass without an improvement
   */
  public Plateau(double stretch) {
    this.stretch = stretch;
  }

  @Override
  public String name() {
    return "plateau";
  }

  @Override
  public boolean readsCurves() {
    return true;
  }

  @Override
  public RuleVerdict judge(Timeline timeline, Observation latest) {
    History history = timeline.history();
    int asked = latest.iterationsAsked();
    int since = history.last() - (int) Math.round(stretch * asked);
    if (!latest.alive()
        || latest.complete()
        || asked <= 0
        || history.length() < Math.max(GIVEN * asked, 1.5 * stretch * asked)) {
      return RuleVerdict.carryOn();
    }
    List<String> facts = new ArrayList<>();
    int looked = 0;
    for (Curve curve :
        List.of(
            new Curve("mean reward", history.points(Figure.REWARD)),
            new Curve("terrain level", history.points(Figure.TERRAIN)),
            new Curve("episode length", history.points(Figure.LENGTH)),
            new Curve("velocity error", history.velocityError().times(-1)))) {
      Stretches stretches = Stretches.of(curve.points()).orElse(null);
      if (stretches == null) {
        continue;
      }
      looked++;
      if (improved(stretches, curve.points(), since)) {
        return RuleVerdict.carryOn();
      }
      facts.add("no better " + curve.name() + " since iteration " + since);
    }
    if (looked == 0 || history.points(Figure.REWARD).size() == 0) {
      return RuleVerdict.carryOn();
    }
    facts.add("limit: " + Math.round(stretch * asked) + " iterations without an improvement");
    return new RuleVerdict.Stop(
        RunState.HOPELESS,
        "plateau",
        "nothing became better since iteration "
            + since
            + "; 'trotline evaluate' judges its last checkpoint",
        facts,
        true,
        true);
  }

  private record Curve(String name, Points points) {}

  private static boolean improved(Stretches stretches, Points points, int since) {
    int block = 0;
    while (block < Stretches.COUNT && points.at((block + 1) * points.size() / 20 - 1) <= since) {
      block++;
    }
    double before = stretches.best(block);
    double after = Double.NEGATIVE_INFINITY;
    for (int i = block; i < Stretches.COUNT; i++) {
      after = Math.max(after, stretches.at(i));
    }
    // Too short a beginning has no level of its own.
    return !Double.isFinite(before) || after > before + WORTH * stretches.range();
  }
}
