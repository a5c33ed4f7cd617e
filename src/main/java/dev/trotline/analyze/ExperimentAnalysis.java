package dev.trotline.analyze;

import dev.trotline.analyze.compare.CompareReport;
import dev.trotline.metrics.CurveFigures;
import dev.trotline.study.ExperimentId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as {@code analyze} shows it.
 *
 * @param id its id
 * @param sample its seeds with their figures
 * @param curves figures of the curves of its ranked runs: run, then metric
 * @param findings what the detectors found
 * @param comparison with the reference, null for the reference itself or before a seed was judged
 * @param attribution what its edits did, null where nothing was asked or can be compared
 */
public record ExperimentAnalysis(
    ExperimentId id,
    Sample sample,
    Map<String, Map<String, CurveFigures>> curves,
    Findings findings,
    @Nullable Comparison comparison,
    @Nullable CompareReport attribution) {

  public ExperimentAnalysis {
    curves = Collections.unmodifiableMap(new LinkedHashMap<>(curves));
  }

  /** True if the gate accepts it and no flag blocks it; null-safe for the reference itself. */
  public boolean isPromotable() {
    Comparison held = comparison;
    return held != null && held.isAccepted() && !findings.blocks();
  }

  /** Its part of {@code experiments} in the document. */
  Map<String, Object> json() {
    Map<String, Object> json = ExperimentSummary.of(sample).json();
    json.put("flags", findings.json());
    json.put("runFlags", findings.runsJson());
    json.put("notes", findings.notes());
    var figures = new LinkedHashMap<String, Object>();
    curves.forEach((run, all) -> figures.put(run, RunAnalysis.curvesJson(all)));
    json.put("curves", figures);
    return json;
  }

  /** Its part of {@code comparisons}; nothing for the reference itself. */
  List<Map<String, Object>> comparisonJson() {
    Comparison held = comparison;
    if (held == null) {
      return List.of();
    }
    Map<String, Object> json = held.json();
    json.put("promotable", isPromotable());
    json.put("blockedBy", findings.reason().isEmpty() ? null : findings.reason());
    CompareReport report = attribution;
    if (report != null) {
      json.put("attribution", report.json());
    }
    return List.of(json);
  }

  /**
   * The same for people.
   *
   * @param shown which metrics of the seeds to show
   */
  List<String> lines(Predicate<String> shown) {
    var lines = new ArrayList<String>();
    if (sample.bySeed().isEmpty()) {
      lines.add(
          id
              + ": no seed has left figures yet"
              + (sample.died() > 0 ? ", " + sample.died() + " died" : "")
              + "; train it with 'trotline launch "
              + id
              + "'");
      return lines;
    }
    lines.addAll(ExperimentSummary.of(sample).lines(shown));
    lines.addAll(findings.lines());
    Comparison held = comparison;
    if (held != null) {
      lines.addAll(held.lines());
      if (held.isAccepted() && findings.blocks()) {
        lines.add("  NOT PROMOTED, whatever the gate says: " + findings.reason());
      }
    }
    CompareReport report = attribution;
    if (report != null) {
      lines.addAll(report.lines());
    }
    return lines;
  }
}
