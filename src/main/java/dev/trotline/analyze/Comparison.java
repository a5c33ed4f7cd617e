package dev.trotline.analyze;

import dev.trotline.analyze.text.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A candidate held against a reference: what the gate says, and how every metric moved.
 *
 * @param candidate the candidate over its seeds
 * @param reference the reference over its seeds
 * @param gate the gate's verdict on the deciding metric
 * @param differences every metric both have, the deciding one first
 * @param caveats why the two do not measure the same, see {@link Comparability}; empty if they do
 */
public record Comparison(
    ExperimentSummary candidate,
    ExperimentSummary reference,
    GateResult gate,
    List<MetricDifference> differences,
    List<String> caveats) {

  public Comparison {
    differences = List.copyOf(differences);
    caveats = List.copyOf(caveats);
  }

  /** The same with what keeps the two from being compared. */
  public Comparison with(List<String> found) {
    return new Comparison(candidate, reference, gate, differences, found);
  }

  /** True if they measure the same and the gate accepts the candidate. */
  public boolean isAccepted() {
    return caveats.isEmpty() && gate.isAccepted();
  }

  /** The part of a JSON document. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("candidate", candidate.name());
    json.put("against", reference.name());
    json.put("comparable", caveats.isEmpty());
    json.put("caveats", caveats);
    json.put("gate", gate.json());
    var all = new LinkedHashMap<String, Object>();
    differences.forEach(d -> all.put(d.metric(), d.json()));
    json.put("differences", all);
    return json;
  }

  /** A table for people. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        candidate.name()
            + " against "
            + reference.name()
            + ": "
            + (caveats.isEmpty()
                ? gate.verdict().word().toUpperCase(Locale.ROOT)
                : "NOT COMPARABLE"));
    caveats.forEach(caveat -> lines.add("  " + caveat));
    lines.add("  " + gate.reason());
    var table =
        new TextTable(
            List.of("metric", candidate.name(), reference.name(), "difference", "95 % interval"));
    for (MetricDifference d : differences) {
      table.add(
          d.metric(),
          Figures.text(d.candidateMean()),
          Figures.text(d.referenceMean()),
          Figures.text(d.difference()),
          d.interval().isBounded()
              ? Figures.text(d.interval().low()) + " .. " + Figures.text(d.interval().high())
              : "-");
    }
    lines.addAll(table.lines());
    return lines;
  }
}
