package dev.trotline.analyze;

import dev.trotline.analyze.stats.Interval;

/**
 * Whether a candidate's first seeds are worth more seeds. Nothing is ever accepted by it.
 *
 * @param promising true if more seeds should be spent
 * @param improvement difference to the incumbent's mean, positive if better, NaN without a value
 * @param interval where the true improvement may lie, as far as the noise tells
 * @param strength improvement in standard errors, to rank candidates by
 * @param reason one sentence for the journal
 */
public record Screen(
    boolean promising, double improvement, Interval interval, double strength, String reason) {}
