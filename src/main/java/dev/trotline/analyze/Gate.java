package dev.trotline.analyze;

import dev.trotline.analyze.stats.GroupSequential;
import dev.trotline.analyze.stats.Interval;
import dev.trotline.analyze.stats.Multiplicity;
import dev.trotline.analyze.stats.Normal;
import dev.trotline.analyze.stats.OrderStatistics;
import dev.trotline.study.Objective;
import dev.trotline.study.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The statistical test an experiment must pass to become the incumbent. Noise is the default
 * explanation (design, principle 2): a candidate is accepted only if its gain lies above zero by
 * more than the seed noise explains, judged on two seeds or more, with the objective's bounds kept.
 *
 * <p><b>Error stated.</b> Among waves whose candidates are all no better than the incumbent at most
 * 5 % lead to an acceptance (family-wise, Holm; candidates dropped at the screen count as tested;
 * this also bounds the false-discovery rate). In a {@link Race} the same 5 % cover all looks
 * together: what each look may use up is a spending function of the information that is in (Lan and
 * DeMets 1983), with Student's t at each look. The rate is measured on five shapes of noise and on
 * real seeds in bench/aa.
 *
 * <p><b>Not covered.</b> The 5 % hold for each wave. Over a session of W waves of nothing but
 * useless edits up to 0.05 W false acceptances are expected, see {@link #expectedFalse}; the fresh
 * seeds of {@code reproduce} are there to catch them. Judging one pair again and again as seeds
 * trickle in by {@link #judge} is no race and has no such guarantee. Judged is the mean over seeds;
 * the error is exact for normal noise and measured, not proven, for other shapes.
 * docs/statistics.md has the method in full.
 */
public final class Gate {

  /** One lucky seed promotes nothing. */
  private static final int LEAST_SEEDS = 2;

  /** A bound missed by more than this share of itself at the screen is not put down to noise. */
  private static final double HOPELESS = 0.15;

  private final GateRules rules;
  private final Map<List<Double>, GroupSequential> boundaries = new HashMap<>();

  /** A gate of this strictness; for one thread. */
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

  /** False acceptances to expect at most of this many waves if no candidate was any better. */
  public static double expectedFalse(int waves) {
    // Rounded: 1 - 0.95 is not 0.05 in binary, and the figure is printed as it is.
    return Math.round(1e6 * waves * (1 - GateRules.standard().confidence())) / 1e6;
  }

  /**
   * Judges the candidates of one wave together, once, in the order given.
   *
   * @param screened how many candidates the wave started with; those dropped at the screen count as
   *     tested, or the survivors would profit from having been picked
   */
  public List<GateResult> wave(
      List<Sample> candidates, Sample incumbent, Noise noise, Objective objective, int screened) {
    return judge(candidates, incumbent, noise, objective, screened, Pairing.none(), null, 0);
  }

  /**
   * Judges the candidates of a wave that are still undecided at one look of a race.
   *
   * @param undecided the candidates with the seeds they have now
   * @param family candidates of the wave less those already accepted: every other one, dropped or
   *     rejected, counts as tested (Holm's procedure at every look: Ye, Li, Liu and Yao 2013)
   * @param pairing whether seeds are compared one by one, settled before the wave
   * @param race the plan
   * @param before seeds the incumbent had before the race
   */
  public List<GateResult> race(
      List<Sample> undecided,
      Sample incumbent,
      Noise noise,
      Objective objective,
      int family,
      Pairing pairing,
      Race race,
      int before) {
    return judge(undecided, incumbent, noise, objective, family, pairing, race, before);
  }

  private List<GateResult> judge(
      List<Sample> candidates,
      Sample incumbent,
      Noise noise,
      Objective objective,
      int screened,
      Pairing pairing,
      @org.jspecify.annotations.Nullable Race race,
      int before) {
    int n = candidates.size();
    Evidence[] evidence = new Evidence[n];
    GroupSequential[] bounds = new GroupSequential[n];
    double[] raw = new double[n];
    for (int i = 0; i < n; i++) {
      Evidence e = Evidence.of(candidates.get(i), incumbent, noise, objective, pairing);
      evidence[i] = e;
      int seeds = Math.max(1, e.candidate().n());
      Race plan = race == null ? Race.single(seeds) : race;
      double[] shares =
          plan.shares(seeds, Math.max(1, e.incumbent().n()), before, e.kind().equals("paired"));
      bounds[i] = boundaries(shares);
      raw[i] = sequential(bounds[i], e.pValue());
    }
    double[] adjusted = Multiplicity.holm(raw, Math.max(screened, n));
    double[] qValues = Multiplicity.benjaminiHochberg(raw, Math.max(screened, n));
    var results = new ArrayList<GateResult>();
    for (int i = 0; i < n; i++) {
      double share =
          adjusted[i] > 0 && raw[i] > 0 ? raw[i] / adjusted[i] : 1.0 / Math.max(1, screened);
      Judged judged =
          new Judged(
              evidence[i],
              adjusted[i],
              qValues[i],
              Math.max(1e-6, rules.error() * share),
              bounds[i]);
      results.add(result(candidates.get(i), incumbent, noise, objective, judged, pairing, race));
    }
    return results;
  }

  private GroupSequential boundaries(double[] shares) {
    // Shares come from a handful of whole numbers, so equal plans have equal keys.
    List<Double> key = Arrays.stream(shares).boxed().toList();
    return boundaries.computeIfAbsent(key, k -> new GroupSequential(shares, rules.spending()));
  }

  private static double sequential(GroupSequential bounds, double p) {
    if (Double.isNaN(p)) {
      return 1;
    }
    if (bounds.isSingle()) {
      return p;
    }
    return p <= 0 ? 0 : p >= 1 ? 1 : bounds.pValue(-Normal.quantile(p));
  }

  /** The figures of one candidate on the way to its result. */
  private record Judged(
      Evidence evidence, double adjusted, double qValue, double error, GroupSequential bounds) {

    /** The error of this very look that uses up the candidate's part of the whole. */
    double nominal() {
      return bounds.isSingle() ? error : Math.max(1e-9, bounds.nominal(error));
    }
  }

  private GateResult result(
      Sample candidate,
      Sample incumbent,
      Noise noise,
      Objective objective,
      Judged judged,
      Pairing pairing,
      @org.jspecify.annotations.Nullable Race race) {
    Evidence evidence = judged.evidence();
    double nominal = judged.nominal();
    var opinion =
        new Opinion(rules, candidate, incumbent, objective, evidence, judged.adjusted(), nominal);
    opinion.form();
    boolean tested = !Double.isNaN(evidence.pValue());
    double reference = incumbent.moments(objective.metric()).mean();
    return new GateResult(
        opinion.verdict(),
        candidate.name(),
        incumbent.name(),
        objective.metric(),
        evidence.candidate().n(),
        evidence.incumbent().n(),
        candidate.moments(objective.metric()).mean(),
        reference,
        evidence.improvement(),
        tested ? evidence.test().interval(1 - 2 * nominal) : Interval.unbounded(1 - 2 * nominal),
        tested ? judged.adjusted() : Double.NaN,
        evidence.deviation(),
        opinion.moreSeeds(),
        opinion.reason() + (noise.spread().isKnown() ? "" : " (noise within the samples only)"),
        figures(opinion, judged, noise, reference, pairing, race));
  }

  private RaceFigures figures(
      Opinion opinion,
      Judged judged,
      Noise noise,
      double reference,
      Pairing pairing,
      @org.jspecify.annotations.Nullable Race race) {
    Evidence evidence = judged.evidence();
    boolean tested = !Double.isNaN(evidence.pValue());
    int seeds = evidence.candidate().n();
    Verdict verdict = opinion.verdict();
    boolean open = verdict == Verdict.INCONCLUSIVE;
    boolean left = race != null && seeds < race.most();
    double chance =
        !tested || !open || !left
            ? Double.NaN
            : opinion.isAcceptable() ? chance(judged, judged.bounds().share()) : 0;
    double bound =
        tested
            ? Math.max(
                evidence.improvement() - evidence.test().interval(1 - 2 * judged.nominal()).low(),
                rules.minimalEffect() * Math.abs(reference))
            : Double.NaN;
    return new RaceFigures(
        evidence.kind(),
        tested ? judged.qValue() : Double.NaN,
        judged.bounds().looks(),
        race == null ? seeds : race.most(),
        open && left && !(chance < rules.leastChance()),
        chance,
        evidence.deviation() / Math.abs(reference),
        noise.origin(),
        verdict == Verdict.ACCEPTED && tested
            ? OrderStatistics.shrunken(
                evidence.improvement(), evidence.test().standardError(), bound)
            : Double.NaN,
        pairing.reason());
  }

  /**
   * Chance of acceptance at the last look, given the figures so far and nothing else (predictive
   * power, Spiegelhalter, Freedman and Blackburn 1986): the seeds to come are drawn around a gain
   * that is itself only known to the precision reached.
   */
  private static double chance(Judged judged, double share) {
    double p = judged.evidence().pValue();
    double z = -Normal.quantile(Math.min(1 - 1e-12, Math.max(1e-12, p)));
    // At the last look nearly the whole error is there to be used; a look in between only adds.
    double bound = -Normal.quantile(judged.error());
    return Normal.cumulative(
        (z / Math.sqrt(share) - bound) / Math.sqrt(Math.max(1e-12, (1 - share) / share)));
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
          true,
          gain,
          Interval.unbounded(rules.confidence()),
          Double.NaN,
          "nothing to hold it against yet");
    }
    double strength = gain / Math.max(evidence.test().standardError(), Double.MIN_NORMAL);
    double worthwhile = rules.minimalEffect() * Math.abs(evidence.incumbent().mean());
    Interval interval = evidence.test().interval(1 - 2 * rules.error());
    // Any worthwhile gain is worth a look: the race drops a dud after two more seeds, whereas a
    // good
    // candidate dropped here is lost (bench/aa: asking for half a standard error costs 10 % power).
    boolean promising = gain > 0 && gain >= worthwhile;
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
    return new Screen(
        false, gain, Interval.unbounded(rules.confidence()), Double.NEGATIVE_INFINITY, reason);
  }

  static int leastSeeds() {
    return LEAST_SEEDS;
  }
}
