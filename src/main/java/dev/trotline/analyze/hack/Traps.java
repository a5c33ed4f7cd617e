package dev.trotline.analyze.hack;

import dev.trotline.metrics.ScalarSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Things that make figures worthless or a training sick, without anybody cheating. */
final class Traps {

  private Traps() {}

  /** Figures that are infinite or no number: averages over the rest say little. */
  static final class NonFinite implements Detector.OfRun {

    static final String NAME = "non_finite";

    /** A tenth of the end of a curve. */
    private static final double SHARE = 0.1;

    private static final int SHOWN = 4;

    @Override
    public Optional<Flag> look(RunEvidence run, HackInput input) {
      var evidence = new ArrayList<Evidence>();
      for (ScalarSeries series : run.series().all().values()) {
        int window = Math.max(1, series.size() / 5);
        double share = (double) series.nonFiniteOfLast(window) / window;
        if (!series.isEmpty() && share >= SHARE && evidence.size() < SHOWN) {
          evidence.add(
              new Evidence("share of values not finite at the end", share, SHARE, series.tag()));
        }
      }
      return evidence.isEmpty()
          ? Optional.empty()
          : Optional.of(
              Flag.note(
                  NAME,
                  run,
                  0.9,
                  evidence,
                  "Some of its figures are not numbers, so means leave them out.",
                  "look for a division by zero (resampling time, weights) or a diverged loss"));
    }
  }

  /** Exploration that grows without end: the policy ignores its own actions. */
  static final class NoiseRunsAway implements Detector.OfRun {

    static final String NAME = "noise_runs_away";

    /** Twice the noise it began with; a healthy training ends with less than it began. */
    private static final double TIMES = 2;

    @Override
    public Optional<Flag> look(RunEvidence run, HackInput input) {
      Curves curves = Curves.of(run);
      Change noise = curves.since(Curves.MIDDLE, "Policy/mean_noise_std");
      ScalarSeries series = curves.series().find("Policy/mean_noise_std").orElse(null);
      if (series == null || !curves.areLongEnough() || !noise.rose()) {
        return Optional.empty();
      }
      double first = series.value(0);
      if (!(noise.after() > TIMES * first)) {
        return Optional.empty();
      }
      return Optional.of(
          Flag.note(
              NAME,
              run,
              0.7,
              List.of(
                  new Evidence(
                      "action noise at the end",
                      noise.after(),
                      TIMES * first,
                      "Policy/mean_noise_std")),
              "Exploration noise grows and grows: the entropy bonus outweighs the reward.",
              "lower entropy_coef, or raise the reward's scale"));
    }
  }

  /** A value loss that exploded: advantages are noise from there on. */
  static final class ValueExplodes implements Detector.OfRun {

    static final String NAME = "value_explodes";

    /** Two orders of magnitude over the middle of the training. */
    private static final double TIMES = 100;

    @Override
    public Optional<Flag> look(RunEvidence run, HackInput input) {
      Curves curves = Curves.of(run);
      Change loss = curves.since(Curves.MIDDLE, "Loss/value_function");
      if (!curves.areLongEnough()
          || !(loss.before() > 0)
          || !(loss.after() > TIMES * loss.before())) {
        return Optional.empty();
      }
      return Optional.of(
          Flag.note(
              NAME,
              run,
              0.7,
              List.of(
                  new Evidence(
                      "value loss at the end",
                      loss.after(),
                      TIMES * loss.before(),
                      "Loss/value_function")),
              "The value function lost touch with the returns, so the policy learns from noise.",
              "lower the learning rate, clip or scale the rewards, look for a term that explodes"));
    }
  }

  /** Walks in training, and rests once its actions are its own. */
  static final class NeedsNoise implements Detector.OfRun {

    static final String NAME = "needs_noise";

    /** Half of the time at rest before the judge, which adds no exploration noise. */
    private static final double IDLE = 0.5;

    @Override
    public Optional<Flag> look(RunEvidence run, HackInput input) {
      double idle = run.judgeOrNaN("idle_share");
      Curves curves = Curves.of(run);
      if (!(idle >= IDLE) || !curves.areLongEnough() || !curves.learnedToFollow()) {
        return Optional.empty();
      }
      Change error = curves.errorSince(curves.early());
      return Optional.of(
          Flag.note(
              NAME,
              run,
              0.7,
              List.of(
                  new Evidence("share of the time at rest", idle, IDLE, "judge: idle_share"),
                  new Evidence(
                      "velocity error in training (m/s)",
                      error.after(),
                      run.judgeOrNaN("velocity_error"),
                      "Metrics/base_velocity/error_vel_xy; judge: velocity_error")),
              "It walks with exploration noise and rests without: what it learned is not robust.",
              "train longer, with less noise at the end (entropy_coef, learning rate)"));
    }
  }

  /** Spends far more energy per metre than the reference and tracks no better. */
  static final class Wasteful implements Detector.OfRun {

    static final String NAME = "energy_out_of_proportion";

    private static final double TIMES = 3;

    /** Who falls has no gait to speak of. */
    private static final double UPRIGHT = 0.5;

    @Override
    public Optional<Flag> look(RunEvidence run, HackInput input) {
      double before = input.referenceMedian("energy");
      double energy = run.judgeOrNaN("energy");
      boolean tracksBetter =
          run.judgeOrNaN("velocity_error") < 0.9 * input.referenceMedian("velocity_error");
      boolean walks =
          run.judgeOrNaN("speed_ratio") >= 0.5 && run.judgeOrNaN("alive_share") >= UPRIGHT;
      if (!walks || !(energy > TIMES * before) || tracksBetter) {
        return Optional.empty();
      }
      return Optional.of(
          Flag.note(
              NAME,
              run,
              0.7,
              List.of(
                  new Evidence("energy per metre (J/m)", energy, TIMES * before, "judge: energy")),
              "It spends several times the reference's energy and tracks no better.",
              "penalise torques or power; look at its gait"));
    }
  }
}
