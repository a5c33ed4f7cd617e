package dev.trotline.analyze;

import dev.trotline.analyze.stats.Spending;

/**
 * How strict the gate is.
 *
 * @param confidence of the claim that a candidate is better; one minus it is the largest share of
 *     false acceptances among waves of candidates that are no better
 * @param minimalEffect the smallest gain worth having, as a share of the incumbent's mean
 * @param looks how often one candidate may be judged as its seeds come in without a plan (outside a
 *     {@link Race}); each look gets its part of the error
 * @param spending how a race spreads the error over its looks
 * @param leastChance a race does not go on with a candidate whose chance of acceptance has fallen
 *     below this; it costs a little power and no error
 */
public record GateRules(
    double confidence, double minimalEffect, int looks, Spending spending, double leastChance) {

  private static final double MARGIN = 0.9;

  public GateRules {
    if (!(confidence > 0.5 && confidence < 1)) {
      throw new IllegalArgumentException("confidence lies between 0.5 and 1: " + confidence);
    }
    if (!(minimalEffect >= 0 && minimalEffect < 1) || looks < 1) {
      throw new IllegalArgumentException("no such gate: " + minimalEffect + ", " + looks);
    }
  }

  /** The standard way of racing, at this strictness. */
  public GateRules(double confidence, double minimalEffect, int looks) {
    this(confidence, minimalEffect, looks, Spending.OBRIEN_FLEMING, 0.05);
  }

  /** 95 % confidence, a gain of at least 2 %, judged once. */
  public static GateRules standard() {
    return new GateRules(0.95, 0.02, 1);
  }

  /**
   * The error one look is tested at. A tenth of what is stated is kept back for noise that is not
   * normal: Student's test of a handful of seeds from a short-tailed or discrete distribution may
   * exceed its level by about that much (bench/aa).
   */
  double error() {
    return MARGIN * (1 - confidence) / looks;
  }
}
