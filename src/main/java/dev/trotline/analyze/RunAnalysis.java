package dev.trotline.analyze;

import dev.trotline.analyze.compare.RunData;
import dev.trotline.analyze.hack.HackDetectors;
import dev.trotline.analyze.hack.HackInput;
import dev.trotline.analyze.hack.RunEvidence;
import dev.trotline.analyze.text.TextTable;
import dev.trotline.judge.FoundScore;
import dev.trotline.metrics.CurveFigures;
import dev.trotline.metrics.LogMetrics;
import dev.trotline.metrics.MetricCurves;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One run as {@code analyze} shows it, with or without a study around.
 *
 * @param name how it is called
 * @param path its log folder, as reached from the folder that was asked for
 * @param metrics its normalised metrics and the rule applied
 * @param curves figures of every metric's curve
 * @param asked metrics of which it was asked when they passed a bound
 * @param judged the judge's metrics; empty where nothing was judged
 * @param findings what the detectors found
 * @param problems what could not be read of it
 */
public record RunAnalysis(
    String name,
    Path path,
    LogMetrics metrics,
    Map<String, CurveFigures> curves,
    Set<String> asked,
    Map<String, Double> judged,
    Findings findings,
    List<String> problems) {

  public RunAnalysis {
    curves = Collections.unmodifiableMap(new LinkedHashMap<>(curves));
    asked = Set.copyOf(asked);
    judged = Collections.unmodifiableMap(new TreeMap<>(judged));
    problems = List.copyOf(problems);
  }

  /** Analyses a log folder of any origin; a judgement that lies beside it is made use of. */
  static RunAnalysis of(RunData data, Path path, CurveSettings settings) {
    Map<String, Double> judged =
        FoundScore.beside(path).map(found -> found.score().metrics()).orElse(Map.of());
    List<String> notes =
        judged.isEmpty()
            ? List.of()
            : List.of("the judgement beside it is taken as it is, nobody witnessed it");
    return of(data, path, judged, notes, settings);
  }

  /** Analyses a run with the judge's figures at hand. */
  static RunAnalysis of(
      RunData data,
      Path path,
      Map<String, Double> judged,
      List<String> notes,
      CurveSettings settings) {
    MetricCurves curves = curves(data);
    long last = data.series().lastIteration();
    var evidence =
        new RunEvidence(
            data.name(),
            -1,
            judged,
            LogMetrics.of(curves, last).values(),
            data.series(),
            data.env(),
            data.agent());
    return new RunAnalysis(
        data.name(),
        path,
        LogMetrics.of(curves, last, settings.window()),
        figures(curves, settings),
        settings.asked(),
        judged,
        new Findings(HackDetectors.examine(HackInput.of(evidence)), Map.of(), notes),
        data.problems());
  }

  private static MetricCurves curves(RunData data) {
    return MetricCurves.read(data.series(), data.env(), data.agent(), data.meaning());
  }

  /** Figures of every metric's curve. */
  static Map<String, CurveFigures> figures(RunData data, CurveSettings settings) {
    return figures(curves(data), settings);
  }

  private static Map<String, CurveFigures> figures(MetricCurves curves, CurveSettings settings) {
    var figures = new LinkedHashMap<String, CurveFigures>();
    curves
        .metrics()
        .forEach(
            (metric, curve) -> figures.put(metric, CurveFigures.of(curve, settings.of(metric))));
    return figures;
  }

  /** The part of a JSON document. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", name);
    json.put("path", path.toString());
    json.put("metrics", metrics.values());
    json.put("rule", metrics.rule());
    json.put("window", metrics.window());
    json.put("lastIteration", metrics.lastIteration());
    var provenance = new LinkedHashMap<String, Object>();
    metrics.provenance().forEach((metric, from) -> provenance.put(metric, from.json()));
    json.put("provenance", provenance);
    json.put("curves", curvesJson(curves));
    if (!judged.isEmpty()) {
      json.put("judged", judged);
    }
    json.put("flags", findings.json());
    json.put("problems", problems);
    return json;
  }

  static Map<String, Object> curvesJson(Map<String, CurveFigures> curves) {
    var json = new LinkedHashMap<String, Object>();
    curves.forEach((metric, figures) -> json.put(metric, figures.json()));
    return json;
  }

  /** The same for people. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(name + " (last iteration " + metrics.lastIteration() + ")");
    lines.addAll(CurveTable.lines(metrics, curves, asked));
    if (!judged.isEmpty()) {
      var table = new TextTable(List.of("judged", "value"));
      judged.forEach((metric, value) -> table.add(metric, Figures.text(value)));
      lines.addAll(table.lines());
    }
    if (!metrics.rule().isEmpty()) {
      lines.add("  rule: " + metrics.rule());
    }
    lines.addAll(findings.lines());
    problems.forEach(problem -> lines.add("  " + problem));
    return lines;
  }
}
