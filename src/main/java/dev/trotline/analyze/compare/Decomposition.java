package dev.trotline.analyze.compare;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The reward of one side over time, term by term: weighted sums per second of a full episode, as
 * logged, mean over its runs.
 *
 * @param name the side
 * @param x middles of the bins, iterations
 * @param terms names of the reward terms
 * @param values for each term its value in each bin, NaN where it was not logged
 */
public record Decomposition(String name, double[] x, List<String> terms, double[][] values) {

  public Decomposition {
    terms = List.copyOf(terms);
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", name);
    json.put("x", Overlay.list(x));
    json.put("terms", terms);
    json.put("values", Arrays.stream(values).map(Overlay::list).toList());
    return json;
  }
}
