package dev.trotline.analyze.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Whether the same seed is lucky in one experiment and in another. Only then does comparing seed by
 * seed gain anything; if it does not, pairing throws half the degrees of freedom away.
 *
 * @param correlation between the residuals of the same seed in two experiments, pooled over all
 *     pairs of experiments; NaN if there is nothing to tell
 * @param pValue share of random re-assignments of the seeds within each experiment that correlate
 *     as strongly; 1 if there is nothing to tell
 * @param products pairs of residuals it was made of
 */
public record SeedEffect(double correlation, double pValue, int products) {

  private static final int ROUNDS = 2000;
  private static final long SEED = 20_260_328;

  /**
   * Of the same seeds in several experiments: seed to value, one map per experiment. Each
   * experiment's mean is taken off and its spread divided out.
   */
  public static SeedEffect of(List<? extends Map<Integer, Double>> experiments) {
    List<TreeMap<Integer, Double>> residuals = new ArrayList<>();
    for (Map<Integer, Double> experiment : experiments) {
      double[] values = experiment.values().stream().mapToDouble(Double::doubleValue).toArray();
      Moments moments = Moments.of(values);
      if (moments.n() > 2 && moments.sumOfSquares() > 0) {
        var scaled = new TreeMap<Integer, Double>();
        experiment.forEach(
            (seed, value) ->
                scaled.put(seed, (value - moments.mean()) / moments.standardDeviation()));
        residuals.add(scaled);
      }
    }
    double[] seen = products(residuals);
    if (seen[2] < 1 || seen[1] == 0) {
      return new SeedEffect(Double.NaN, 1, (int) seen[2]);
    }
    var random = new SplittableRandom(SEED);
    int hits = 1;
    for (int round = 0; round < ROUNDS; round++) {
      List<TreeMap<Integer, Double>> shuffled = new ArrayList<>();
      residuals.forEach(r -> shuffled.add(shuffle(r, random)));
      hits += products(shuffled)[0] >= seen[0] - 1e-12 ? 1 : 0;
    }
    return new SeedEffect(seen[0] / seen[1], hits / (ROUNDS + 1.0), (int) seen[2]);
  }

  /** Sum of products, root of the sums of squares behind them, and their number. */
  private static double[] products(List<TreeMap<Integer, Double>> residuals) {
    double sum = 0;
    double left = 0;
    double right = 0;
    int count = 0;
    for (int i = 0; i < residuals.size(); i++) {
      for (int j = i + 1; j < residuals.size(); j++) {
        for (Map.Entry<Integer, Double> entry : residuals.get(i).entrySet()) {
          Double other = residuals.get(j).get(entry.getKey());
          if (other != null) {
            sum += entry.getValue() * other;
            left += entry.getValue() * entry.getValue();
            right += other * other;
            count++;
          }
        }
      }
    }
    return new double[] {sum, Math.sqrt(left * right), count};
  }

  private static TreeMap<Integer, Double> shuffle(
      TreeMap<Integer, Double> residuals, SplittableRandom random) {
    List<Double> values = new ArrayList<>(residuals.values());
    for (int i = values.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double swap = values.get(i);
      values.set(i, values.get(j));
      values.set(j, swap);
    }
    var shuffled = new TreeMap<Integer, Double>();
    int i = 0;
    for (int seed : residuals.keySet()) {
      shuffled.put(seed, values.get(i++));
    }
    return shuffled;
  }
}
