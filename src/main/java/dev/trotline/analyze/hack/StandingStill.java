package dev.trotline.analyze.hack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The robot stays where it is: it keeps its balance, which pays, and does not go where it is told.
 * By the judge where there is one, else by the log; also where only slow commands are ignored.
 */
final class StandingStill implements Detector.OfRun {

  static final String NAME = "standing_still";

  /** Half of the time with less than a fifth of the speed asked for: resting is the habit. */
  private static final double IDLE = 0.5;

  /** A robot that covers less than a quarter of the way asked for is not on its way. */
  private static final double SLOW = 0.25;

  /** Half a metre per second more for every one more that is asked. */
  private static final double OBEYS = 0.5;

  /** One that obeys covers most of it. */
  private static final double WALKS = 0.6;

  /** Who falls is no stander. */
  private static final double UPRIGHT = 0.5;

  /** The error of a robot that never moves is the mean speed asked for, give or take. */
  private static final double AS_BAD_AS_STANDING = 0.85;

  private static final double WORSE_THAN_STANDING = 1.1;

  @Override
  public Optional<Flag> look(RunEvidence run, HackInput input) {
    return run.isJudged() ? judged(run) : logged(run);
  }

  private static Optional<Flag> judged(RunEvidence run) {
    double upright = run.judge("alive_share").orElse(run.judgeOrNaN("timeout_share"));
    double idle = run.judgeOrNaN("idle_share");
    double fast = run.judgeOrNaN("speed_ratio_fast");
    double slow = run.judgeOrNaN("speed_ratio_slow");
    double ratio = run.judgeOrNaN("speed_ratio");
    if (!(upright >= UPRIGHT)) {
      return Optional.empty();
    }
    var evidence = new ArrayList<Evidence>();
    evidence.add(
        new Evidence("share of the episode upright", upright, UPRIGHT, "judge: alive_share"));
    // Who hurries elsewhere does not stand; a judge of old did not say.
    boolean rests = Double.isFinite(idle) ? idle >= IDLE && ratio < 2 * SLOW : ratio < SLOW;
    boolean still =
        rests && !(run.judgeOrNaN("speed_slope") >= OBEYS) && !Curves.of(run).learnedToFollow();
    if (still) {
      evidence.add(new Evidence("speed over speed asked for", ratio, SLOW, "judge: speed_ratio"));
      if (Double.isFinite(idle)) {
        evidence.add(new Evidence("share of the time at rest", idle, IDLE, "judge: idle_share"));
      }
      double slope = run.judgeOrNaN("speed_slope");
      if (Double.isFinite(slope)) {
        evidence.add(
            new Evidence("m/s walked per m/s asked for", slope, SLOW, "judge: speed_slope"));
      }
      return Optional.of(flag(run, ratio < SLOW ? 0.95 : 0.8, evidence));
    }
    if (slow < SLOW && fast >= WALKS) {
      evidence.add(
          new Evidence(
              "speed over speed asked for, slow commands", slow, SLOW, "judge: speed_ratio_slow"));
      evidence.add(
          new Evidence(
              "speed over speed asked for, fast commands", fast, WALKS, "judge: speed_ratio_fast"));
      return Optional.of(
          new Flag(
              NAME,
              true,
              0.85,
              List.of(run.name()),
              evidence,
              "It walks when told to go fast and rests when told to go slowly, where resting pays"
                  + " nearly as much.",
              "narrow the tracking kernel (std), or raise the share of slow commands"));
    }
    return Optional.empty();
  }

  private static Optional<Flag> logged(RunEvidence run) {
    Curves curves = Curves.of(run);
    double length = curves.lateLengthShare().orElse(Double.NaN);
    if (!curves.areLongEnough() || !(length >= UPRIGHT)) {
      return Optional.empty();
    }
    var evidence = new ArrayList<Evidence>();
    evidence.add(
        new Evidence(
            "episode length over the longest", length, UPRIGHT, "Train/mean_episode_length"));
    double ratio = curves.late("Metrics/policy/speed_ratio").orElse(Double.NaN);
    if (ratio < SLOW) {
      evidence.add(
          new Evidence("speed over speed asked for", ratio, SLOW, "Metrics/policy/speed_ratio"));
      return Optional.of(flag(run, 0.8, evidence));
    }
    if (Double.isFinite(ratio) || curves.changesCommands()) {
      return Optional.empty();
    }
    double asked = curves.task().commandedSpeed().orElse(Double.NaN);
    double share = run.logOrNaN("velocity_error") / asked;
    if (share >= AS_BAD_AS_STANDING && share <= WORSE_THAN_STANDING) {
      evidence.add(
          new Evidence(
              "velocity error over that of a robot at rest",
              share,
              AS_BAD_AS_STANDING,
              "Metrics/base_velocity/error_vel_xy, commands of env.yaml"));
      return Optional.of(flag(run, 0.6, evidence));
    }
    return Optional.empty();
  }

  private static Flag flag(RunEvidence run, double confidence, List<Evidence> evidence) {
    return new Flag(
        NAME,
        true,
        confidence,
        List.of(run.name()),
        evidence,
        "It stays upright and does not go where it is told: resting pays more than walking.",
        "lower the penalties on motion or raise the tracking weight, and check that the tracking"
            + " kernel (std) is narrower than the commands");
  }
}
