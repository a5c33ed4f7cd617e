package dev.trotline.cli;

import dev.trotline.analyze.CurveSettings;
import dev.trotline.analyze.ScalarsReport;
import dev.trotline.analyze.Subject;
import dev.trotline.cli.output.Outcome;
import dev.trotline.error.InvalidInputException;
import dev.trotline.metrics.CurveFigures;
import dev.trotline.study.Constraint;
import dev.trotline.study.RunId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Figures of experiments and runs of a study, or of any folder with event files. */
@Command(
    name = "analyze",
    description =
        "Aggregates an experiment's seeds, looks at it with suspicion, holds it against another and"
            + " tells what its edits did; also reads any Isaac Lab log folder, without a study.")
final class AnalyzeCommand extends BaseCommand {
  @Parameters(
      paramLabel = "EXP|RUN|DIR",
      arity = "0..*",
      description = "experiments of the study (default: all), runs such as exp007/s2, or folders")
  List<String> what = new ArrayList<>();

  @Option(
      names = "--against",
      paramLabel = "EXP|RUN|DIR",
      description =
          "hold them against this one: an id, best, parent (default: exp000); for runs and folders"
              + " a run or folder (default: none)")
  @Nullable String against;

  @Option(names = "--scalars", description = "every scalar of the folders' event files")
  boolean scalars;

  @Option(
      names = "--window",
      paramLabel = "N",
      description = "iterations a window averages over (default: 50)")
  int window = CurveFigures.Settings.USUAL.window();

  @Option(
      names = "--until",
      paramLabel = "BOUND",
      description = "when a metric passed a bound for good, such as 'velocity_error <= 0.3'")
  List<String> until = new ArrayList<>();

  @Mixin AnalyzeOutputs outputs = new AnalyzeOutputs();

  AnalyzeCommand(Context context) {
    super(context);
  }

  @Override
  Outcome run() {
    CurveSettings settings = settings();
    outputs.check(root.json);
    requireThere();
    List<Path> folders =
        what.stream().map(context.directory()::resolve).filter(Files::isDirectory).toList();
    boolean onlyFolders = !what.isEmpty() && folders.size() == what.size();
    if (scalars) {
      requireFolders(onlyFolders);
      return outputs.scalars(context, ScalarsReport.of(folders), folders);
    }
    boolean foreign = against == null || Files.isDirectory(context.directory().resolve(against));
    if (onlyFolders && foreign) {
      return new AnalyzeRuns(context, null, outputs, settings).run(what, against);
    }
    try (Services services = Services.open(context, studyDirectory())) {
      boolean runs = !what.isEmpty() && what.stream().allMatch(text -> isRun(text) || isDir(text));
      return runs
          ? new AnalyzeRuns(context, services, outputs, settings).run(what, against)
          : new AnalyzeExperiments(context, services, outputs, settings, root.verbose)
              .run(what, against);
    }
  }

  private CurveSettings settings() {
    if (window < 1) {
      throw new InvalidInputException(
          "a window of " + window + " iterations is none", null, "--window", "give 1 or more");
    }
    List<Constraint> bounds =
        until.stream().map(text -> Constraint.parse(text, null, "--until")).toList();
    if (bounds.stream().map(Constraint::metric).distinct().count() < bounds.size()) {
      throw new InvalidInputException(
          "two bounds on one metric", null, "--until", "give one bound for each metric");
    }
    return new CurveSettings(window, bounds);
  }

  private void requireFolders(boolean onlyFolders) {
    if (!onlyFolders) {
      String odd = what.stream().filter(text -> !isDir(text)).findFirst().orElse("no folder");
      throw new InvalidInputException(
          what.isEmpty() ? "no folder is given" : "'" + odd + "' is not a folder",
          what.isEmpty() ? null : odd,
          null,
          "name run folders, or folders that hold some");
    }
  }

  /** A mistyped path is no reason to ask for a study. */
  private void requireThere() {
    List<String> texts = new ArrayList<>(what);
    if (against != null) {
      texts.add(against);
    }
    for (String text : texts) {
      boolean path = text.startsWith(".") || text.startsWith("~") || text.contains("/");
      if (path && !isRun(text) && !isDir(text)) {
        Path file = context.directory().resolve(text);
        throw new InvalidInputException(
            "'" + text + "' " + (Files.exists(file) ? "is not a folder" : "does not exist"),
            text,
            null,
            "name run folders, or folders that hold some");
      }
    }
  }

  private static boolean isRun(String text) {
    return RunId.find(text).isPresent();
  }

  private boolean isDir(String text) {
    return Files.isDirectory(context.directory().resolve(text));
  }

  /** Runs and folders as they were typed. */
  static List<Subject> subjects(
      Context context, @Nullable Services services, List<String> texts, List<String> unreadable) {
    List<Subject> subjects = new ArrayList<>();
    for (String text : texts) {
      Path folder = context.directory().resolve(text);
      if (Files.isDirectory(folder)) {
        subjects.addAll(Subject.below(List.of(folder), unreadable));
      } else if (services != null) {
        subjects.add(services.subject(Ids.run(services, text)));
      }
    }
    return subjects;
  }
}
