package dev.trotline.cli;

import dev.trotline.analyze.CurveSettings;
import dev.trotline.analyze.FolderAnalysis;
import dev.trotline.analyze.RunAnalysis;
import dev.trotline.analyze.Subject;
import dev.trotline.cli.output.Outcome;
import dev.trotline.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code analyze} of runs and folders, one by one or against others. */
final class AnalyzeRuns {
  private final Context context;
  private final @Nullable Services services;
  private final AnalyzeOutputs outputs;
  private final CurveSettings settings;

  /**
   * @param services the study, null where only folders are named
   * @param outputs where results go
   * @param settings how curves become figures
   */
  AnalyzeRuns(
      Context context,
      @Nullable Services services,
      AnalyzeOutputs outputs,
      CurveSettings settings) {
    this.context = context;
    this.services = services;
    this.outputs = outputs;
    this.settings = settings;
  }

  Outcome run(List<String> what, @Nullable String against) {
    List<String> unreadable = new ArrayList<>();
    List<Subject> subjects = AnalyzeCommand.subjects(context, services, what, unreadable);
    List<Subject> others =
        against == null
            ? List.of()
            : AnalyzeCommand.subjects(context, services, List.of(against), unreadable);
    FolderAnalysis analysis = FolderAnalysis.of(subjects, others, settings, unreadable);
    requireMeasured(analysis.runs());
    List<Subject> all = new ArrayList<>(subjects);
    all.addAll(others);
    return outputs.runs(context, analysis, all, settings.window());
  }

  private void requireMeasured(List<RunAnalysis> runs) {
    var measured = new TreeSet<String>();
    runs.forEach(run -> measured.addAll(run.curves().keySet()));
    for (String metric : settings.asked()) {
      if (!runs.isEmpty() && !measured.contains(metric)) {
        throw new InvalidInputException(
            "no run here has a metric '" + metric + "'",
            null,
            "--until",
            measured.isEmpty() ? "none was logged" : "name one of " + String.join(", ", measured));
      }
    }
  }
}
