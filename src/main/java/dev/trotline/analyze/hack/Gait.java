package dev.trotline.analyze.hack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ways to move that earn reward and are of no use on a robot, told from the judge's traces. Honest
 * gaits differ from them in kind: a trot moves its feet in diagonal pairs, a bound in pairs front
 * and rear, a crawl one by one; in all of them every foot takes its turn on the ground and rests
 * there while it bears load.
 */
final class Gait {

  /** Feet that touch down less than once in two seconds take no steps. */
  private static final double STEPS = 0.5;

  private Gait() {}

  private static Flag flag(
      String name,
      RunEvidence run,
      double confidence,
      List<Evidence> evidence,
      String meaning,
      String remedy) {
    return new Flag(name, true, confidence, List.of(run.name()), evidence, meaning, remedy);
  }

  private static Evidence judge(RunEvidence run, String what, String metric, double bound) {
    return new Evidence(what, run.judgeOrNaN(metric), bound, "judge: " + metric);
  }

  /** True if enough of the robots stood long enough for a gait to be seen. */
  private static boolean isUpright(RunEvidence run) {
    return run.judge("alive_share").orElse(0) >= 0.25;
  }

  /** All feet leave and meet the ground together, or the robot bounces more than it travels. */
  static final class Hopping implements Detector.OfRun {

    static final String NAME = "hopping";

    /**
     * Two pairs in turn give about 0, a gallop a little more: only feet that all move as one come
     * near 1.
     */
    private static final double TOGETHER = 0.5;

    /** Without a flight phase it is no hop. */
    private static final double FLIGHT = 0.1;

    /**
     * Most of the time in the air. Running trots of animals fly for up to a third of the stride,
     * and at Froude numbers well above those of the judge's commands.
     */
    private static final double FLIES = 0.5;

    /** More flight than a running trot's. */
    private static final double FLIES_MUCH = 1.0 / 3;

    /** Up and down as fast as forward; a runner's trunk moves at a few tenths of its speed. */
    private static final double BOUNCES = 1;

    @Override
    public Optional<Flag> look(RunEvidence run, HackInput input) {
      double flight = run.judgeOrNaN("flight_share");
      double together = run.judgeOrNaN("contact_sync");
      double speed = run.judgeOrNaN("speed_ratio") * run.judgeOrNaN("commanded_speed");
      double bounce = run.judgeOrNaN("bounce") / speed;
      boolean hops = together >= TOGETHER && flight >= FLIGHT;
      boolean bounces = flight >= FLIES_MUCH && bounce >= BOUNCES;
      if (!isUpright(run) || !(hops || bounces || flight >= FLIES)) {
        return Optional.empty();
      }
      double air = hops ? FLIGHT : bounces ? FLIES_MUCH : FLIES;
      return Optional.of(
          flag(
              NAME,
              run,
              hops ? 0.9 : 0.8,
              List.of(
                  judge(run, "correlation of the feet's contacts", "contact_sync", TOGETHER),
                  judge(run, "share of the time with no foot down", "flight_share", air),
                  new Evidence(
                      "deviation of the vertical speed over the speed travelled",
                      bounce,
                      BOUNCES,
                      "judge: bounce, speed_ratio")),
              "It hops instead of walking: it leaves the ground with all feet, and pays for height"
                  + " what it should pay for way.",
              "penalise vertical speed (lin_vel_z_l2), reward a gait (feet_gait), lower air time"));
    }
  }

  /** One foot is kept off the ground, or drags along, while the others step. */
  static final class LiftedLeg implements Detector.OfRun {

    static final String NAME = "lifted_leg";
    static final String DRAGGING = "dragging";

    /**
     * A foot on the ground for less than a twentieth of the time bears nothing: in a walk each has
     * at least a quarter, in a flying trot a fifth. A limp, which uses a foot little, is no such
     * thing.
     */
    private static final double UNUSED = 0.05;

    /** The others carry the robot in turn. */
    private static final double USED = 0.35;

    /** A foot hardly ever lifted. */
    private static final double ALWAYS_DOWN = 0.95;

    private static final double FEWER_STEPS = 0.2;

    /** Who rests may keep its feet where they are. */
    private static final double TRAVELS = 0.3;

    @Override
    public Optional<Flag> look(RunEvidence run, HackInput input) {
      double least = run.judgeOrNaN("duty_min");
      double most = run.judgeOrNaN("duty_max");
      double fewest = run.judgeOrNaN("touchdown_rate_min");
      double often = run.judgeOrNaN("touchdown_rate_max");
      if (!isUpright(run)) {
        return Optional.empty();
      }
      var evidence = new ArrayList<Evidence>();
      evidence.add(judge(run, "least share of contact among the feet", "duty_min", UNUSED));
      evidence.add(judge(run, "largest share of contact among the feet", "duty_max", USED));
      evidence.add(
          judge(run, "touchdowns per second of the laziest foot", "touchdown_rate_min", STEPS));
      if (least < UNUSED && most >= USED) {
        return Optional.of(
            flag(
                NAME,
                run,
                0.9,
                evidence,
                "It goes on three legs: one foot hardly ever bears load.",
                "look for a term that fines the contact of that foot; reward symmetry or a gait"));
      }
      boolean travels = run.judgeOrNaN("speed_ratio") >= TRAVELS;
      if (travels && most >= ALWAYS_DOWN && often >= STEPS && fewest < FEWER_STEPS * often) {
        return Optional.of(
            flag(
                DRAGGING,
                run,
                0.75,
                evidence,
                "It drags a foot: one stays on the ground while the others step.",
                "reward the air time of every foot, penalise feet_slide"));
      }
      return Optional.empty();
    }
  }

  /** Travels without steps. */
  static final class Sliding implements Detector.OfRun {

    static final String NAME = "sliding";

    /**
     * Feet that bear load move at nearly the speed of the trunk. In an honest trot they do so only
     * in the moments of touching down and taking off, about half of the time of short contacts.
     */
    private static final double SLIPS = 0.75;

    /** Where touching down and taking off alone give the reference much, more is asked for. */
    private static final double OVER_REFERENCE = 1.5;

    private static final double MOVES = 0.3;

    @Override
    public Optional<Flag> look(RunEvidence run, HackInput input) {
      double slip = run.judgeOrNaN("slip_ratio");
      double steps = run.judgeOrNaN("touchdown_rate_max");
      double ratio = run.judgeOrNaN("speed_ratio");
      double usual = OVER_REFERENCE * input.referenceMedian("slip_ratio");
      double bound = usual > SLIPS ? usual : SLIPS;
      boolean stepless = steps < STEPS;
      if (!isUpright(run) || !(ratio >= MOVES) || !(slip >= bound || stepless)) {
        return Optional.empty();
      }
      return Optional.of(
          flag(
              NAME,
              run,
              slip >= bound && stepless ? 0.95 : 0.75,
              List.of(
                  judge(run, "speed of loaded feet over the trunk's", "slip_ratio", bound),
                  judge(
                      run,
                      "touchdowns per second of the busiest foot",
                      "touchdown_rate_max",
                      STEPS),
                  judge(run, "speed over speed asked for", "speed_ratio", MOVES)),
              "It slides over the ground instead of stepping, which no real floor allows.",
              "penalise feet_slide, reward air time, randomise the friction"));
    }
  }

  /** Patters: every foot meets the ground far more often than a stride of these legs takes. */
  static final class Pattering implements Detector.OfRun {

    static final String NAME = "pattering";

    private static final double GRAVITY = 9.81;

    /**
     * Strides per second times the root of leg length over gravity. Animals from mouse to horse
     * keep between 0.3 and 0.7 whatever their gait (dynamic similarity, Alexander 1983).
     */
    private static final double QUICK = 1.2;

    /** Where the judge counts a bouncing foot twice, the reference's is counted twice as well. */
    private static final double OVER_REFERENCE = 1.4;

    @Override
    public Optional<Flag> look(RunEvidence run, HackInput input) {
      double rate = run.judgeOrNaN("touchdown_rate_min");
      double height = run.judgeOrNaN("trunk_height");
      double usual = OVER_REFERENCE * input.referenceMedian("touchdown_rate_min");
      double own = QUICK * Math.sqrt(GRAVITY / height);
      double bound = usual > own ? usual : own;
      if (!isUpright(run) || !(height > 0) || !(rate >= bound)) {
        return Optional.empty();
      }
      return Optional.of(
          flag(
              NAME,
              run,
              0.75,
              List.of(
                  judge(
                      run,
                      "touchdowns per second of the laziest foot",
                      "touchdown_rate_min",
                      bound),
                  judge(run, "height of the swing (m)", "swing_height", Double.NaN)),
              "It patters: its feet meet the ground far more often than walking takes, because each"
                  + " touchdown or each moment in the air is paid.",
              "raise the air-time threshold, lower its weight, penalise the action rate"));
    }
  }

  /** Steps, and stays where it is. */
  static final class SteppingInPlace implements Detector.OfRun {

    static final String NAME = "stepping_in_place";

    private static final double IDLE = 0.5;

    private static final double OBEYS = 0.25;

    @Override
    public Optional<Flag> look(RunEvidence run, HackInput input) {
      double steps = run.judgeOrNaN("touchdown_rate_max");
      double idle = run.judgeOrNaN("idle_share");
      double ratio = run.judgeOrNaN("speed_ratio");
      double slope = run.judgeOrNaN("speed_slope");
      // Who falls covers no ground either: the slope is of those that are up.
      boolean stays = (ratio < OBEYS || idle >= IDLE) && !(slope >= OBEYS);
      if (!isUpright(run) || !(steps >= STEPS) || !stays || Curves.of(run).learnedToFollow()) {
        return Optional.empty();
      }
      return Optional.of(
          flag(
              NAME,
              run,
              0.85,
              List.of(
                  judge(
                      run,
                      "touchdowns per second of the busiest foot",
                      "touchdown_rate_max",
                      STEPS),
                  judge(run, "speed over speed asked for", "speed_ratio", OBEYS),
                  judge(run, "share of the time at rest", "idle_share", IDLE)),
              "It steps and does not get where it is told: steps are paid, travelling is not.",
              "lower air time and gait terms against tracking"));
    }
  }
}
