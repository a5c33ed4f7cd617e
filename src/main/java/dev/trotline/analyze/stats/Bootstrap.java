package dev.trotline.analyze.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Stratified bootstrap intervals: every stratum (an experiment, a task) is resampled by itself, as
 * rliable does (Agarwal et al. 2021). Which kind to use with 3 to 10 seeds was measured
 * (bench/stats/coverage.py): percentile and BCa intervals of nominally 95 % cover 70 to 75 % at 3
 * seeds and 80 to 92 % at 5, so {@link #interval} studentises from 5 seeds on (92 to 99 %) and
 * falls back on Student's t with the jackknife's standard error below (91 to 97 % at 3).
 *
 * <p>Repeatable: the random stream comes from a given seed.
 */
public final class Bootstrap {

  private static final int ROUNDS = 2000;

  /** With fewer values too many resamples hold one value only and have no standard error. */
  private static final int LEAST = 5;

  private final double[][] strata;
  private final ToDoubleFunction<double[][]> figure;
  private final long seed;

  /**
   * @param strata values of each stratum, at least one each
   * @param figure what is wanted of all strata together; must not change its argument
   * @param seed of the random stream
   */
  public Bootstrap(double[][] strata, ToDoubleFunction<double[][]> figure, long seed) {
    this.strata = Arrays.stream(strata).map(double[]::clone).toArray(double[][]::new);
    this.figure = figure;
    this.seed = seed;
  }

  /** Of one sample. */
  public static Bootstrap of(double[] sample, ToDoubleFunction<double[]> figure, long seed) {
    return new Bootstrap(new double[][] {sample}, all -> figure.applyAsDouble(all[0]), seed);
  }

  /** Of a figure of all values together, strata resampled apart: rliable's aggregate scores. */
  public static Bootstrap pooled(double[][] strata, ToDoubleFunction<double[]> figure, long seed) {
    return new Bootstrap(
        strata,
        all -> figure.applyAsDouble(Arrays.stream(all).flatMapToDouble(Arrays::stream).toArray()),
        seed);
  }

  /** The kind of interval that covers best at the sizes at hand; unbounded if a stratum has 1. */
  public Interval interval(double confidence) {
    if (smallest() < 2) {
      return Interval.unbounded(confidence);
    }
    return smallest() < LEAST ? jackknifeT(confidence) : studentised(confidence);
  }

  /** Quantiles of the resampled figure, as rliable has them. */
  public Interval percentile(double confidence) {
    double outside = (1 - confidence) / 2;
    return between(figures(), outside, 1 - outside, confidence);
  }

  /** Bias-corrected and accelerated (Efron 1987). */
  public Interval bca(double confidence) {
    double[] figures = figures();
    double seen = figure.applyAsDouble(strata);
    double below = 0;
    for (double value : figures) {
      below += value < seen ? 1 : value == seen ? 0.5 : 0;
    }
    double least = 0.5 / figures.length;
    double shift = Normal.quantile(Math.min(1 - least, Math.max(least, below / figures.length)));
    double squares = 0;
    double cubes = 0;
    for (int stratum = 0; stratum < strata.length; stratum++) {
      double[] left = jackknife(strata, stratum);
      double mean = Arrays.stream(left).average().orElse(Double.NaN);
      double n = left.length;
      for (double value : left) {
        // Influence of one value on the whole; strata of different sizes weigh differently.
        double influence = (n - 1) / n * (mean - value);
        squares += influence * influence;
        cubes += influence * influence * influence;
      }
    }
    double acceleration = squares > 0 ? cubes / (6 * Math.pow(squares, 1.5)) : 0;
    double outside = (1 - confidence) / 2;
    return between(
        figures,
        corrected(outside, shift, acceleration),
        corrected(1 - outside, shift, acceleration),
        confidence);
  }

  private static double corrected(double p, double shift, double acceleration) {
    double z = shift + Normal.quantile(p);
    return Normal.cumulative(shift + z / (1 - acceleration * z));
  }

  /** Resampled figures in units of their own standard error (bootstrap t). */
  public Interval studentised(double confidence) {
    double seen = figure.applyAsDouble(strata);
    double own = standardError(strata);
    var random = new SplittableRandom(seed);
    double[] t = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      double[][] drawn = draw(random);
      double off = figure.applyAsDouble(drawn) - seen;
      double error = standardError(drawn);
      t[round] = off == 0 ? 0 : off / error;
    }
    Arrays.sort(t);
    double outside = (1 - confidence) / 2;
    // Whole order statistics: a resample without spread has an infinite t, not to be averaged.
    double high = t[(int) Math.floor(outside * ROUNDS)];
    double low = t[ROUNDS - 1 - (int) Math.floor(outside * ROUNDS)];
    return new Interval(
        own == 0 ? seen : seen - low * own, own == 0 ? seen : seen - high * own, confidence);
  }

  /** Student's interval around the figure with the jackknife's standard error. */
  public Interval jackknifeT(double confidence) {
    double seen = figure.applyAsDouble(strata);
    int freedom = Arrays.stream(strata).mapToInt(s -> s.length - 1).sum();
    double reach = StudentT.quantile(0.5 + confidence / 2, freedom) * standardError(strata);
    return new Interval(seen - reach, seen + reach, confidence);
  }

  private double standardError(double[][] values) {
    double sum = 0;
    for (int stratum = 0; stratum < values.length; stratum++) {
      Moments left = Moments.of(jackknife(values, stratum));
      sum += left.sumOfSquares() * (left.n() - 1) / left.n();
    }
    return Math.sqrt(sum);
  }

  /** The figure with one value of a stratum left out, for each. */
  private double[] jackknife(double[][] values, int stratum) {
    double[] whole = values[stratum];
    double[][] others = values.clone();
    double[] figures = new double[whole.length];
    for (int i = 0; i < whole.length; i++) {
      double[] left = new double[whole.length - 1];
      System.arraycopy(whole, 0, left, 0, i);
      System.arraycopy(whole, i + 1, left, i, left.length - i);
      others[stratum] = left;
      figures[i] = figure.applyAsDouble(others);
    }
    return figures;
  }

  private double[] figures() {
    var random = new SplittableRandom(seed);
    double[] figures = new double[ROUNDS];
    Arrays.setAll(figures, round -> figure.applyAsDouble(draw(random)));
    return figures;
  }

  private double[][] draw(SplittableRandom random) {
    double[][] drawn = new double[strata.length][];
    for (int s = 0; s < strata.length; s++) {
      double[] from = strata[s];
      drawn[s] = new double[from.length];
      Arrays.setAll(drawn[s], i -> from[random.nextInt(from.length)]);
    }
    return drawn;
  }

  private int smallest() {
    return Arrays.stream(strata).mapToInt(s -> s.length).min().orElse(0);
  }

  private static Interval between(double[] figures, double low, double high, double confidence) {
    return new Interval(Robust.quantile(low, figures), Robust.quantile(high, figures), confidence);
  }
}
