package dev.trotline.propose.rules;

import dev.trotline.edit.ReferenceConfig;
import dev.trotline.propose.PlannerInput;
import dev.trotline.propose.RewardTerm;
import dev.trotline.propose.SeedEvidence;
import dev.trotline.propose.SeriesView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The incumbent in figures that mean the same for every robot: shares and ratios. Computed once,
 * then every rule looks at it.
 */
final class Situation {

  /** Entropy of a normal distribution of standard deviation 1: ½ ln 2πe. */
  private static final double UNIT_ENTROPY = 1.4189385332046727;

  private static final int TYPICAL_ACTIONS = 12;

  private final PlannerInput input;
  private final Map<String, RewardTerm> terms;
  private final Map<String, TermRates> rates = new LinkedHashMap<>();
  private final CommandRange command;
  private final double stepSeconds;
  private final double episodeSeconds;

  Situation(PlannerInput input) {
    this.input = input;
    this.terms = RewardTerm.of(input.config());
    this.command = CommandRange.of(input.config());
    this.stepSeconds = number("env.sim.dt", 0.005) * number("env.decimation", 4);
    this.episodeSeconds = number("env.episode_length_s", 20);
    for (String term : terms.keySet()) {
      rates.put(term, TermRates.of(input.runs(), term, episodeSeconds / stepSeconds));
    }
  }

  PlannerInput input() {
    return input;
  }

  ReferenceConfig config() {
    return input.config();
  }

  Map<String, RewardTerm> terms() {
    return terms;
  }

  CommandRange command() {
    return command;
  }

  /** Time between two actions, s. */
  double stepSeconds() {
    return stepSeconds;
  }

  TermRates rates(RewardTerm term) {
    return rates.getOrDefault(term.name(), new TermRates(Double.NaN, Double.NaN));
  }

  /** The heaviest term of a role, if there is one; its weight may be 0. */
  Optional<RewardTerm> term(Role role) {
    return terms.values().stream()
        .filter(term -> Role.of(term) == role)
        .max(java.util.Comparator.comparingDouble(term -> Math.abs(term.weight())));
  }

  /** What perfect tracking would pay, 1/s: the kernels of linear and angular tracking reach 1. */
  double attainable() {
    return terms.values().stream()
        .filter(
            term -> Role.of(term) == Role.LINEAR_TRACKING || Role.of(term) == Role.ANGULAR_TRACKING)
        .mapToDouble(term -> Math.max(0, term.weight()))
        .sum();
  }

  /**
   * Share of what perfect tracking pays that a term costs under exploration noise; 0 if unknown.
   */
  double earlyBurden(RewardTerm term) {
    double burden = Math.max(0, -rates(term).early()) / attainable();
    return Double.isFinite(burden) ? burden : 0;
  }

  /** The same at the end of training. */
  double lateBurden(RewardTerm term) {
    double burden = Math.max(0, -rates(term).late()) / attainable();
    return Double.isFinite(burden) ? burden : 0;
  }

  /** Mean value of a tracking kernel at the end, 0 to 1; NaN if unknown. */
  double kernel(RewardTerm tracking) {
    return rates(tracking).late() / tracking.weight();
  }

  /** Mean judged value of a metric; NaN if no run has it. */
  double judged(String metric) {
    return Curves.over(input.runs(), run -> run.judge().getOrDefault(metric, Double.NaN));
  }

  /**
   * Velocity error as a share of the error of a robot that stands still: 0 is perfect, 1 is no use.
   * Judged where possible, else from the tracking kernel. NaN if neither is known.
   */
  double lost() {
    double error = velocityError();
    if (Double.isFinite(error) && command.meanSpeed() > 0) {
      return error / command.meanSpeed();
    }
    return term(Role.LINEAR_TRACKING).map(term -> 1 - kernel(term)).orElse(Double.NaN);
  }

  /** Mean planar velocity error, m/s; NaN if unknown. */
  double velocityError() {
    double error = judged("velocity_error");
    return Double.isFinite(error) ? error : lateOf("Metrics/base_velocity/mean_error_vel_xy");
  }

  /** Share of episodes that were not cut short, 0 to 1; NaN if unknown. */
  double timeouts() {
    double judged = judged("timeout_share");
    if (Double.isFinite(judged)) {
      return judged;
    }
    double lived = lateOf("Train/mean_episode_length") * stepSeconds / episodeSeconds;
    return Math.min(1, lived);
  }

  /** Mean over the seeds of a tag's end; NaN if it was not logged. */
  double lateOf(String... tags) {
    return Curves.over(input.runs(), run -> Curves.late(Curves.firstOf(run.series(), tags)));
  }

  /** Mean over the seeds of a tag's beginning; NaN if it was not logged. */
  double earlyOf(String... tags) {
    return Curves.over(input.runs(), run -> Curves.early(Curves.firstOf(run.series(), tags)));
  }

  /**
   * How much the linear tracking reward still rose over the last quarter, as a share of its value;
   * NaN if unknown.
   */
  double stillRising() {
    return term(Role.LINEAR_TRACKING)
        .map(term -> Curves.over(input.runs(), run -> rise(run, term.name())))
        .orElse(Double.NaN);
  }

  private static double rise(SeedEvidence run, String term) {
    SeriesView series = run.series();
    double[] values =
        Curves.firstOf(series, "Episode_Reward/" + term, "Episode/rew_" + term, "Episode/" + term);
    double before = Curves.threeQuarters(values);
    double after = Curves.late(values);
    return (after - before) / Math.abs(after);
  }

  /** Standard deviation of the exploration noise at the start; NaN if unknown. */
  double noise() {
    double logged = earlyOf("Policy/mean_noise_std", "Policy/mean_std");
    return Double.isFinite(logged) ? logged : number("agent.policy.init_noise_std", Double.NaN);
  }

  /** Standard deviation of the exploration noise at the end; NaN if unknown. */
  double lateNoise() {
    return lateOf("Policy/mean_noise_std", "Policy/mean_std");
  }

  /**
   * Number of actions, from the policy's entropy, which is n (½ ln 2πe + ln σ); a typical
   * quadruped's where entropy is not logged.
   */
  int actions() {
    double count = earlyOf("Loss/entropy") / (UNIT_ENTROPY + Math.log(noise()));
    return count >= 1 && count <= 200 ? (int) Math.round(count) : TYPICAL_ACTIONS;
  }

  /** The learning rate, or NaN where an adaptive schedule finds its own. */
  double learningRate() {
    return "adaptive".equals(config().at("agent.algorithm.schedule"))
        ? Double.NaN
        : number("agent.algorithm.learning_rate", Double.NaN);
  }

  /** A number of the configuration, or the given one where it is absent. */
  double number(String path, double otherwise) {
    return config().at(path) instanceof Number value ? value.doubleValue() : otherwise;
  }
}
