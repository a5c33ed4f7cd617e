package dev.trotline.monitor.rule;

import dev.trotline.study.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A training that has come apart but is still made of numbers. Against the run's own past, two
 * things must agree for many iterations: something left all bounds (the critic's error, the action
 * noise, the reward itself), and what had been learned is lost or nothing ever was. A value loss
 * alone proves nothing: it grows with the square of the rewards, by orders of magnitude in a robot
 * that just learned to walk. A run whose reward still stands is left alone, whatever its critic
 * does.
 */
public final class Divergence implements StopRule {

  /** Fewer iterations have no past to compare with. */
  private static final int FEWEST = 150;

  /** Three orders of magnitude over everything there was. */
  private static final double LOSS_TIMES = 1000;

  /** Enough where the reward ran off as well. */
  private static final double LOSS_TIMES_WITH_REWARD = 100;

  /** Rewards a thousand times as large as any before, and negative: actions without a bound. */
  private static final double REWARD_TIMES = 1000;

  /** Healthy trainings end below what they began with, or a fifth above. */
  private static final double NOISE_TIMES = 5;

  /** Part of what was gained that must be gone. */
  private static final double LOST = 0.8;

  /** Noise that came down again did not run away. */
  private static final double STILL = 0.8;

  /** Gains below this part of the reward's size are none. */
  private static final double GAIN = 0.2;

  /** Episodes that grow longer sum up more penalties: no loss of anything. */
  private static final double LONGER = 1.2;

  /** Where rsl_rl's adaptive schedule stops. */
  private static final double FLOOR = 1.05e-5;

  private static final int ENOUGH = 10;

  private final int lasts;

  /**
   * @param lasts iterations for which it must last
   */
  public Divergence(int lasts) {
    this.lasts = lasts;
  }

  @Override
  public String name() {
    return "divergence";
  }

  @Override
  public boolean readsCurves() {
    return true;
  }

  @Override
  public RuleVerdict judge(Timeline timeline, Observation latest) {
    History history = timeline.history();
    int window = Math.max(lasts, history.length() / 50);
    if (!latest.alive() || latest.complete() || history.length() < 2 * window) {
      return RuleVerdict.carryOn();
    }
    var now = new Window(history, history.last() - window, history.last());
    // A runaway is exponential: what it did on its way up is not the past it is held against.
    var past = new Window(history, Integer.MIN_VALUE, history.last() - 3 * window);
    Sign sign = fromTheStart(now, history).orElse(null);
    if (sign == null && history.length() >= Math.max(FEWEST, 4 * window)) {
      List<String> lost = lost(now, past);
      sign =
          (lost.isEmpty()
                  ? Optional.<Sign>empty()
                  : ranOff(now, past).or(() -> loss(now, past)).map(found -> found.with(lost)))
              .or(() -> noise(now, history, lost))
              .orElse(null);
    }
    return sign == null ? RuleVerdict.carryOn() : stop(sign, now, window);
  }

  private record Sign(String cause, String sentence, List<String> facts) {
    Sign(String cause, String sentence) {
      this(cause, sentence, List.of());
    }

    Sign with(List<String> more) {
      return new Sign(cause, sentence, more);
    }
  }

  /** The points of a part of a training. */
  private record Window(History history, int after, int upTo) {
    Points of(Figure figure) {
      return history.between(figure, after, upTo);
    }

    boolean knows(Figure figure) {
      return of(figure).size() >= ENOUGH;
    }
  }

  private static Optional<Sign> loss(Window now, Window past) {
    return lossAbove(now, past, LOSS_TIMES)
        .map(sentence -> new Sign("value_loss_explosion", sentence));
  }

  private static Optional<String> lossAbove(Window now, Window past, double times) {
    if (!now.knows(Figure.VALUE_LOSS) || !past.knows(Figure.VALUE_LOSS)) {
      return Optional.empty();
    }
    double least = now.of(Figure.VALUE_LOSS).quantile(0.1);
    double usual = past.of(Figure.VALUE_LOSS).quantile(0.95);
    return usual > 0 && least > times * usual
        ? Optional.of(
            "the value loss is above "
                + Numbers.text(least)
                + ", its past below "
                + Numbers.text(usual)
                + " (limit: "
                + Numbers.text(times)
                + " times)")
        : Optional.empty();
  }

  /** Much more noise than at first, and its last doubling was worth nothing or all is lost. */
  private static Optional<Sign> noise(Window now, History history, List<String> lost) {
    Points all = history.points(Figure.NOISE);
    if (!now.knows(Figure.NOISE) || !now.knows(Figure.REWARD) || all.size() < 2 * ENOUGH) {
      return Optional.empty();
    }
    double least = now.of(Figure.NOISE).quantile(0.1);
    double start = all.upTo(all.at(ENOUGH - 1)).median();
    boolean still = history.latest(Figure.NOISE).median() >= STILL * all.quantile(1);
    boolean ranAway = start > 0 && least > NOISE_TIMES * start && still;
    if (!ranAway) {
      return Optional.empty();
    }
    int half = 0;
    while (all.value(half) < least / 2) {
      half++;
    }
    int width = now.upTo() - now.after();
    var then = new Window(history, all.at(half) - width / 2, all.at(half) + width / 2);
    double before = then.of(Figure.REWARD).quantile(0.75);
    double reward = now.of(Figure.REWARD).median();
    boolean useless = then.of(Figure.REWARD).size() >= ENOUGH && reward <= before;
    if (!useless && lost.isEmpty()) {
      return Optional.empty();
    }
    List<String> facts = new ArrayList<>(lost);
    if (useless) {
      facts.add(
          "the mean reward is "
              + Numbers.text(reward)
              + ", no better than when the noise was half of that around iteration "
              + all.at(half));
    }
    return Optional.of(
        new Sign(
            "noise_runaway",
            "the action noise is above "
                + Numbers.text(least)
                + ", it was "
                + Numbers.text(start)
                + " at first (limit: "
                + Numbers.text(NOISE_TIMES)
                + " times)",
            facts));
  }

  /** Actions, penalties and with them returns left all bounds within the first iterations. */
  private static Optional<Sign> fromTheStart(Window now, History history) {
    Points losses = history.points(Figure.VALUE_LOSS);
    Points rewards = history.points(Figure.REWARD);
    if (!now.knows(Figure.VALUE_LOSS) || !now.knows(Figure.REWARD)) {
      return Optional.empty();
    }
    double loss = now.of(Figure.VALUE_LOSS).quantile(0.1);
    double reward = now.of(Figure.REWARD).quantile(0.9);
    double size = Math.abs(rewards.value(0));
    boolean left =
        losses.value(0) > 0
            && loss > REWARD_TIMES * REWARD_TIMES * losses.value(0)
            && size > 0
            && reward < -REWARD_TIMES * size;
    return left
        ? Optional.of(
            new Sign(
                "value_loss_explosion",
                "the value loss is above "
                    + Numbers.text(loss)
                    + ", it was "
                    + Numbers.text(losses.value(0))
                    + " at iteration "
                    + losses.at(0)
                    + " (limit: 1000000 times)",
                List.of(
                    "the mean reward is below "
                        + Numbers.text(reward)
                        + ", it was "
                        + Numbers.text(rewards.value(0))
                        + " (limit: 1000 times)")))
        : Optional.empty();
  }

  /** The reward itself by orders of magnitude, with a critic that cannot follow. */
  private static Optional<Sign> ranOff(Window now, Window past) {
    if (!now.knows(Figure.REWARD) || !past.knows(Figure.REWARD)) {
      return Optional.empty();
    }
    Points before = past.of(Figure.REWARD);
    double size = Math.max(Math.abs(before.quantile(0)), Math.abs(before.quantile(1)));
    double most = now.of(Figure.REWARD).quantile(0.9);
    if (!(size > 0 && most < -REWARD_TIMES * size)) {
      return Optional.empty();
    }
    return lossAbove(now, past, LOSS_TIMES_WITH_REWARD)
        .map(
            sentence ->
                new Sign(
                    "reward_collapse",
                    "the mean reward is below "
                        + Numbers.text(most)
                        + ", it was never larger than "
                        + Numbers.text(size)
                        + " either way; "
                        + sentence));
  }

  /** The figures that say that what was learned is gone, or that nothing was; empty if not so. */
  private static List<String> lost(Window now, Window past) {
    if (!now.knows(Figure.REWARD) || !past.knows(Figure.REWARD)) {
      return List.of();
    }
    Points before = past.of(Figure.REWARD);
    double reward = now.of(Figure.REWARD).median();
    double best = before.quantile(0.95);
    double start = before.upTo(before.at(Math.min(ENOUGH, before.size()) - 1)).median();
    double gained = best - start;
    boolean learned = gained > GAIN * Math.max(Math.abs(best), Math.abs(start));
    double bar = learned ? best - LOST * gained : best;
    if (!(reward <= bar)) {
      return List.of();
    }
    List<String> facts = new ArrayList<>();
    facts.add(
        "the mean reward is "
            + Numbers.text(reward)
            + ", after "
            + Numbers.text(start)
            + " at first and "
            + Numbers.text(best)
            + " at best (limit: "
            + Numbers.text(bar)
            + ")");
    if (now.knows(Figure.LENGTH) && past.knows(Figure.LENGTH)) {
      double length = now.of(Figure.LENGTH).median();
      double longest = past.of(Figure.LENGTH).quantile(0.95);
      if (length > LONGER * longest) {
        return List.of();
      }
      facts.add(
          "episodes last " + Numbers.text(length) + " steps, at most " + Numbers.text(longest));
    }
    return facts;
  }

  private static RuleVerdict stop(Sign sign, Window now, int window) {
    List<String> evidence = new ArrayList<>();
    evidence.add(sign.sentence() + " in iterations " + (now.after() + 1) + " to " + now.upTo());
    evidence.addAll(sign.facts());
    double rate = now.of(Figure.LEARNING_RATE).quantile(1);
    if (rate <= FLOOR) {
      evidence.add("the learning rate is at its floor, " + Numbers.text(rate));
    }
    String what =
        switch (sign.cause()) {
          case "noise_runaway" -> "the action noise ran away";
          case "reward_collapse" -> "the rewards ran off";
          default -> "the value loss exploded";
        };
    return new RuleVerdict.Stop(
        RunState.DIVERGED,
        sign.cause(),
        what + ", for " + window + " iterations or more, and nothing of use is learned any more",
        evidence,
        true);
  }
}
