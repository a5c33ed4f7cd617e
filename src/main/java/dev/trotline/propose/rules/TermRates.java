package dev.trotline.propose.rules;

import dev.trotline.propose.SeedEvidence;
import dev.trotline.propose.SeriesView;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a reward term pays or costs per second of life, weighted, averaged over the seeds.
 *
 * <p>Isaac Lab logs the sum over an episode divided by the longest possible episode, so a short
 * life makes everything look small. Dividing by the share of the longest episode that was lived
 * undoes that (isaaclab-surface §3.3).
 *
 * @param early during the first iterations, while exploration noise moves the robot
 * @param late during the last iterations
 */
record TermRates(double early, double late) {

  /** Rates of one term; NaN where it was not logged. */
  static TermRates of(List<SeedEvidence> runs, String term, double longestEpisode) {
    List<Double> early = new ArrayList<>();
    List<Double> late = new ArrayList<>();
    for (SeedEvidence run : runs) {
      double[] perSecond = perSecond(run.series(), term, longestEpisode);
      early.add(Curves.early(perSecond));
      late.add(Curves.late(perSecond));
    }
    return new TermRates(mean(early), mean(late));
  }

  private static double mean(List<Double> values) {
    return Curves.mean(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double[] perSecond(SeriesView series, String term, double longestEpisode) {
    String tag = tag(series, term);
    double[] values = series.values(tag);
    long[] steps = series.steps(tag);
    var lengths = new TreeMap<Long, Double>();
    double[] lengthValues = series.values("Train/mean_episode_length");
    long[] lengthSteps = series.steps("Train/mean_episode_length");
    for (int i = 0; i < lengthValues.length; i++) {
      lengths.put(lengthSteps[i], lengthValues[i]);
    }
    double[] rates = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      var entry = lengths.floorEntry(steps[i]);
      if (entry == null) {
        entry = lengths.ceilingEntry(steps[i]);
      }
      double lived =
          entry == null || !(longestEpisode > 0) ? 1.0 : entry.getValue() / longestEpisode;
      rates[i] = lived > 0 ? values[i] / Math.min(1.0, lived) : Double.NaN;
    }
    return rates;
  }

  private static String tag(SeriesView series, String term) {
    for (String form : new String[] {"Episode_Reward/", "Episode/rew_", "Episode/"}) {
      if (series.values(form + term).length > 0) {
        return form + term;
      }
    }
    return "Episode_Reward/" + term;
  }
}
