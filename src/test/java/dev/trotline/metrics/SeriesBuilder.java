package dev.trotline.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** Makes runs for tests: one point per iteration and tag. */
public final class SeriesBuilder {

  private final Map<String, ScalarSeries> all = new LinkedHashMap<>();
  private final int iterations;

  public SeriesBuilder(int iterations) {
    this.iterations = iterations;
    with("Perf/total_fps", i -> 1000);
  }

  public SeriesBuilder with(String tag, double constant) {
    return with(tag, i -> constant);
  }

  public SeriesBuilder with(String tag, IntToDoubleFunction value) {
    long[] steps = new long[iterations];
    double[] values = new double[iterations];
    Arrays.setAll(steps, i -> i);
    Arrays.setAll(values, value);
    all.put(tag, new ScalarSeries(tag, steps, values, values));
    return this;
  }

  public RunSeries build() {
    return new RunSeries(all);
  }
}
