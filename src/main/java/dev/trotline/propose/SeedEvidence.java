package dev.trotline.propose;

import java.util.Map;

/**
 * What one finished training of the incumbent showed.
 *
 * @param seed the seed it was trained with
 * @param series what it logged
 * @param judge the judge's metrics by name, in their own units; empty if it was not judged
 */
public record SeedEvidence(int seed, SeriesView series, Map<String, Double> judge) {

  public SeedEvidence {
    judge = Map.copyOf(judge);
  }
}
