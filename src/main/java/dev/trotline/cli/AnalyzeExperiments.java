package dev.trotline.cli;

import dev.trotline.analyze.Analysis;
import dev.trotline.analyze.CurveSettings;
import dev.trotline.analyze.ExperimentAnalysis;
import dev.trotline.analyze.Noise;
import dev.trotline.analyze.StudyAnalysis;
import dev.trotline.cli.output.Outcome;
import dev.trotline.error.InvalidInputException;
import dev.trotline.study.ExperimentId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code analyze} of a study's experiments against the baseline, a parent or the incumbent. */
final class AnalyzeExperiments {
  private final Context context;
  private final Services services;
  private final AnalyzeOutputs outputs;
  private final StudyAnalysis study;
  private final boolean verbose;

  /**
   * @param services the study
   * @param outputs where results go
   * @param settings how curves become figures
   * @param verbose true to show every metric
   */
  AnalyzeExperiments(
      Context context,
      Services services,
      AnalyzeOutputs outputs,
      CurveSettings settings,
      boolean verbose) {
    this.context = context;
    this.verbose = verbose;
    this.services = services;
    this.outputs = outputs;
    this.study =
        new StudyAnalysis(
            services.study(),
            services.archive(),
            services.simulator(),
            services::sample,
            services::changes,
            settings);
  }

  Outcome run(List<String> what, @Nullable String against) {
    List<ExperimentId> ids = new ArrayList<>();
    what.forEach(text -> ids.add(StudyCommand.resolve(services, text)));
    if (what.isEmpty()) {
      Ids.experiments(services).stream()
          .filter(id -> !ImportedRuns.isImported(services.archive(), id) || isJudged(id))
          .forEach(ids::add);
    }
    String metric = services.study().config().objective().metric();
    Noise noise = services.scores().noise(ExperimentId.BASELINE, metric);
    List<Map<String, Object>> imported = new ArrayList<>();
    List<String> importedLines = new ArrayList<>();
    Map<ExperimentId, ExperimentId> references = new LinkedHashMap<>();
    for (ExperimentId id : ids) {
      if (ImportedRuns.isImported(services.archive(), id)) {
        imported.addAll(ImportedRuns.rows(services.archive(), id));
        importedLines.addAll(ImportedRuns.lines(services.archive(), id));
        if (!isJudged(id)) {
          continue;
        }
      }
      ExperimentId reference = reference(id, against);
      refuseItself(id, reference, against, what);
      references.put(id, reference);
    }
    List<ExperimentAnalysis> experiments = study.of(references, noise, !what.isEmpty());
    boolean yes =
        experiments.stream()
            .allMatch(
                e ->
                    !e.sample().bySeed().isEmpty() && (e.comparison() == null || e.isPromotable()));
    Map<String, Object> json = Analysis.document(experiments);
    List<String> lines =
        new ArrayList<>(
            Analysis.lines(experiments, services.study().config().objective(), verbose));
    if (!imported.isEmpty()) {
      json.put("imported", imported);
      lines.addAll(importedLines);
    }
    return outputs.experiments(context, services, experiments, what.isEmpty() || yes, lines, json);
  }

  private boolean isJudged(ExperimentId id) {
    return !services.sample(id).bySeed().isEmpty();
  }

  private static void refuseItself(
      ExperimentId id, ExperimentId reference, @Nullable String against, List<String> what) {
    if (against != null && what.size() == 1 && id.equals(reference)) {
      throw new InvalidInputException(
          id + " would be held against itself",
          null,
          "--against",
          "name another experiment, or leave --against away");
    }
  }

  private ExperimentId reference(ExperimentId id, @Nullable String against) {
    if (against == null) {
      return ExperimentId.BASELINE;
    }
    if (against.equals("parent")) {
      ExperimentId parent = services.experiment(id).parent();
      return parent == null ? ExperimentId.BASELINE : parent;
    }
    return StudyCommand.resolve(services, against);
  }
}
