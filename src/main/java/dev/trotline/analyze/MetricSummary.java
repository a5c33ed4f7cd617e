package dev.trotline.analyze;

import dev.trotline.analyze.stats.Bootstrap;
import dev.trotline.analyze.stats.Interval;
import dev.trotline.analyze.stats.Moments;
import dev.trotline.analyze.stats.Robust;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One metric over the seeds of an experiment.
 *
 * @param n seeds with a value
 * @param mean over them
 * @param deviation standard deviation between seeds, NaN for one seed
 * @param interquartileMean mean of the middle half
 * @param interval of the mean by Student's t, unbounded for one seed
 * @param bootstrap interval of the interquartile mean ({@link Bootstrap#interval}), unbounded for
 *     one seed
 * @param min the least value
 * @param max the largest value
 */
public record MetricSummary(
    int n,
    double mean,
    double deviation,
    double interquartileMean,
    Interval interval,
    Interval bootstrap,
    double min,
    double max) {

  private static final double CONFIDENCE = 0.95;

  /** Any fixed number: the same values must give the same interval every time. */
  private static final long SEED = 20_260_328;

  static MetricSummary of(double[] values) {
    Moments moments = Moments.of(values);
    return new MetricSummary(
        moments.n(),
        moments.mean(),
        moments.standardDeviation(),
        Robust.interquartileMean(values),
        Interval.ofMean(moments, CONFIDENCE),
        Bootstrap.of(values, Robust::interquartileMean, SEED).interval(CONFIDENCE),
        Arrays.stream(values).min().orElse(Double.NaN),
        Arrays.stream(values).max().orElse(Double.NaN));
  }

  /** The part of a JSON document. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("n", n);
    json.put("mean", Figures.json(mean));
    json.put("sd", Figures.json(deviation));
    json.put("iqm", Figures.json(interquartileMean));
    json.put("low", Figures.json(interval.low()));
    json.put("high", Figures.json(interval.high()));
    json.put("confidence", interval.confidence());
    json.put("iqmLow", Figures.json(bootstrap.low()));
    json.put("iqmHigh", Figures.json(bootstrap.high()));
    json.put("min", Figures.json(min));
    json.put("max", Figures.json(max));
    return json;
  }
}
