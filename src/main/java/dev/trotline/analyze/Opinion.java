package dev.trotline.analyze;

import dev.trotline.study.Objective;
import dev.trotline.study.Verdict;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns the evidence on one candidate into a verdict and says why. Used once. */
final class Opinion {

  private final GateRules rules;
  private final Sample candidate;
  private final Sample incumbent;
  private final Objective objective;
  private final Evidence evidence;
  private final double adjusted;
  private final double error;
  private final List<ConstraintCheck> checks;
  private Verdict verdict = Verdict.INCONCLUSIVE;
  private String reason = "";
  private int moreSeeds;

  /**
   * @param adjusted p-value adjusted for the candidates of the wave
   * @param error the part of the error this candidate's interval gets
   */
  Opinion(
      GateRules rules,
      Sample candidate,
      Sample incumbent,
      Objective objective,
      Evidence evidence,
      double adjusted,
      double error) {
    this.rules = rules;
    this.candidate = candidate;
    this.incumbent = incumbent;
    this.objective = objective;
    this.evidence = evidence;
    this.adjusted = adjusted;
    this.error = error;
    this.checks =
        objective.constraints().stream()
            .map(c -> ConstraintCheck.of(c, candidate, incumbent, rules.error()))
            .toList();
  }

  void form() {
    int seeds = evidence.candidate().n();
    int lost = candidate.withoutValue(objective.metric());
    if (seeds == 0) {
      say(
          lost > 0 ? Verdict.REJECTED : Verdict.INCONCLUSIVE,
          lost > 0 ? "none of its " + lost + " seeds left a value" : "no seed has finished yet",
          lost > 0 ? 0 : Gate.leastSeeds());
      return;
    }
    if (lost >= 2 && lost * 2 > lost + seeds) {
      say(Verdict.REJECTED, lost + " of " + (lost + seeds) + " seeds died", 0);
      return;
    }
    ConstraintCheck broken = first(ConstraintCheck.State.BROKEN);
    if (broken != null) {
      say(Verdict.REJECTED, broken.text() + "; " + figures(), 0);
      return;
    }
    if (evidence.incumbent().n() == 0) {
      withoutIncumbent(seeds, lost);
      return;
    }
    if (Double.isNaN(evidence.pValue())) {
      say(Verdict.INCONCLUSIVE, "the seed noise is not known", Gate.leastSeeds() - seeds + 1);
      return;
    }
    decide(seeds, lost);
  }

  private void decide(int seeds, int lost) {
    double worthwhile = rules.minimalEffect() * Math.abs(evidence.incumbent().mean());
    double gain = evidence.improvement();
    if (seeds >= Gate.leastSeeds() && evidence.plausible(rules.error()) < worthwhile) {
      say(
          Verdict.REJECTED,
          (gain < 0 ? "no gain that matters is plausible: " : "the gain is too small to matter: ")
              + figures(),
          0);
      return;
    }
    boolean better = adjusted <= rules.error() && gain >= worthwhile;
    if (better && seeds >= Gate.leastSeeds() && lost == 0 && passed()) {
      say(Verdict.ACCEPTED, figures() + constraints(), 0);
      return;
    }
    int more = evidence.moreSeeds(error, worthwhile, false);
    if (seeds < Gate.leastSeeds()) {
      say(Verdict.INCONCLUSIVE, "one seed proves nothing: " + figures(), Math.max(1, more));
    } else if (!passed()) {
      say(Verdict.INCONCLUSIVE, blocked() + "; " + figures(), Math.max(2, more));
    } else if (lost > 0) {
      say(Verdict.INCONCLUSIVE, lost + " of " + (lost + seeds) + " seeds died; " + figures(), 2);
    } else {
      say(
          Verdict.INCONCLUSIVE,
          "seed noise can explain it: " + figures() + "; " + outlook(more, worthwhile),
          more);
    }
  }

  private String outlook(int more, double worthwhile) {
    if (more > 0) {
      return "about " + more + " more seeds would decide";
    }
    int both = evidence.moreSeeds(error, worthwhile, true);
    return both > 0
        ? "more seeds of it alone would not decide, about " + both + " more of both would"
        : "30 more seeds would not decide";
  }

  private void withoutIncumbent(int seeds, int lost) {
    boolean works = seeds >= Gate.leastSeeds() && lost == 0 && passed();
    if (works && incumbent.withoutValue(objective.metric()) > 0) {
      say(Verdict.ACCEPTED, "it trains where " + incumbent.name() + " left no value", 0);
    } else {
      say(Verdict.INCONCLUSIVE, incumbent.name() + " has no value to hold it against", 1);
    }
  }

  private boolean passed() {
    return checks.stream().allMatch(ConstraintCheck::passes);
  }

  private String blocked() {
    return String.join(
        "; ", checks.stream().filter(c -> !c.passes()).map(ConstraintCheck::text).toList());
  }

  private String constraints() {
    return checks.isEmpty()
        ? ""
        : "; " + String.join("; ", checks.stream().map(ConstraintCheck::text).toList());
  }

  private @Nullable ConstraintCheck first(ConstraintCheck.State state) {
    return checks.stream().filter(c -> c.state() == state).findFirst().orElse(null);
  }

  private String figures() {
    String metric = objective.metric();
    double incumbentMean = incumbent.moments(metric).mean();
    double gain = evidence.improvement();
    String text =
        String.format(
            Locale.ROOT,
            "%s %s (%d seeds) against %s of %s (%d), %s by %s (%s)",
            metric,
            Figures.text(candidate.moments(metric).mean()),
            evidence.candidate().n(),
            Figures.text(incumbentMean),
            incumbent.name(),
            evidence.incumbent().n(),
            gain < 0 ? "worse" : "better",
            Figures.text(Math.abs(gain)),
            Figures.percent(gain / Math.abs(incumbentMean)));
    if (Double.isNaN(evidence.pValue())) {
      return text;
    }
    var interval = evidence.test().interval(1 - 2 * error);
    return String.format(
        Locale.ROOT,
        "%s, interval %s to %s, p %s, noise %s",
        text,
        Figures.text(interval.low()),
        Figures.text(interval.high()),
        Figures.text(adjusted),
        Figures.text(evidence.deviation()));
  }

  private void say(Verdict what, String why, int seeds) {
    verdict = what;
    reason = why;
    moreSeeds = seeds;
  }

  /** False if no further seed can make it accepted: one of its seeds has died. */
  boolean isAcceptable() {
    return candidate.withoutValue(objective.metric()) == 0;
  }

  Verdict verdict() {
    return verdict;
  }

  String reason() {
    return reason;
  }

  int moreSeeds() {
    return moreSeeds;
  }
}
