package dev.trotline.analyze.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * One curve of both sides over the same iterations, to be drawn or tabulated.
 *
 * @param name metric or tag
 * @param unit of the values
 * @param x middles of the bins, iterations
 * @param reference the reference's band
 * @param candidate the candidate's band
 * @param parting whether and where they part
 */
public record Overlay(
    String name, String unit, double[] x, Band reference, Band candidate, Parting parting) {

  /**
   * A side's runs in each bin; NaN where it has none.
   *
   * @param name the side
   * @param mean over its runs
   * @param low least of its runs
   * @param high largest of its runs
   * @param n runs with a value
   */
  public record Band(String name, double[] mean, double[] low, double[] high, int[] n) {

    static Band of(String name, double[][] runs, int bins) {
      double[] mean = new double[bins];
      double[] low = new double[bins];
      double[] high = new double[bins];
      int[] n = new int[bins];
      for (int i = 0; i < bins; i++) {
        int bin = i;
        double[] there =
            Arrays.stream(runs).mapToDouble(run -> run[bin]).filter(Double::isFinite).toArray();
        n[i] = there.length;
        mean[i] = Arrays.stream(there).average().orElse(Double.NaN);
        low[i] = Arrays.stream(there).min().orElse(Double.NaN);
        high[i] = Arrays.stream(there).max().orElse(Double.NaN);
      }
      return new Band(name, mean, low, high, n);
    }

    Map<String, Object> json() {
      var json = new LinkedHashMap<String, Object>();
      json.put("name", name);
      json.put("mean", list(mean));
      json.put("low", list(low));
      json.put("high", list(high));
      json.put("n", Arrays.stream(n).boxed().toList());
      return json;
    }
  }

  static List<Object> list(double[] values) {
    var list = new ArrayList<Object>();
    DoubleStream.of(values).forEach(v -> list.add(Double.isFinite(v) ? (Object) v : null));
    return list;
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("unit", unit);
    json.put("x", list(x));
    json.put("reference", reference.json());
    json.put("candidate", candidate.json());
    return json;
  }
}
