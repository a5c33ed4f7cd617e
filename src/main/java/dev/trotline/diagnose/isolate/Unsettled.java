package dev.trotline.diagnose.isolate;

import dev.trotline.diagnose.isolate.search.FactorSet;
import dev.trotline.diagnose.isolate.search.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A set that could not be judged.
 *
 * @param parts its members in words
 * @param probes how many probes of it failed in another way
 * @param shown how they failed, in words, each once
 */
public record Unsettled(String parts, int probes, List<String> shown) {
  public Unsettled {
    shown = List.copyOf(shown);
  }

  static Unsettled of(FactorSet set, Factors factors, List<Probe> probes, String symptom) {
    List<String> shown = new ArrayList<>();
    for (Probe probe : probes) {
      Probe.Outcome outcome = probe.outcome();
      if (outcome != null
          && !outcome.cancelled()
          && probe.set().equals(set)
          && Isolation.result(probe, symptom) == Result.OTHER) {
        shown.add(Symptom.text(outcome.symptom()));
      }
    }
    return new Unsettled(factors.text(set), shown.size(), shown.stream().distinct().toList());
  }

  String text() {
    return parts + " (" + String.join(", ", shown) + ")";
  }

  /** For {@code --json}. */
  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("parts", parts);
    json.put("probes", probes);
    json.put("shown", shown);
    return json;
  }
}
