package dev.trotline.analyze;

import dev.trotline.analyze.stats.Interval;
import dev.trotline.analyze.stats.Multiplicity;
import dev.trotline.study.Objective;
import java.util.ArrayList;
import java.util.List;

/**
 * The statistical test an experiment must pass to become the incumbent. Noise is the default
 * explanation (design, principle 2): a candidate is accepted only if its gain lies above zero by
 * more than the seed noise explains, judged on two seeds or more, with the objective's bounds kept.
 * All candidates of a wave share one error.
 */
public final class Gate {

  /** One lucky seed promotes nothing. */
  private static final int LEAST_SEEDS = 2;

  /**
   * Standard errors a first seed must gain to be worth more seeds: of candidates that are no better
   * than the incumbent 69 % are dropped, of those better by 1.5 deviations less than a quarter.
   */
  private static final double PROMISING = 0.5;

  /** A bound missed by more than this share of itself at the screen is not put down to noise. */
  private static final double HOPELESS = 0.15;

  private final GateRules rules;

  /** A gate of this strictness. */
  public Gate(GateRules rules) {
    this.rules = rules;
  }

  /** Judges one candidate at the standard strictness. */
  public static GateResult judge(
      Sample candidate, Sample incumbent, Noise noise, Objective objective) {
    return new Gate(GateRules.standard())
        .wave(List.of(candidate), incumbent, noise, objective, 1)
        .get(0);
  }

  /** Judges the candidates of one wave together at the standard strictness. */
  public static List<GateResult> judgeWave(
      List<Sample> candidates, Sample incumbent, Noise noise, Objective objective, int screened) {
    return new Gate(GateRules.standard()).wave(candidates, incumbent, noise, objective, screened);
  }

  /** Says whether a candidate's first seeds are worth more, at the standard strictness. */
  public static Screen screen(
      Sample candidate, Sample incumbent, Noise noise, Objective objective) {
    return new Gate(GateRules.standard()).first(candidate, incumbent, noise, objective);
  }

  /**
   * Judges the candidates of one wave together, in the order given.
   *
   * @param screened how many candidates the wave started with; those dropped at the screen count as
   *     tested, or the survivors would profit from having been picked
   */
  public List<GateResult> wave(
      List<Sample> candidates, Sample incumbent, Noise noise, Objective objective, int screened) {
    var evidence = new ArrayList<Evidence>();
    candidates.forEach(c -> evidence.add(Evidence.of(c, incumbent, noise, objective)));
    double[] raw =
        evidence.stream().mapToDouble(e -> Double.isNaN(e.pValue()) ? 1 : e.pValue()).toArray();
    double[] adjusted = Multiplicity.holm(raw, Math.max(screened, candidates.size()));
    var results = new ArrayList<GateResult>();
    for (int i = 0; i < adjusted.length; i++) {
      double share = adjusted[i] > 0 ? raw[i] / adjusted[i] : 1.0 / Math.max(1, screened);
      results.add(
          result(
              candidates.get(i),
              incumbent,
              noise,
              objective,
              evidence.get(i),
              adjusted[i],
              Math.max(1e-6, rules.error() * share)));
    }
    return results;
  }

  private GateResult result(
      Sample candidate,
      Sample incumbent,
      Noise noise,
      Objective objective,
      Evidence evidence,
      double adjusted,
      double error) {
    var opinion = new Opinion(rules, candidate, incumbent, objective, evidence, adjusted, error);
    opinion.form();
    boolean tested = !Double.isNaN(evidence.pValue());
    return new GateResult(
        opinion.verdict(),
        candidate.name(),
        incumbent.name(),
        objective.metric(),
        evidence.candidate().n(),
        evidence.incumbent().n(),
        candidate.moments(objective.metric()).mean(),
        incumbent.moments(objective.metric()).mean(),
        evidence.improvement(),
        tested ? evidence.test().interval(1 - 2 * error) : unbounded(1 - 2 * error),
        tested ? adjusted : Double.NaN,
        evidence.deviation(),
        opinion.moreSeeds(),
        opinion.reason() + (noise.spread().isKnown() ? "" : " (noise within the samples only)"));
  }

  /** Says whether a candidate's first seeds are worth more. */
  public Screen first(Sample candidate, Sample incumbent, Noise noise, Objective objective) {
    Evidence evidence = Evidence.of(candidate, incumbent, noise, objective);
    double gain = evidence.improvement();
    if (evidence.candidate().n() == 0) {
      return no(gain, "no seed left a value of " + objective.metric());
    }
    for (var constraint : objective.constraints()) {
      var check = ConstraintCheck.of(constraint, candidate, incumbent, rules.error());
      double miss = Math.abs(check.mean() - constraint.bound());
      if (!check.passes() && !(miss <= HOPELESS * Math.abs(constraint.bound()))) {
        return no(gain, check.text());
      }
    }
    if (evidence.incumbent().n() == 0 || Double.isNaN(evidence.pValue())) {
      return new Screen(
          true, gain, unbounded(rules.confidence()), Double.NaN, "nothing to hold it against yet");
    }
    double strength = gain / Math.max(evidence.test().standardError(), Double.MIN_NORMAL);
    double worthwhile = rules.minimalEffect() * Math.abs(evidence.incumbent().mean());
    Interval interval = evidence.test().interval(1 - 2 * rules.error());
    boolean promising = strength > PROMISING && gain >= worthwhile;
    String reason =
        "better by "
            + Figures.text(gain)
            + ", "
            + Figures.text(strength)
            + " standard errors of the seed noise"
            + (promising ? "" : ": not worth more seeds");
    return new Screen(promising, gain, interval, strength, reason);
  }

  private Screen no(double gain, String reason) {
    return new Screen(false, gain, unbounded(rules.confidence()), Double.NEGATIVE_INFINITY, reason);
  }

  private static Interval unbounded(double confidence) {
    return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, confidence);
  }

  static int leastSeeds() {
    return LEAST_SEEDS;
  }
}
