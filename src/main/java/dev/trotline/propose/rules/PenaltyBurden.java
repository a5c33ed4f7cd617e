package dev.trotline.propose.rules;

import dev.trotline.propose.RewardTerm;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Finds penalties that cost too much while the policy still explores. A penalty that has silenced
 * the robot is small at the end of training, so only the beginning gives it away. Penalties for
 * falling are left out: they are no cost of living.
 */
final class PenaltyBurden {

  /** Burden of a usual penalty: a few per cent up to a tenth of what perfect tracking pays. */
  private static final double USUAL = 0.12;

  /** Burden a cured penalty is set to. */
  static final double TARGET = 0.04;

  /** Burden of the bolder alternative. */
  static final double LOW_TARGET = 0.012;

  private static final double LEAST_STEP = 0.0125;

  private PenaltyBurden() {}

  /** Penalties from the heaviest early burden down. */
  static List<RewardTerm> suspects(Situation situation) {
    return situation.terms().values().stream()
        .filter(term -> Role.of(term) != Role.TERMINAL)
        .filter(term -> suspicion(term, situation) > 0)
        .sorted(Comparator.comparingDouble((RewardTerm t) -> -situation.earlyBurden(t)))
        .toList();
  }

  /** Keeps a step within what the guard allows, rounding included. */
  static double step(double factor) {
    return Math.max(LEAST_STEP, Math.min(1, factor));
  }

  /**
   * How likely a term is at fault. A reward can be a burden too: air time costs while steps are
   * short; that is how it teaches, so it is allowed more.
   */
  static double suspicion(RewardTerm term, Situation situation) {
    double usual = term.weight() < 0 ? USUAL : 5 * USUAL;
    return Scale.logUnit(situation.earlyBurden(term), usual, 10 * usual);
  }

  /** All penalties together, except those for falling. */
  static double total(Situation situation) {
    return situation.terms().values().stream()
        .filter(term -> term.weight() < 0 && Role.of(term) != Role.TERMINAL)
        .mapToDouble(situation::earlyBurden)
        .sum();
  }

  /** Adds proposals per suspect: down to a usual burden, less far, and well below it. */
  static void relieve(Draft draft, Situation situation, double severity, String why) {
    for (RewardTerm term : suspects(situation)) {
      double burden = situation.earlyBurden(term);
      double priority = severity * (0.35 + 0.65 * suspicion(term, situation));
      String evidence =
          String.format(
              Locale.ROOT,
              "%s costs %s of what perfect tracking pays in the first iterations (%s of %s per"
                  + " second), and %s in the last.",
              term.name(),
              Scale.percent(burden),
              Scale.figure(-situation.rates(term).early()),
              Scale.figure(situation.attainable()),
              Scale.percent(situation.lateBurden(term)));
      String blame =
          why + " While exploring, " + term.name() + " outweighs what tracking can pay; ";
      draft.cure(
          Draft.weight(term, term.weight() * step(TARGET / burden)),
          priority,
          blame + "at a few per cent of it moving pays again.",
          evidence);
      draft.cure(
          Draft.weight(term, term.weight() * step(3 * TARGET / burden)),
          0.5 * priority,
          blame + "at a tenth of it moving may pay again.",
          evidence);
      if (LOW_TARGET / burden > LEAST_STEP) {
        draft.cure(
            Draft.weight(term, term.weight() * LOW_TARGET / burden),
            0.6 * priority,
            blame + "nearly take it away.",
            evidence);
      }
    }
  }
}
