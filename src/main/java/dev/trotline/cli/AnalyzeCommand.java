package dev.trotline.cli;

import dev.trotline.analyze.Analysis;
import dev.trotline.analyze.Comparability;
import dev.trotline.analyze.Comparison;
import dev.trotline.analyze.ExperimentSummary;
import dev.trotline.analyze.FolderAnalysis;
import dev.trotline.analyze.Noise;
import dev.trotline.analyze.Sample;
import dev.trotline.analyze.ScalarsReport;
import dev.trotline.cli.output.Outcome;
import dev.trotline.cli.output.View;
import dev.trotline.error.InvalidInputException;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Objective;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Figures of experiments of a study, or of any folder with event files. */
@Command(
    name = "analyze",
    description =
        "Aggregates an experiment's seeds and holds it against the baseline, its parent or the"
            + " incumbent; also reads any Isaac Lab log folder, without a study.")
final class AnalyzeCommand extends BaseCommand {
  @Parameters(
      paramLabel = "EXP|DIR",
      arity = "0..*",
      description = "experiments of the study (default: all), or log folders")
  List<String> what = new ArrayList<>();

  @Option(
      names = "--against",
      paramLabel = "EXP",
      description = "hold the experiments against this one: an id, best, parent (default: exp000)")
  @Nullable String against;

  @Option(names = "--scalars", description = "every scalar of the folders' event files")
  boolean scalars;

  AnalyzeCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run() {
    List<Path> folders =
        what.stream().map(context.directory()::resolve).filter(Files::isDirectory).toList();
    if (scalars || !what.isEmpty() && folders.size() == what.size()) {
      return folders(folders);
    }
    try (Services services = Services.open(context, studyDirectory())) {
      return experiments(services);
    }
  }

  private Outcome folders(List<Path> folders) {
    if (folders.size() != 1 || what.size() != 1) {
      throw new InvalidInputException(
          what.isEmpty() ? "no folder is given" : "'" + what.get(0) + "' is not one folder",
          what.isEmpty() ? null : what.get(0),
          null,
          "name one run folder, or a folder that holds several");
    }
    Path folder = folders.get(0);
    if (scalars) {
      ScalarsReport report = ScalarsReport.of(folder);
      return Outcome.yes(View.of(report.lines(), report.json()));
    }
    FolderAnalysis analysis = FolderAnalysis.of(folder);
    return Outcome.yes(View.of(analysis.lines(), analysis.json()));
  }

  private Outcome experiments(Services services) {
    List<ExperimentId> ids = new ArrayList<>();
    what.forEach(text -> ids.add(StudyCommand.resolve(services, text)));
    if (what.isEmpty()) {
      Ids.experiments(services).stream()
          .filter(id -> !ImportedRuns.isImported(services.archive(), id) || judged(services, id))
          .forEach(ids::add);
    }
    List<Map<String, Object>> imported = new ArrayList<>();
    List<String> importedLines = new ArrayList<>();
    Objective objective = services.study().config().objective();
    Sample baseline = services.sample(ExperimentId.BASELINE);
    Noise noise = Noise.of(baseline, objective.metric());
    List<ExperimentSummary> summaries = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    boolean yes = true;
    for (ExperimentId id : ids) {
      Sample sample = services.sample(id);
      if (ImportedRuns.isImported(services.archive(), id)) {
        imported.addAll(ImportedRuns.rows(services.archive(), id));
        importedLines.addAll(ImportedRuns.lines(services.archive(), id));
        if (sample.bySeed().isEmpty()) {
          continue;
        }
      }
      summaries.add(Analysis.summarize(sample));
      ExperimentId reference = reference(services, id);
      if (!reference.equals(id) && !sample.bySeed().isEmpty()) {
        Comparison comparison =
            Analysis.compare(sample, services.sample(reference), noise, objective)
                .with(caveats(services, id, reference));
        comparisons.add(comparison);
        yes &= comparison.isAccepted();
      }
    }
    Map<String, Object> json = Analysis.json(summaries, comparisons);
    List<String> lines = new ArrayList<>(Analysis.lines(summaries, comparisons));
    if (!imported.isEmpty()) {
      json.put("imported", imported);
      lines.addAll(importedLines);
    }
    return Outcome.of(what.isEmpty() || yes, View.of(lines, json));
  }

  private static boolean judged(Services services, ExperimentId id) {
    return !services.sample(id).bySeed().isEmpty();
  }

  private static List<String> caveats(Services services, ExperimentId id, ExperimentId reference) {
    return services.simulator().judges()
        ? List.of()
        : Comparability.caveats(
            services.config(services.experiment(id)).changes(),
            services.config(services.experiment(reference)).changes());
  }

  private ExperimentId reference(Services services, ExperimentId id) {
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
