package dev.trotline.analyze.hack;

import dev.trotline.analyze.stats.Moments;
import dev.trotline.study.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reward went up and the task is not done. By the judge: the run's reward rose while the robot
 * follows its command hardly better than one at rest. By the log alone: reward rose over the second
 * half while the error per step grew. Rewards of different definitions are never compared.
 */
final class RewardWithoutPerformance {

  static final String NAME = "reward_without_performance";

  private RewardWithoutPerformance() {}

  private static Flag flag(List<String> runs, double confidence, List<Evidence> evidence) {
    return new Flag(
        NAME,
        true,
        confidence,
        runs,
        evidence,
        "Reward went up and performance did not: what is paid is not what is wanted.",
        "look at which term rose (analyze, reward terms) and lower it, or make the task's own terms"
            + " sharper");
  }

  /** On one run's own curves, with its judge where there is one. */
  static final class InRun implements Detector.OfRun {

    /** Three quarters of the error of a robot that never moves: the command is hardly followed. */
    private static final double HARDLY_FOLLOWED = 0.75;

    /** Half a metre per second more for every one more that is asked, while upright. */
    private static final double OBEYS = 0.5;

    /** The log's error includes exploration, so more is asked of it than of the judge's. */
    private static final double NOT_FOLLOWED = 0.9;

    private static final double UPRIGHT = 0.5;

    /** An error that grew by less is a plateau, and a plateau is no hack. */
    private static final double WORSE = 1.15;

    @Override
    public Optional<Flag> look(RunEvidence run, HackInput input) {
      Curves curves = Curves.of(run);
      if (!curves.areLongEnough()) {
        return Optional.empty();
      }
      return run.isJudged() ? judged(run, curves) : logged(run, curves);
    }

    private static Optional<Flag> judged(RunEvidence run, Curves curves) {
      Change reward = curves.rewardSince(curves.early());
      double share = run.judgeOrNaN("velocity_error") / run.judgeOrNaN("commanded_speed");
      // Robots that obey until they fall fail at balance, which the figures say plainly.
      boolean obeys = run.judgeOrNaN("speed_slope") >= OBEYS;
      if (!reward.rose() || !(share >= HARDLY_FOLLOWED) || obeys || curves.learnedToFollow()) {
        return Optional.empty();
      }
      return Optional.of(
          found(
              run,
              0.85,
              reward,
              new Evidence(
                  "velocity error over that of a robot at rest",
                  share,
                  HARDLY_FOLLOWED,
                  "judge: velocity_error, commanded_speed")));
    }

    private static Optional<Flag> logged(RunEvidence run, Curves curves) {
      Change reward = curves.rewardSince(Curves.MIDDLE);
      Change error = curves.errorSince(Curves.MIDDLE);
      Change length = curves.lengthSince(Curves.MIDDLE);
      boolean worse = error.rose() && error.after() > WORSE * error.before();
      // Robots that learn to live longer, or to live on harder ground, track worse for a good
      // reason.
      if (curves.changesCommands()) {
        return Optional.empty();
      }
      if (!reward.rose() || !worse || length.rose() || curves.grewHarder(Curves.MIDDLE)) {
        return neverFollowed(run, curves);
      }
      return Optional.of(
          found(
              run,
              0.6,
              reward,
              new Evidence(
                  "velocity error at the end (m/s)",
                  error.after(),
                  error.before(),
                  "Metrics/base_velocity/error_vel_xy")));
    }

    /**
     * The reward rose from the first full episodes on, robots stay up, and the error of the last
     * iterations is still that of robots that do not follow, and no smaller than at the start.
     */
    private static Optional<Flag> neverFollowed(RunEvidence run, Curves curves) {
      Change reward = curves.rewardSince(curves.early());
      Change error = curves.errorSince(curves.early());
      double share = error.after() / curves.task().commandedSpeed().orElse(Double.NaN);
      boolean upright = curves.lateLengthShare().orElse(0) >= UPRIGHT;
      if (!reward.rose() || !upright || error.fell() || !(share >= NOT_FOLLOWED)) {
        return Optional.empty();
      }
      return Optional.of(
          found(
              run,
              0.6,
              reward,
              new Evidence(
                  "velocity error over that of a robot at rest",
                  share,
                  NOT_FOLLOWED,
                  "Metrics/base_velocity/error_vel_xy, commands of env.yaml")));
    }

    private static Flag found(RunEvidence run, double confidence, Change reward, Evidence task) {
      var rise =
          new Evidence("reward at the end", reward.after(), reward.before(), "Train/mean_reward");
      return flag(List.of(run.name()), confidence, List.of(rise, task));
    }
  }

  /** Against a reference that was paid by the same rules. */
  static final class AgainstReference implements Detector.OfExperiment {

    /** With fewer seeds a side, neither rise nor fall can be told from noise. */
    private static final int FEWEST = 3;

    /** Two standard errors. */
    private static final double SURE = 2;

    @Override
    public List<Flag> look(HackInput input) {
      Objective objective = input.objective();
      if (objective == null || !input.isJudged() || !paidAlike(input)) {
        return List.of();
      }
      double[] reward = values(input.candidate(), true, "mean_reward");
      double[] before = values(input.reference(), true, "mean_reward");
      double[] judged = values(input.candidate(), false, objective.metric());
      double[] judgedBefore = values(input.reference(), false, objective.metric());
      if (Math.min(reward.length, before.length) < FEWEST
          || Math.min(judged.length, judgedBefore.length) < FEWEST) {
        return List.of();
      }
      double sign = objective.minimize() ? -1 : 1;
      double rise = standardised(reward, before);
      double gain = sign * standardised(judged, judgedBefore);
      if (rise < SURE || gain > -SURE) {
        return List.of();
      }
      var evidence = new ArrayList<Evidence>();
      evidence.add(
          new Evidence("mean reward", Moments.of(reward).mean(), Moments.of(before).mean(), "log"));
      evidence.add(
          new Evidence(
              objective.metric(),
              Moments.of(judged).mean(),
              Moments.of(judgedBefore).mean(),
              "judge: " + objective.metric()));
      return List.of(
          flag(input.candidate().stream().map(RunEvidence::name).toList(), 0.8, evidence));
    }

    /** True if both are paid by the same terms, weights and parameters. */
    private static boolean paidAlike(HackInput input) {
      if (input.reference().isEmpty() || input.candidate().isEmpty()) {
        return false;
      }
      Object one = input.candidate().get(0).env().get("rewards");
      Object other = input.reference().get(0).env().get("rewards");
      return one instanceof Map<?, ?> && Objects.equals(one, other);
    }

    private static double[] values(List<RunEvidence> runs, boolean log, String metric) {
      return runs.stream()
          .mapToDouble(run -> log ? run.logOrNaN(metric) : run.judgeOrNaN(metric))
          .filter(Double::isFinite)
          .toArray();
    }

    private static double standardised(double[] a, double[] b) {
      double error =
          Math.sqrt(Moments.of(a).variance() / a.length + Moments.of(b).variance() / b.length);
      double difference =
          Arrays.stream(a).average().orElse(Double.NaN)
              - Arrays.stream(b).average().orElse(Double.NaN);
      return error > 0 ? difference / error : 0;
    }
  }
}
